"""Many who ask at once: each gets her own answer, or hears why there is none."""

import asyncio
from collections.abc import Sequence

import pytest

from library.gathering import Gathering, Miscounted


async def test_who_asks_at_once_travels_together_and_gets_her_own_answer() -> None:
    trips: list[list[int]] = []

    async def double(asked: Sequence[int]) -> list[int]:
        trips.append(list(asked))
        return [number * 2 for number in asked]

    ask = Gathering(double)
    assert await asyncio.gather(*map(ask, range(5))) == [0, 2, 4, 6, 8]
    assert trips == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize("answered", [0, 1, 2, 4])
async def test_where_answers_are_missing_or_too_many_everybody_hears_so_and_the_next_are_served(
    answered: int,
) -> None:
    async def short(asked: Sequence[int]) -> list[int]:
        return list(range(answered)) if len(asked) == 3 else list(asked)

    ask = Gathering(short)
    async with asyncio.timeout(5):
        found = await asyncio.gather(*map(ask, range(3)), return_exceptions=True)
        assert [type(one) for one in found] == [Miscounted] * 3
        assert (found[0].asked, found[0].answered) == (3, answered)
        assert await ask(7) == 7


async def test_what_breaks_a_trip_all_of_it_hear() -> None:
    async def broken(_asked: Sequence[int]) -> list[int]:
        raise OSError

    found = await asyncio.gather(*map(Gathering(broken), range(3)), return_exceptions=True)
    assert [type(one) for one in found] == [OSError] * 3

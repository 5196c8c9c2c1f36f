"""Many who ask at once: each gets her own answer, or hears why there is none."""

import asyncio
from collections.abc import Sequence

import pytest

from library.gathering import Gathering, Miscounted, sharing


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


async def test_who_asks_for_the_same_while_it_is_read_shares_the_next_reading() -> None:
    readings: list[str] = []
    begun, going = asyncio.Event(), asyncio.Event()

    async def read(name: str) -> str:
        readings.append(name)
        begun.set()
        await going.wait()
        return f"{name} {len(readings)}"

    ask = sharing(read)
    first = asyncio.create_task(ask("a"))
    await begun.wait()
    later = [asyncio.create_task(ask(name)) for name in ("a", "b", "a", "a")]
    await asyncio.sleep(0)
    assert readings == ["a"]
    going.set()
    assert await first == "a 1"  # none of the later ones, which asked when it was under way
    assert readings == ["a"]
    assert await asyncio.gather(*later) == ["a 2", "b 3", "a 2", "a 2"]
    assert readings == ["a", "a", "b"]

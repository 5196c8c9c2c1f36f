"""Deeds end together, also those that do not listen at once."""

import asyncio

import pytest

from jobs.together import together
from library.stopping import being_stopped


async def for_ever() -> None:
    await asyncio.Event().wait()


async def hard_of_hearing(times: int = 3) -> None:
    """Swallows cancellations, as some libraries now and then do."""
    while times:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            times -= 1


async def fails() -> None:
    raise RuntimeError("boom")


async def test_a_cancellation_stops_all_however_often_one_must_be_asked():
    task = asyncio.create_task(together(for_ever(), hard_of_hearing(), hard_of_hearing(1)))
    await asyncio.sleep(0)
    task.cancel()
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_one_that_fails_ends_the_others_and_is_heard():
    async with asyncio.timeout(5):
        with pytest.raises(RuntimeError, match="boom"):
            await together(for_ever(), hard_of_hearing(1), fails())


async def test_a_stop_swallowed_before_the_start_is_remembered():
    async def start_late() -> None:
        await hard_of_hearing(1)
        assert being_stopped()
        await together(for_ever())

    task = asyncio.create_task(start_late())
    await asyncio.sleep(0)
    task.cancel()
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await task

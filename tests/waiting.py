"""Waiting for what happens in another task, process or server, which rings no event here."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE = 20.0
"""Seconds after which what should happen at once has failed: a busy machine may hold it up for several."""


async def until(condition: Callable[[], Awaitable[Found]], seconds: float = PATIENCE) -> Found:
    """What a condition gives once it gives something; looks at the clock, and is never cancelled.

    redis-py before Python 3.12 may swallow a cancellation: under `asyncio.timeout` such a loop went on for
    ever. Raises TimeoutError.
    """
    clock = asyncio.get_running_loop()
    end = clock.time() + seconds
    while not (found := await condition()):
        if clock.time() > end:
            raise TimeoutError(f"it did not happen in {seconds} s")
        await asyncio.sleep(0.01)
    return found

"""Several endless deeds at once, which end together and surely."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from library.stopping import being_stopped

REPEAT = 0.2  # seconds between two requests to stop


async def together(*deeds: Coroutine[Any, Any, None]) -> None:
    """Run all until one ends or we are cancelled; then stop the others, asking as often as it takes.

    Raises what the first that failed has raised.
    """
    tasks = [asyncio.create_task(deed) for deed in deeds]
    try:
        if not being_stopped():
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        failures = [task.exception() for task in tasks if task.done() and not task.cancelled()]
        await _stop(tasks)
    if failure := next(filter(None, failures), None):
        raise failure
    if being_stopped():
        raise asyncio.CancelledError


async def to_the_end(*deeds: Coroutine[Any, Any, None], grace: float) -> None:
    """Run all, and when asked to stop give them so many seconds to end what they have begun.

    One that fails does not stop the others. Raises what the first that failed has raised.
    """
    tasks = [asyncio.create_task(deed) for deed in deeds]
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        await _wait_patiently(tasks, grace)
        await _stop(tasks)
        raise
    if failure := next(filter(None, (task.exception() for task in tasks)), None):
        raise failure


async def _wait_patiently(tasks: list["asyncio.Task[None]"], grace: float) -> None:
    """However often we are asked."""
    clock = asyncio.get_running_loop()
    until = clock.time() + grace
    while (pending := [task for task in tasks if not task.done()]) and clock.time() < until:
        try:
            await asyncio.wait(pending, timeout=until - clock.time())
        except asyncio.CancelledError:
            continue  # we are stopping already


async def _stop(tasks: list["asyncio.Task[None]"]) -> None:
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        try:
            await asyncio.wait(pending, timeout=REPEAT)
        except asyncio.CancelledError:
            continue  # we are stopping already

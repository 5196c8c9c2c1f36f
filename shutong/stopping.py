"""Programs that go on until they are asked to stop."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from uvicorn.loops.auto import auto_loop_factory

from config.check import OutOfReach
from shutong.terminal import run_in


def run_until_stopped(deed: Coroutine[Any, Any, None]) -> None:
    """Until it is done, or somebody asks it to stop and it has put its things away."""

    async def stoppable() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, task.cancel if task else loop.stop)
        await deed

    # uvloop where there is one, as for `serve`.
    with suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        run_in(runner, stoppable(), OutOfReach)

"""Something done again and again while something else lasts."""

import asyncio
from collections.abc import Awaitable, Callable

from library.stopping import being_stopped


class Beat:
    """Most handlers end before the first beat, so until then it is a timer and not a task."""

    def __init__(self, every: float, do: Callable[[], Awaitable[None]]) -> None:
        self._every, self._do, self._loop = every, do, asyncio.get_running_loop()
        self._beating: asyncio.Task[None] | None = None
        self._timer = self._loop.call_later(every, self._begin)

    def stop(self) -> None:
        self._timer.cancel()
        if self._beating is not None:
            self._beating.cancel()

    def _begin(self) -> None:
        self._beating = self._loop.create_task(self._beat())

    async def _beat(self) -> None:
        while not being_stopped():  # a beat without its handler must not go on
            await self._do()
            await asyncio.sleep(self._every)

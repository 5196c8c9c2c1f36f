"""The line from WeChat to our callback, with its bad days."""

import asyncio
import contextlib

import httpx
from redis.asyncio import Redis

from web.simulator.faults import Switches

HELD = 2.0  # seconds a message waits to be overtaken


class Line(httpx.AsyncBaseTransport):
    """Carries what phones send over `http`, as the account's switches say."""

    def __init__(self, http: httpx.AsyncClient, redis: Redis) -> None:
        self._http, self._redis = http, redis
        self._held: dict[str, asyncio.Event] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        account = request.url.path.rpartition("/")[2]
        faults = await Switches(self._redis, account).now()
        await asyncio.sleep(faults.late)
        overtaken = self._held.pop(account, None) if faults.shuffled else None
        if faults.shuffled and overtaken is None:
            await self._be_overtaken(account)
        try:
            for _lost in range(2 if faults.thrice else 0):
                await self._carry(request)
            return await self._carry(request)
        finally:
            if overtaken:
                overtaken.set()

    async def _be_overtaken(self, account: str) -> None:
        passed = self._held[account] = asyncio.Event()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(passed.wait(), HELD)
        if self._held.get(account) is passed:
            del self._held[account]

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        """A delivery of its own each time, as WeChat makes it."""
        headers = {"content-type": request.headers.get("content-type", "text/xml")}
        answer = await self._http.request(
            request.method, request.url, content=await request.aread(), headers=headers, timeout=None
        )
        return httpx.Response(answer.status_code, content=answer.content)

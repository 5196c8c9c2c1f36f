"""kill -9 in the middle: what one process began, the others bring to its end, and to the patron once."""

import asyncio
import os
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from benchmarks.slow_messages import TOKEN, WeChat, listening, ready, started, told
from bot.outbox import State
from bot.phone import Phone
from tests.running import redis_database
from tests.waiting import until

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
pytestmark = [
    pytest.mark.chaos,
    pytest.mark.skipif(not NIGHTLY, reason="a nightly test: leases of dead processes have to run out"),
]


class Hesitant(WeChat):
    """Takes a message, and answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()

    async def anything(self) -> bool:
        return bool(self.pushed)

    async def send(self, request: Request) -> JSONResponse:
        taken = await super().send(request)
        await self.answers.wait()
        return taken


class Balancer(httpx.AsyncBaseTransport):
    """Leads to whichever process is alive."""

    def __init__(self, http: httpx.AsyncClient, leads_to: str) -> None:
        self._http, self.leads_to = http, leads_to

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpx.URL(self.leads_to).copy_with(raw_path=request.url.raw_path)
        answer = await self._http.post(url, content=await request.aread(), timeout=None)
        return httpx.Response(answer.status_code, content=answer.content)


class Library:
    """Processes of one library, each with a log of its own."""

    def __init__(self, environment: dict[str, str], folder: Path, stack: ExitStack) -> None:
        self._environment, self.folder, self._stack = environment, folder, stack

    async def serve(self) -> tuple["subprocess.Popen[bytes]", str]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        process = self._start("serve", "--port", str(port))
        await ready(f"http://127.0.0.1:{port}", self.folder)
        return process, f"http://127.0.0.1:{port}"

    def work(self) -> "subprocess.Popen[bytes]":
        return self._start("work")

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        log = self.folder / f"{words[0]}-{os.urandom(2).hex()}.log"
        return self._stack.enter_context(started(*words, environment=self._environment, log=log))

    async def runs(self) -> int:
        noted = self.folder / "runs"
        return len(noted.read_text().splitlines()) if noted.exists() else 0


@pytest.fixture
async def wechat() -> Hesitant:
    return Hesitant()


@pytest.fixture
async def library(servers, database, redis, tmp_path: Path, wechat: Hesitant) -> AsyncIterator[Library]:
    uri = servers.mongodb_uri.replace("/shutong?", f"/{database.name}?")
    number = redis.connection_pool.connection_kwargs["db"]
    async with listening(wechat) as platform:
        environment = told((uri, redis_database(servers, number)), tmp_path, platform)
        with ExitStack() as stack:
            yield Library(dict(environment), tmp_path, stack)


async def test_a_serving_process_is_killed_while_a_handler_runs(library: Library, wechat: Hesitant) -> None:
    wechat.answers.set()
    (dying, here), (_, there) = await asyncio.gather(library.serve(), library.serve())
    library.work()
    async with httpx.AsyncClient() as http:
        balancer = Balancer(http, here)
        phone = Phone(httpx.AsyncClient(transport=balancer), "verified", TOKEN, "o-lin", base_url=here)
        asking = asyncio.create_task(phone.says("慢慢办 1 6"))
        await until(library.runs)
        balancer.leads_to = there
        dying.kill()
        heard = await asking
    if not heard:
        await until(wechat.anything, 60)
    await wechat.quiet()
    assert wechat.pushed.count("o-lin 办好了 1。") + heard.count("办好了 1。") == 1
    assert await library.runs() == 2, "nobody else could end what the dead one began"


async def test_a_worker_is_killed_while_it_sends(library: Library, wechat: Hesitant, database) -> None:
    _, here = await library.serve()
    dying = library.work()
    async with httpx.AsyncClient() as http:
        assert await Phone(http, "verified", TOKEN, "o-lin", base_url=here).says("慢慢办 1 5") == ""
    await until(wechat.anything, 60)
    dying.kill()
    dying.wait()
    wechat.answers.set()
    library.work()
    past = {"$set": {"lease_until": datetime.now(UTC)}}  # sixty seconds are over
    await database["outbox"].update_many({"state": State.SENDING}, past)
    await until(lambda: database["outbox"].count_documents({"state": State.UNKNOWN}), 60)
    await wechat.quiet()
    assert wechat.pushed == ["o-lin 办好了 1。"], "it may have arrived, so nobody sends it again"

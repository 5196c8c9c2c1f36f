"""A thousand messages whose handlers take 6 to 20 s: how often each ran, how many answers each patron got.

    python -m benchmarks.slow_messages

A real `shutong serve`, a real `shutong work` and a pretend WeChat, which delivers each message three times,
5 s apart, and hangs up after 5 s. It is stricter than the real one: `success` does not keep it from another
delivery. Nothing is sped up. An account that may not push gives what came too late with the patron's next
message, so everybody writes one.
"""

import argparse
import asyncio
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.phone import read, sign, write
from config.local_servers import LocalServers

ROOT = Path(__file__).parents[1]
LIBRARY = (sys.executable, "-m", "benchmarks.peers.slow_library")
TOKEN = "a-token"
ACCOUNTS = {"verified": "may push", "unverified": "may not push"}
SHORTEST, LONGEST = 6.0, 20.0  # seconds a handler takes
PATIENCE, DELIVERIES = 5.0, 3
ARRIVE_WITHIN = 20.0  # seconds in which all messages are written
QUIET = 5.0  # seconds without a push, after which none is expected
ANSWER = "办好了 {}。"


@dataclass
class WeChat:
    """Takes what the library sends on its own account, and counts."""

    pushed: list[str] = field(default_factory=list)
    last: float = 0.0

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/cgi-bin/stable_token", self.token, methods=["POST"]),
                Route("/cgi-bin/message/custom/send", self.send, methods=["POST"]),
            ]
        )

    async def token(self, _: Request) -> JSONResponse:
        return JSONResponse({"access_token": "t", "expires_in": 7200})

    async def send(self, request: Request) -> JSONResponse:
        body = await request.json()
        self.pushed.append(f"{body['touser']} {body['text']['content']}")
        self.last = time.monotonic()
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    async def quiet(self) -> None:
        """Until nothing has come for a while."""
        begun = time.monotonic()
        while time.monotonic() - max(begun, self.last) < QUIET:  # noqa: ASYNC110 - nothing rings at an end
            await asyncio.sleep(0.2)


@dataclass
class Outcome:
    account: str
    runs: Counter[int]
    answers: Counter[int]
    ways: Counter[str]
    seconds: float
    messages: int

    def row(self) -> str:
        ran, got = (_spread(one, self.messages) for one in (self.runs, self.answers))
        ways = ", ".join(f"{count} {way}" for way, count in self.ways.items() if count)
        return (
            f"| {ACCOUNTS[self.account]} | {self.messages:,} | {ran} | {got} | {ways} | {self.seconds:.0f} |"
        )


def _spread(counts: Counter[int], messages: int) -> str:
    """How many came to which number: "1,000 × 1" where all is well."""
    times = Counter(counts[number] for number in range(messages))
    return ", ".join(f"{many:,} × {count}" for count, many in sorted(times.items()))


class Patrons:
    """Everybody who writes to one account, each one message."""

    def __init__(self, base_url: str, account: str, messages: int) -> None:
        self._base_url, self._account, self._count = base_url, account, messages
        self.answers: Counter[int] = Counter()
        self.ways: Counter[str] = Counter()

    async def write(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(self._count):
                group.create_task(self._writes(number))

    async def _writes(self, number: int) -> None:
        await asyncio.sleep(ARRIVE_WITHIN * number / self._count)
        # Neighbours differ much: 6 to 20 s, each as often as the others.
        seconds = SHORTEST + (number * 37 % 100) / 99 * (LONGEST - SHORTEST)
        body = self._message(number, f"慢慢办 {number} {seconds:.2f}")
        for _ in range(DELIVERIES):
            words = await self._deliver(body, number)
            if ANSWER.format(number) in words:
                self._hears(number, "by a retry")
                return
            if words:
                self.ways[f"other words: {words[:24]}"] += 1

    async def write_again(self) -> None:
        """Who has no answer yet finds it before the answer to the next message."""
        async with asyncio.TaskGroup() as group:
            for number in range(self._count):
                group.create_task(self._writes_again(number))

    async def _writes_again(self, number: int) -> None:
        await asyncio.sleep(ARRIVE_WITHIN / 2 * number / self._count)
        words = await self._deliver(self._message(self._count + number, "帮助", number), number)
        for _ in range(words.count(ANSWER.format(number))):
            self._hears(number, "with the next message")

    def _hears(self, number: int, way: str) -> None:
        self.answers[number] += 1
        self.ways[way] += 1

    def pushed(self, wechat: WeChat) -> None:
        for words in wechat.pushed:
            openid, _, said = words.partition(" ")
            number = int(openid.rpartition("-")[2])
            for _ in range(said.count(ANSWER.format(number))):
                self._hears(number, "pushed")

    def _message(self, id: int, words: str, number: int | None = None) -> bytes:
        who = id if number is None else number
        fields = {"ToUserName": "gh", "FromUserName": self._openid(who), "CreateTime": str(int(time.time()))}
        return write(fields | {"MsgType": "text", "Content": words, "MsgId": str(id + 1)})

    def _openid(self, number: int) -> str:
        return f"o-{self._account}-{number}"

    async def _deliver(self, body: bytes, number: int) -> str:
        """One delivery, which lasts its five seconds unless words come; "" where none do."""
        begun, words = time.monotonic(), ""
        try:
            async with asyncio.timeout(PATIENCE):
                query = sign(TOKEN) | {"openid": self._openid(number)}
                target = httpx.URL(f"{self._base_url}/wechat/{self._account}", params=query)
                words = str(read(await post(target, body)) or "")
        except TimeoutError:
            return ""
        if not words:
            await asyncio.sleep(max(0.0, begun + PATIENCE - time.monotonic()))
        return words


async def measure(base_url: str, account: str, messages: int, wechat: WeChat) -> Outcome:
    wechat.pushed.clear()
    begun, patrons = time.monotonic(), Patrons(base_url, account, messages)
    await patrons.write()
    await asyncio.sleep(LONGEST - DELIVERIES * PATIENCE)  # the longest handler of all ends
    await wechat.quiet()
    await patrons.write_again()
    patrons.pushed(wechat)
    return Outcome(account, Counter(), patrons.answers, patrons.ways, time.monotonic() - begun, messages)


async def post(url: httpx.URL, body: bytes) -> bytes:
    """What a connection of its own brings: httpx' pool grows slow with hundreds that are hung up."""
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        head = f"POST {url.raw_path.decode()} HTTP/1.1\r\nHost: library\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        status, _, rest = (await reader.read()).partition(b"\r\n")
        if b" 200 " not in status:
            raise RuntimeError(f"the callback said {status!r}")
        return rest.partition(b"\r\n\r\n")[2]
    finally:
        writer.close()


@asynccontextmanager
async def listening(wechat: WeChat) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(wechat.app(), log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve([listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = server.force_exit = True
    await serving


@contextmanager
def started(*words: str, environment: Mapping[str, str], log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    with log.open("wb") as file:
        process = subprocess.Popen((*LIBRARY, *words), cwd=ROOT, env=environment, stdout=file, stderr=file)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


async def ready(base_url: str, log: Path) -> None:
    async with httpx.AsyncClient() as http:
        for _ in range(300):
            try:
                await http.get(f"{base_url}/healthz")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise SystemExit(f"it did not start: {log}")


def read_runs(folder: Path) -> Counter[int]:
    """How often each message's handler ran since somebody asked."""
    file = folder / "runs"
    noted = file.read_text().split()
    file.unlink()
    return Counter(map(int, noted))


def told(servers: tuple[str, str], folder: Path, platform: str) -> Mapping[str, str]:
    """What a library under measurement finds in its environment; `servers` are MongoDB's and Redis'."""
    environment = os.environ | dict(zip(("MONGODB_URI", "REDIS_URL"), servers, strict=True))
    environment |= {"SHUTONG_SECRET_KEY": "s" * 32, "SHUTONG_BASE_URL": "http://library.example"}
    environment |= {"SHUTONG_DATA_DIR": str(folder), "SHUTONG_PLATFORM_URL": platform}
    environment |= {"RUNS": str(folder / "runs"), "PYTHONPATH": str(ROOT)}
    for name in ACCOUNTS:
        account = f"SHUTONG_ACCOUNTS__{name}__"
        environment |= {f"{account}APP_ID": f"wx{name}", f"{account}SECRET": "s", f"{account}TOKEN": TOKEN}
        environment[f"{account}CAN_PUSH"] = str(name == "verified")
    return environment


async def run(local: LocalServers, folder: Path, messages: int) -> None:
    wechat, logs = WeChat(), (folder / "serve.log", folder / "work.log")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    base_url = f"http://127.0.0.1:{port}"
    async with listening(wechat) as platform:
        environment = told((local.mongodb_uri, local.redis_url), folder, platform)
        with (
            started("serve", "--port", str(port), environment=environment, log=logs[0]),
            started("work", environment=environment, log=logs[1]),
        ):
            await ready(base_url, logs[0])
            print("| account | messages | handlers ran | patrons' answers | came | seconds |")
            print("|---|---|---|---|---|---|")
            for account in ACCOUNTS:
                outcome = await measure(base_url, account, messages, wechat)
                print(replace(outcome, runs=read_runs(folder)).row(), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=1000)
    many, most = 8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(many, most), most))
    with tempfile.TemporaryDirectory() as folder, LocalServers(Path(folder)) as local:
        asyncio.run(run(local, Path(folder), options.parse_args().messages))


if __name__ == "__main__":
    main()

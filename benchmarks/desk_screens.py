"""From a patron's message to 200 open desks, and the queue's first page with a million questions behind it.

    python -m benchmarks.desk_screens

The whole application in one process; the desks, the telephones, MongoDB (in memory) and Redis beside it.
"""

import argparse
import asyncio
import multiprocessing
import random
import socket
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvloop
from pydantic import SecretStr

from benchmarks.callback import hardware
from benchmarks.chapter_page import run_server
from bot.phone import Phone
from config.local_servers import LocalServers
from config.mongodb import DATABASE, connect
from config.settings import AccountSettings, Settings
from config.wiring import open_house
from library.identity import new_id

TOKEN = "a-token-for-a-benchmark"
BATCH = 5_000
PAUSE = 2.0  # seconds between two messages
SOON = 0.08, 0.25  # seconds, as desk/live.js waits with what happens soon after; drawn by lot
OPEN = 1_000  # of the million; the rest is over


@dataclass
class Screen:
    """One open desk: it listens, and fetches the queue when something happened, as the page's script does."""

    host: str
    port: int
    key: str
    heard: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    due: asyncio.Task[None] | None = None
    panes: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def listen(self) -> None:
        """HTTP by hand: 200 clients of a library would take more of the machine than what is measured."""
        events, ask = await self._connect()
        self.panes = await self._connect()
        ask.write(self._request("/desk/events"))
        async for line in events:
            if line.startswith(b"data:") and b'"what"' in line:
                self.heard.append(time.perf_counter())
                if self.due is None or self.due.done():
                    self.due = asyncio.create_task(self._show())

    async def _show(self) -> None:
        await asyncio.sleep(random.uniform(*SOON))
        assert self.panes, "not connected"
        answer, ask = self.panes
        ask.write(self._request("/desk/panes/queue"))
        head = (await answer.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await answer.readexactly(int(length))
        self.shown.append(time.perf_counter())

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.host, self.port, limit=1 << 20)

    def _request(self, path: str) -> bytes:
        lines = f"GET {path} HTTP/1.1", f"Host: {self.host}", f"Cookie: desk={self.key}", "X-Desk: itself"
        return "\r\n".join([*lines, "", ""]).encode()


async def furnish(settings: Settings, desks: int) -> list[str]:
    async with open_house(settings) as house:
        keys = []
        for number in range(desks):
            librarian, once = await house.staff.add(f"l{number}", f"馆员{number}")
            await house.staff.change_password(librarian, once, "青城的夏天很凉快")
            keys.append(await house.sessions.start(librarian.id))
        return keys


async def screens(base: str, keys: list[str], messages: int) -> None:
    place = httpx.URL(base)
    desks = [Screen(place.host, place.port or 80, key) for key in keys]
    listening = [asyncio.create_task(desk.listen()) for desk in desks]
    await asyncio.sleep(3)
    heard: list[float] = []
    shown: list[float] = []
    answered: list[float] = []
    async with httpx.AsyncClient(timeout=60) as http:
        for number in range(messages):
            before = [(len(desk.heard), len(desk.shown)) for desk in desks]
            phone = Phone(http, "main", TOKEN, f"o-{number}", base_url=base)
            began = time.perf_counter()
            await phone.says(f"咨询 第 {number} 位读者想问家谱在哪里看")
            answered.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(PAUSE)
            for desk, (had_heard, had_shown) in zip(desks, before, strict=True):
                heard += [(one - began) * 1000 for one in desk.heard[had_heard : had_heard + 1]]
                shown += [(one - began) * 1000 for one in desk.shown[had_shown : had_shown + 1]]
    for task in listening:
        task.cancel()
    expected = messages * len(keys)
    print(f"{len(keys)} desks, {messages} messages; heard {len(heard)} of {expected}, shown {len(shown)}")
    print(row("the patron's own answer", answered))
    print(row("told that something happened", heard))
    print(row("the queue on the screen", shown), flush=True)


async def fill(settings: Settings, questions: int) -> None:
    """Copies of a real question, for nobody waits while a million are asked one by one."""
    async with open_house(settings) as house:
        asked = await house.desk.ask("the first", "家谱在哪里看？", alias="读者", message="first")
        collection = house.database["questions"]
        model = await collection.find_one({"_id": asked.question_id})
        over = {**model, "status": "resolved", "closed_at": model["asked_at"], "waiting_since": None}
        del over["is_open"]
        for first in range(0, questions, BATCH):
            copies = []
            for number in range(first, min(first + BATCH, questions)):
                of = model if number < OPEN else over
                entry = {**of["entries"][0], "key": f"copy {number}"}
                copies.append({**of, "_id": new_id(), "patron": f"p{number}", "entries": [entry]})
            await collection.insert_many(copies, ordered=False)


async def pages(base: str, key: str, times: int) -> None:
    async with httpx.AsyncClient(base_url=base, cookies={"desk": key}, timeout=60) as http:
        for path in (
            "/desk",
            "/desk/panes/queue",
            "/desk/panes/queue?tab=all",
            "/desk/panes/queue?tab=closed",
        ):
            taken = []
            for _ in range(times):
                began = time.perf_counter()
                answer = await http.get(path)
                taken.append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, answer.text
            print(row(path, taken[3:]), flush=True)


def row(what: str, times: list[float]) -> str:
    middle, hundredths = statistics.median(times), statistics.quantiles(times, n=100)
    return f"{what}: p50 {middle:.0f} ms, p95 {hundredths[94]:.0f} ms, p99 {hundredths[98]:.0f} ms"


async def measure(settings: Settings, listener: socket.socket, told: argparse.Namespace) -> None:
    keys = await furnish(settings, told.desks)
    base = settings.base_url
    server = multiprocessing.get_context("spawn").Process(
        target=run_server, args=(settings, listener), daemon=True
    )
    server.start()
    await ready(base)
    await screens(base, keys, told.messages)
    began = time.perf_counter()
    await fill(settings, told.questions)
    mongodb = connect(settings.mongodb_uri)
    count = await mongodb[DATABASE]["questions"].estimated_document_count()
    print(f"{count:,} questions after {time.perf_counter() - began:.0f} s", flush=True)
    await pages(base, keys[0], 103)
    server.terminate()
    server.join(10)


async def ready(base: str) -> None:
    async with httpx.AsyncClient() as http:
        for _ in range(300):
            try:
                await http.get(f"{base}/healthz")
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.2)
    raise SystemExit("the house never opened")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--desks", type=int, default=200)
    options.add_argument("--messages", type=int, default=30)
    options.add_argument("--questions", type=int, default=1_000_000)
    told = options.parse_args()
    print(hardware(), flush=True)
    listener = socket.create_server(("127.0.0.1", 0))
    with tempfile.TemporaryDirectory(dir="/dev/shm") as data, LocalServers(Path(data)) as local:
        settings = Settings(
            _env_file=None,
            data_dir=Path(data),
            mongodb_uri=local.mongodb_uri,
            redis_url=local.redis_url,
            base_url=f"http://127.0.0.1:{listener.getsockname()[1]}",
            simulator=True,
            second_factor=False,
            desk_capacity=1_000_000,
            pages_per_second=100_000,
            accounts={
                "main": AccountSettings(app_id="wx", secret=SecretStr("s" * 32), token=SecretStr(TOKEN))
            },
        )
        uvloop.run(measure(settings, listener, told))


if __name__ == "__main__":
    main()

"""How many deliveries a second leave when all are due in the same minute, and whether each patron gets one.

    python -m benchmarks.delivery [--count 100000] [--run one|two|killed]

`shutong work`, once, twice, and twice with one of them killed (SIGKILL) halfway. MongoDB and Valkey are real;
the pretend platform is a process of its own, takes 50 ms for every message, and counts them by openid.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ClassVar

import httpx
import uvloop
from motor.motor_asyncio import AsyncIOMotorClient
from redis.asyncio import Redis

from benchmarks.callback import hardware
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import House, open_house
from language.paragraphs import Paragraph
from reader.delivery import Schedule

ACCOUNT, TITLE, SLOWNESS = "main", "0123456789", 0.05  # seconds WeChat takes
RUNS = {"one": 1, "two": 2, "killed": 2}
HERE = Path(__file__).parent
PROGRAMS = {b"shutong\0work": "workers", b"mongod": "MongoDB", b"valkey": "Valkey", b"spawn_main": "phones"}
CHUNK = 5_000
LEAD = timedelta(seconds=12)  # between setting the hour for everybody and the hour
QUIET = 90  # seconds without an arrival after which no more is expected: longer than a lease
TEXT = "船从容地顺着水往下走，两岸的竹林一片青翠，水里的鱼都看得清楚。" * 12


# The pretend platform


class Phones(asyncio.Protocol):
    """Answers every call as WeChat would, late; `heard` holds how often each openid was written to."""

    heard: ClassVar[Counter[str]] = Counter()
    first = last = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport, self._unread = transport, b""

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while (end := self._unread.find(b"\r\n\r\n")) >= 0:
            head, start = self._unread[:end].lower(), end + 4
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(self._unread) < start + length:
                return
            body, self._unread = self._unread[start : start + length], self._unread[start + length :]
            self._answer(head.split(b" ")[1], body)

    def _answer(self, path: bytes, body: bytes) -> None:
        loop = asyncio.get_running_loop()
        if path.startswith(b"/tally"):
            self._say(json.dumps({"heard": Phones.heard, "first": Phones.first, "last": Phones.last}))
        elif b"stable_token" in path:
            self._say('{"access_token": "t", "expires_in": 7200}')
        elif b"custom/send" not in path:
            self._say('{"errcode": -1, "errmsg": "not today"}')  # the worker wants a code for the door
        else:
            Phones.heard[json.loads(body)["touser"]] += 1
            Phones.last = time.time()
            Phones.first = Phones.first or Phones.last
            loop.call_later(SLOWNESS, self._say, '{"errcode": 0, "errmsg": "ok"}')

    def _say(self, words: str) -> None:
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(words)}\r\n\r\n"
        self._transport.write((head + words).encode())


def platform(port: Any) -> None:
    async def listen() -> None:
        server = await asyncio.get_running_loop().create_server(Phones, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(listen())


@contextmanager
def pretending() -> Iterator[str]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=platform, args=(theirs,), daemon=True)
    process.start()
    yield f"http://127.0.0.1:{ours.recv()}"
    process.terminate()


@dataclass(frozen=True)
class Tally:
    heard: Mapping[str, int]
    first: float
    last: float


def tally(url: str) -> Tally:
    return Tally(**httpx.get(f"{url}/tally", timeout=30).json())


# The enrolments


async def enrol(settings: Settings, count: int) -> None:
    """So many patrons in the middle of a book, each written to within the last two days."""
    async with open_house(settings) as house:
        await house.shelf.put(TITLE, "边城", [("第一章", [Paragraph(f"第{n}段。{TEXT}") for n in range(50)])])
        first = await house.patrons.recognise(ACCOUNT, openid(0))
        await house.shelf.start(first.id, TITLE, message="begin")
        await house.deliveries.enrol(first.id, TITLE, schedule=Schedule(at=hour(12)))
        for name in ("patrons", "enrolments", "deliveries"):
            await copy(house, name, first.id, count)
        await open_windows(house.redis, first.id, count)


async def copy(house: House, name: str, first: str, count: int) -> None:
    """Copy what is written of the first patron for all others."""
    collection = house.database[name]
    written = await collection.find_one({"_id": {"$regex": f"^{first}"}})
    assert written is not None
    for start in range(1, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        await collection.insert_many([of(written, first, number) for number in numbers], ordered=False)


def of(written: Mapping[str, Any], first: str, number: int) -> dict[str, Any]:
    changes = {"_id": written["_id"].replace(first, patron(first, number)), "openid": openid(number)}
    changes["patron"] = patron(first, number)
    return {name: changes.get(name, value) for name, value in written.items()}


def patron(first: str, number: int) -> str:
    return f"{first[:-6]}{number:06}" if number else first


def openid(number: int) -> str:
    return f"oPatron-{number:020}"


async def open_windows(redis: Redis, first: str, count: int) -> None:
    ends = (datetime.now(UTC) + timedelta(hours=40)).timestamp()
    for start in range(0, count, CHUNK):
        async with redis.pipeline(transaction=False) as many:
            for number in range(start, min(start + CHUNK, count)):
                key = f"window:{patron(first, number)}"
                many.hset(key, mapping={"words:left": 5, "words:until": ends})
            await many.execute()


async def set_the_hour(mongodb_uri: str) -> datetime:
    due = datetime.now(UTC).replace(microsecond=0) + LEAD
    client: AsyncIOMotorClient[Any] = AsyncIOMotorClient(mongodb_uri, tz_aware=True)
    await client.get_default_database()["deliveries"].update_many(
        {}, {"$set": {"next_due": due, "look_at": due}}
    )
    client.close()
    return due


async def ends(mongodb_uri: str) -> Mapping[str, int]:
    client: AsyncIOMotorClient[Any] = AsyncIOMotorClient(mongodb_uri)
    states = client.get_default_database()["outbox"].aggregate(
        [{"$group": {"_id": "$state", "n": {"$sum": 1}}}]
    )
    found = {one["_id"]: one["n"] async for one in states}
    client.close()
    return found


# The workers


@contextmanager
def working(environment: Mapping[str, str], folder: str) -> Iterator["subprocess.Popen[bytes]"]:
    log = Path(folder) / f"worker-{time.time_ns()}"
    with log.open("wb") as file:
        command = [sys.executable, "-m", "shutong", "work"]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=file)
    while b"at work" not in log.read_bytes():
        if process.poll() is not None:
            sys.exit(log.read_text())
        time.sleep(0.1)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def memory(process: "subprocess.Popen[bytes]") -> int:
    """Resident megabytes; 0 of the dead."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if "VmRSS" in line), 0)


def spent() -> Mapping[str, float]:
    """Seconds of a processor used so far, by program."""
    used: dict[str, float] = defaultdict(float)
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            command, fields = (status.parent / "cmdline").read_bytes(), status.read_text().rsplit(")", 1)[1]
            if name := next((name for word, name in PROGRAMS.items() if word in command), None):
                used[name] += sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")
    return used


@dataclass(frozen=True)
class Result:
    rate: float
    lost: int
    doubled: int
    states: Mapping[str, int]
    costs: Mapping[str, float]  # seconds of a processor by program
    memory: list[list[int]]


def measure(run: str, count: int) -> Result:
    with tempfile.TemporaryDirectory() as data, LocalServers(Path(data)) as local, pretending() as url:
        settings = Settings(
            _env_file=None, data_dir=Path(data), mongodb_uri=local.mongodb_uri, redis_url=local.redis_url
        )
        uvloop.run(enrol(settings, count))
        environment = told(local, url, data)
        with ExitStack() as stack:
            workers = [stack.enter_context(working(environment, data)) for _ in range(RUNS[run])]
            due = asyncio.run(set_the_hour(local.mongodb_uri))
            before = spent()
            sizes = watch(workers, url, count, killing=run == "killed")
            heard, states = tally(url), asyncio.run(ends(local.mongodb_uri))
            costs = {name: seconds - before.get(name, 0) for name, seconds in spent().items()}
        rate = len(heard.heard) / (heard.last - due.timestamp())
        doubled = sum(times > 1 for times in heard.heard.values())
        return Result(rate, count - len(heard.heard), doubled, states, costs, sizes)


def watch(
    workers: "list[subprocess.Popen[bytes]]", url: str, count: int, *, killing: bool
) -> list[list[int]]:
    """Until everybody was written to, or nobody is any more; the workers' memory every few seconds."""
    sizes: list[list[int]] = []
    while (now := tally(url)) and len(now.heard) < count:
        if now.last and time.time() - now.last > QUIET:
            break
        if killing and len(now.heard) > count / 2:
            workers[0].send_signal(signal.SIGKILL)
            killing = False
        sizes.append([memory(worker) for worker in workers])
        time.sleep(2)
    return sizes


def told(local: LocalServers, url: str, data: str) -> Mapping[str, str]:
    account = f"SHUTONG_ACCOUNTS__{ACCOUNT}__"
    return os.environ | {
        **{"MONGODB_URI": local.mongodb_uri, "REDIS_URL": local.redis_url, "SHUTONG_DATA_DIR": data},
        **{"SHUTONG_SECRET_KEY": "s" * 32, "SHUTONG_BASE_URL": "http://library.example"},
        **{f"{account}APP_ID": "wx1", f"{account}SECRET": "s", f"{account}TOKEN": "t"},
        **{"SHUTONG_PLATFORM_URL": url, "PYTHONPATH": str(HERE.parent)},
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--run", choices=RUNS, action="append")
    wanted = options.parse_args()
    print(hardware(), f"\n{wanted.count:,} enrolments\n", flush=True)
    print("| workers | deliveries/s | lost | doubled | unknown | processor, ms each | workers' memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for run in wanted.run or RUNS:
        found = measure(run, wanted.count)
        grown = "; ".join(" ".join(map(str, sizes)) for sizes in zip(*found.memory, strict=True))
        costs = ", ".join(f"{name} {cost * 1000 / wanted.count:.2f}" for name, cost in found.costs.items())
        facts = (
            f"{found.rate:,.0f}",
            found.lost,
            found.doubled,
            found.states.get("unknown", 0),
            costs,
            grown,
        )
        print("|", run, "|", " | ".join(map(str, facts)), "|", flush=True)


if __name__ == "__main__":
    main()

"""Conversations of patrons with librarians, whole, while processes are killed: nothing lost, nothing twice.

    python -m benchmarks.conversations [--count 10000] [--rate 10] [--unhurt]

A patron asks, a librarian answers at the desk, the patron writes again, she answers again and resolves. Two
`shutong serve` behind a balancer and two `shutong work`; a third and two thirds of the way through, one of
each is killed (SIGKILL) and started again 10 s later. Everybody goes by HTTP: the patrons by the signed
callback, three deliveries of 5 s; the librarians by the desk's forms, again with the same key when no answer
came. The pretend WeChat counts what it is given.
"""

import argparse
import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx
import uvloop
from starlette.requests import Request
from starlette.responses import JSONResponse

from benchmarks.callback import hardware
from benchmarks.slow_messages import WeChat, listening, ready
from bot.phone import OUT_OF_ORDER, Phone
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import open_house
from reference.models import Author
from reference.status import Status

ROOT = Path(__file__).parents[1]
TOKEN, PASSWORD = "a-token", "青城的夏天很凉快"
LIBRARIANS = 20
DOWN = 10.0  # seconds until a dead process is started again
LAST = 120.0  # seconds a conversation may still take when all have begun: longer than a lease
ASKED, ADDED = "第 {} 位读者想问家谱在哪里看", "我是第 {} 位，要带什么证件"
ANSWERS = ("第 {} 位，家谱在三楼地方文献部。", "第 {} 位，带身份证就可以。")
NUMBER = re.compile(r"第 (\d+) 位")


class Platform(WeChat):
    """WeChat's, which rings when somebody is written to."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, Counter[str]] = defaultdict(Counter)
        self.rings: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def send(self, request: Request) -> JSONResponse:
        body = await request.json()
        openid = body["touser"]
        for answer in ANSWERS:
            words = answer.format(openid.rpartition("-")[2])
            if words in str(body):
                self.heard[openid][words] += 1
                self.rings[words].set()
        return JSONResponse({"errcode": 0, "errmsg": "ok"})


class Balancer(httpx.AsyncBaseTransport):
    """One after the other, and another where nobody listens; what broke under way stays broken."""

    def __init__(self, bases: list[str]) -> None:
        self._bases, self._of = cycle(bases), len(bases)
        self._http = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        for _ in range(self._of):
            base = httpx.URL(next(self._bases))
            request.url = request.url.copy_with(host=base.host, port=base.port)
            try:
                return await self._http.handle_async_request(request)
            except httpx.ConnectError as nobody:
                refused = nobody
            except AttributeError as gone:  # anyio asks a socket that was reset meanwhile for its peer
                raise httpx.ReadError("the peer is gone") from gone
        raise refused


@dataclass
class Town:
    """Everybody who takes part."""

    transport: Balancer
    base: str
    platform: Platform
    added: dict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    ended: dict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    unanswered: int = 0  # times WeChat told a patron that the account is out of order
    repeated: int = 0  # times a librarian's form was sent again

    async def patron(self, number: int) -> None:
        async with httpx.AsyncClient(transport=Shared(self.transport), base_url=self.base) as http:
            phone = Phone(http, "main", TOKEN, f"o-{number}")
            for words, answer in zip((ASKED, ADDED), ANSWERS, strict=True):
                said = words.format(number)
                shown = await phone.says(f"咨询 {said}" if words == ASKED else said)
                self.unanswered += shown == OUT_OF_ORDER
                if words == ADDED:
                    self.added[number].set()
                await self.platform.rings[answer.format(number)].wait()

    async def librarian(self, login: str) -> None:
        async with httpx.AsyncClient(
            transport=Shared(self.transport), base_url=self.base, headers={"x-desk": "1"}, timeout=20
        ) as http:
            desk = Desk(http, self)
            await desk.signs_in(login)
            while True:
                if not await desk.takes_the_next():
                    await asyncio.sleep(0.3)

    async def conversation(self, number: int, at: float) -> None:
        await asyncio.sleep(at)
        await self.patron(number)
        await self.ended[number].wait()


class Desk:
    """One librarian's: what she sends goes out again until an answer came."""

    def __init__(self, http: httpx.AsyncClient, town: Town) -> None:
        self._http, self._town = http, town
        self._csrf = ""
        self._waiting: set[asyncio.Task[None]] = set()

    async def signs_in(self, login: str) -> None:
        await self._http.post("/desk/sign-in", data={"login": login, "password": PASSWORD})
        page = await self._http.get("/desk", headers={"x-desk": ""})
        self._csrf = _field(page.text, "csrf")

    async def takes_the_next(self) -> bool:
        pane = await self._posts("/desk/next")
        if not (found := re.search(r"/desk/questions/(\w+)/answer", pane)):
            return False
        task = asyncio.create_task(self._deals_with(found[1], pane))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
        return True

    async def _deals_with(self, question: str, pane: str) -> None:
        number = int(NUMBER.findall(pane)[0])
        await self._answers(question, ANSWERS[0].format(number))
        await self._town.added[number].wait()
        await self._answers(question, ANSWERS[1].format(number))
        closing = {"kind": "reference", "read": "2", "outcome": "answered", "minutes": "3"}
        await self._posts(f"/desk/questions/{question}/resolve", **closing)
        self._town.ended[number].set()

    async def _answers(self, question: str, words: str) -> None:
        pane = await self._sends("GET", f"/desk/panes/thread/{question}")
        told = {name: _field(pane, name) for name in ("key", "last_seq")}
        await self._posts(f"/desk/questions/{question}/answer", text=words, **told)

    async def _posts(self, path: str, **form: str) -> str:
        return await self._sends("POST", path, data={"csrf": self._csrf} | form)

    async def _sends(self, method: str, path: str, data: Mapping[str, str] | None = None) -> str:
        while True:
            try:
                answer = await self._http.request(method, path, data=data)
                if answer.status_code < 500:
                    return answer.text
            except httpx.TransportError:
                pass
            self._town.repeated += 1
            await asyncio.sleep(1)


class Shared(httpx.AsyncBaseTransport):
    """For one client of many: closing it does not close the others' connections."""

    def __init__(self, transport: Balancer) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._transport.handle_async_request(request)


def _field(page: str, name: str) -> str:
    """A hidden field's value; of several, the composer's is the first."""
    start = page.find('id="composer"') if name == "key" else 0
    found = re.compile(rf'name="{name}" value="([^"]*)"').search(page, max(start, 0))
    return found[1] if found else ""


class Program:
    """A `shutong` process, which can be killed and started again."""

    def __init__(self, words: tuple[str, ...], environment: Mapping[str, str], log: Path) -> None:
        self._words, self._environment, self._log = words, environment, log
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as file:
            return subprocess.Popen(
                (sys.executable, "-m", "shutong", *self._words),
                cwd=self._log.parent,
                env=self._environment,
                stdout=file,
                stderr=file,
            )

    async def dies(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        await asyncio.sleep(DOWN)
        self.process = self._start()

    def ends(self) -> None:
        if self.process.poll() is not None:
            print(f"{self._words} ended by itself:\n{self._log.read_text()[-2000:]}", flush=True)
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def programs(environment: Mapping[str, str], folder: Path) -> Iterator[tuple[list[str], list[Program]]]:
    with ExitStack() as stack:
        bases, running = [], []
        for number in range(2):
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            bases.append(f"http://127.0.0.1:{port}")
            for words in (("serve", "--port", str(port)), ("work",)):
                running.append(Program(words, environment, folder / f"{words[0]}-{number}.log"))
                stack.callback(running[-1].ends)
        yield bases, running


def told(local: LocalServers, data: str, platform: str) -> Mapping[str, str]:
    account = "SHUTONG_ACCOUNTS__MAIN__"
    return os.environ | {
        **{"MONGODB_URI": local.mongodb_uri, "REDIS_URL": local.redis_url, "SHUTONG_DATA_DIR": data},
        **{"SHUTONG_SECRET_KEY": "s" * 32, "SHUTONG_SECOND_FACTOR": "false", "PYTHONPATH": str(ROOT)},
        **{f"{account}APP_ID": "wx1", f"{account}SECRET": "s", f"{account}TOKEN": TOKEN},
        **{"SHUTONG_PLATFORM_URL": platform, "SHUTONG_DESK_CAPACITY": "100000", "SHUTONG_DESK_SLOTS": "0"},
        **{"SHUTONG_PAGES_PER_SECOND": "100000", "SHUTONG_BASE_URL": "http://library.example"},
    }


async def furnish(settings: Settings) -> None:
    async with open_house(settings) as house:
        for number in range(LIBRARIANS):
            librarian, once = await house.staff.add(f"l{number}", f"馆员{number}")
            await house.staff.change_password(librarian, once, PASSWORD)


@dataclass
class Ledger:
    """What stands in the house at the end, held against what was said."""

    wrong: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)

    async def check(self, settings: Settings, platform: Platform, count: int) -> None:
        async with open_house(settings) as house:
            threads: dict[int, list[list[tuple[Author, str]]]] = defaultdict(list)
            async for one in house.database["questions"].find({}, {"_id": 1}):
                thread = await house.casework.thread(one["_id"])
                number = int(NUMBER.findall(thread.entries[0].text)[0])
                said = [(entry.author, entry.text) for entry in thread.entries if not entry.internal]
                threads[number].append(said)
                self.wrong["not resolved"] += thread.question.status is not Status.RESOLVED
                self.states.update(str(entry.send) for entry in thread.entries if entry.send)
        for number in range(count):
            self._weigh(number, threads[number], platform.heard[f"o-{number}"])

    def _weigh(self, number: int, threads: list[list[tuple[Author, str]]], heard: Mapping[str, int]) -> None:
        first, second = (answer.format(number) for answer in ANSWERS)
        expected = [
            (Author.PATRON, ASKED.format(number)),
            (Author.LIBRARIAN, first),
            (Author.PATRON, ADDED.format(number)),
            (Author.LIBRARIAN, second),
        ]
        said = [one for thread in threads for one in thread if one[0] in (Author.PATRON, Author.LIBRARIAN)]
        self.wrong["conversations that are not one question"] += len(threads) != 1
        self.wrong["messages lost at the desk"] += sum(one not in said for one in expected)
        self.wrong["messages doubled at the desk"] += len(said) - len(set(said))
        self.wrong["answers that never came"] += sum(words not in heard for words in (first, second))
        self.wrong["answers that came twice"] += sum(times > 1 for times in heard.values())


async def measure(
    settings: Settings, platform_url: str, platform: Platform, told_: argparse.Namespace
) -> None:
    await furnish(settings)
    folder = Path(settings.data_dir)
    count, seconds = told_.count, told_.count / told_.rate
    environment = told(told_.local, str(folder), platform_url)
    with programs(environment, folder) as (bases, running):
        await asyncio.gather(*(ready(base, folder) for base in bases))
        town = Town(Balancer(bases), bases[0], platform)
        desks = [asyncio.create_task(town.librarian(f"l{number}")) for number in range(LIBRARIANS)]
        talks = [
            asyncio.create_task(town.conversation(number, number / told_.rate)) for number in range(count)
        ]
        began = time.monotonic()
        if not told_.unhurt:
            await kill(running, seconds)
        done, late = await asyncio.wait(talks, timeout=began + seconds + LAST - time.monotonic())
        taken = time.monotonic() - began
        for task in (*late, *desks):
            task.cancel()
        await asyncio.gather(*late, *desks, return_exceptions=True)
        await platform.quiet()
    ledger = Ledger()
    await ledger.check(settings, platform, count)
    print(f"{len(done):,} of {count:,} conversations ended in {taken:.0f} s, {len(done) / taken:.1f}/s")
    print(f"out of order: {town.unanswered}; a librarian's form sent again: {town.repeated}")
    for what, times in ledger.wrong.items():
        print(f"{what}: {times}")
    print(f"as the desk shows the answers: {dict(ledger.states)}", flush=True)


async def kill(running: list[Program], seconds: float) -> None:
    serve, work = running[0], running[1]
    await asyncio.sleep(seconds / 3)
    await serve.dies()
    await asyncio.sleep(seconds / 3)
    await work.dies()


async def run(options: argparse.Namespace) -> None:
    platform = Platform()
    async with listening(platform) as url:
        settings = Settings(
            _env_file=None,
            data_dir=Path(options.data),
            mongodb_uri=options.local.mongodb_uri,
            redis_url=options.local.redis_url,
        )
        await measure(settings, url, platform, options)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--rate", type=float, default=10.0, help="conversations begun in a second")
    options.add_argument("--unhurt", action="store_true", help="kill nothing")
    wanted = options.parse_args()
    print(hardware(), flush=True)
    with tempfile.TemporaryDirectory() as data, LocalServers(Path(data)) as local:
        wanted.data, wanted.local = data, local
        uvloop.run(run(wanted))


if __name__ == "__main__":
    main()

"""How long the desk's figures take with 300,000 questions in a year, in a library of 73 branches.

    python -m benchmarks.reports

The whole application in one process; who asks, MongoDB (in memory) and Redis beside it. One librarian asks
for one page after the other, as she sees it and as she takes it along.
"""

import argparse
import asyncio
import math
import multiprocessing
import os
import random
import re
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

import httpx

from benchmarks.callback import hardware
from benchmarks.chapter_page import run_server
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import House, open_house
from library.clock import utc_now
from library.hours import BEIJING
from library.identity import new_id
from reference.changes import by_patron
from reference.models import Kind, Outcome
from reference.repository.facts import FactRepository
from reference.statistics.fact import End, Fact
from reference.statistics.period import Period
from reference.statistics.summing import Summing

PASSWORD = "青城的夏天很凉快"
AT_ONCE, CHANGED = 5_000, 100
YEAR = 365  # days
DISTRICT = "003"
DISTRICTS = [f"00{district}" for district in range(1, 9)]
BRANCHES = ["", *DISTRICTS, *(f"{district}-00{street}" for district in DISTRICTS for street in range(1, 9))]
SHARES = [len(BRANCHES) / (place + 1) for place in range(len(BRANCHES))]  # the centre is asked most
VENUES = [*[""] * 17, "大兴机场", "会议中心", "代表驻地"]
ENDS = [*[End.ANSWERED] * 12, *[End.DEFLECTED] * 4, End.UNANSWERED, End.ABANDONED, End.SILENT, End.NONE]
WORKED = {End.ANSWERED, End.UNANSWERED}
SUBJECTS = [f"主题{number}" for number in range(200)]
OFTEN = [1 / (place + 1) for place in range(len(SUBJECTS))]
TAKEN = ("report.xlsx", "days.csv", "branches.csv", "subjects.csv", "ends.svg", "hours.svg")


def facts(count: int, today: date, chance: random.Random) -> Iterator[Fact]:
    """Spread over a year, over branches and venues; waits as they are: most short, some of days."""
    for branch in chance.choices(BRANCHES, SHARES, k=count):
        end = chance.choice(ENDS)
        fact = Fact(
            id=new_id(),
            version=1,
            day=today - timedelta(days=chance.randrange(YEAR)),
            hour=chance.choice((8, 9, 9, 10, 10, 11, 12, 14, 15, 15, 16, 19, 20)),
            branch=branch,
            venue=chance.choice(VENUES),
            end=end,
            handed_over=end in WORKED and chance.random() < 0.2,
            reopened=end in WORKED and chance.random() < 0.05,
            **(_worked(end, chance) if end in WORKED else UNTOUCHED),
        )
        yield fact


UNTOUCHED = dict.fromkeys(("kind", "read", "outcome", "satisfaction", "first", "spent", "subject", "minutes"))


def _worked(end: End, chance: random.Random) -> dict[str, object]:
    first = int(chance.lognormvariate(2.5, 1.2))
    return {
        "kind": chance.choice(list(Kind)),
        "read": chance.choice((1, 1, 2, 2, 2, 3, 3, 4, 5)),
        "outcome": Outcome.UNANSWERED if end is End.UNANSWERED else Outcome.ANSWERED,
        "satisfaction": chance.choice((None, None, 1, 2, 3, 3, 3)),
        "first": first,
        "spent": first + int(chance.lognormvariate(3, 1)),
        "subject": chance.choices(SUBJECTS, OFTEN)[0] if chance.random() < 0.5 else None,
        "minutes": chance.choice((None, None, 5, 5, 10, 10, 15, 20, 30, 45, 60)),
    }


async def fill(house: House, count: int) -> None:
    """As the repository stores them, but all at once."""
    made = (_document(fact) for fact in facts(count, _today(), random.Random(1)))
    while batch := list(islice(made, AT_ONCE)):
        await house.database["question_facts"].insert_many(batch, ordered=False)


def _document(fact: Fact) -> dict[str, object]:
    document = {**asdict(fact), "_id": fact.id, "day": fact.day.isoformat()}
    del document["id"]
    return document


async def furnish(settings: Settings, count: int) -> None:
    async with open_house(settings) as house:
        began = time.perf_counter()
        await fill(house, count)
        print(f"{count:,} facts in {time.perf_counter() - began:.1f} s", flush=True)
        librarian, once = await house.staff.add("wang", "王老师")
        await house.staff.change_password(librarian, once, PASSWORD)


async def reckon(settings: Settings, rounds: int, how: str = "") -> None:
    """The report alone, without a page."""
    async with open_house(settings) as house:
        year = Period(since=_today() - timedelta(days=YEAR - 1), until=_today())
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            await house.statistics.report(year)
            times.append((time.perf_counter() - began) * 1000)
        print(_row(f"the figures of a year, without a page{how}", times), flush=True)


async def sum_up(settings: Settings) -> str:
    """As the worker does every few minutes with what changed."""
    async with open_house(settings) as house:
        began = time.perf_counter()
        sums = await Summing(FactRepository(house.database), rest=timedelta()).sum_up()
        return f"{sums:,} sums made in {time.perf_counter() - began:.1f} s"


async def measure(base: str, rounds: int) -> None:
    since = f"since={_today() - timedelta(days=YEAR - 1)}"
    pages = {
        "the page, a year": since,
        "the page, a year of a district": f"{since}&branch={DISTRICT}",
        "the page, a year of a venue": f"{since}&venue=会议中心",
        "the page, 90 days": f"since={_today() - timedelta(days=89)}",
        "the page, 30 days": "",
        "the page, 7 days": f"since={_today() - timedelta(days=6)}",
    }
    async with httpx.AsyncClient(base_url=base, timeout=60) as http:
        await http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        for name, query in pages.items():
            print(_row(name, await _times(http, f"/desk/reports?{query}", rounds)), flush=True)
        for name in TAKEN:
            path = f"/desk/reports/{name}?{since}"
            print(_row(f"{name}, a year", await _times(http, path, rounds)), flush=True)


async def touch(settings: Settings) -> None:
    """An hour at the desk: as many as that have just changed, which nobody has summed up yet."""
    nothing = by_patron.born("nobody", "", "", utc_now())
    of_late = (_today() - timedelta(days=age) for age in (0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 7, 14))
    made = facts(CHANGED, _today(), random.Random(2))
    late = [replace(fact, day=day) for fact, day in zip(made, cycle(of_late), strict=False)]
    async with open_house(settings) as house:
        await FactRepository(house.database).keep([(nothing, fact) for fact in late])


async def measure_touched(base: str, rounds: int) -> None:
    since = f"since={_today() - timedelta(days=YEAR - 1)}"
    async with httpx.AsyncClient(base_url=base, timeout=60) as http:
        await http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        name = f"the page, a year, {CHANGED} questions of the last two weeks just changed"
        print(_row(name, await _times(http, f"/desk/reports?{since}", rounds)), flush=True)


async def _times(http: httpx.AsyncClient, path: str, rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        (await http.get(path)).raise_for_status()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _row(name: str, times: list[float]) -> str:
    p95 = sorted(times)[math.ceil(len(times) * 0.95) - 1]
    return f"| {name} | {len(times)} | {statistics.median(times):.0f} | {p95:.0f} | {max(times):.0f} |"


def _today() -> date:
    return datetime.now(BEIJING).date()


async def _ready(base: str) -> None:
    async with httpx.AsyncClient(timeout=30) as http:
        (await http.get(f"{base}/healthz")).raise_for_status()  # the socket listens: who comes early waits


def _memory(process: int) -> tuple[int, int]:
    """What it holds, and the most it ever held, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    now, most = (re.search(rf"{name}:\s+(\d+) kB", status) for name in ("VmRSS", "VmHWM"))
    return int(now[1]) // 1024 if now else 0, int(most[1]) // 1024 if most else 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--facts", type=int, default=300_000)
    options.add_argument("--rounds", type=int, default=8)
    told = options.parse_args()
    print(hardware(), flush=True)
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with tempfile.TemporaryDirectory(dir="/dev/shm") as data, LocalServers(Path(data)) as local:
        settings = Settings(
            _env_file=None,
            data_dir=Path(data),
            mongodb_uri=local.mongodb_uri,
            redis_url=local.redis_url,
            base_url=base,
            second_factor=False,
        )
        asyncio.run(furnish(settings, told.facts))
        print("\n| | requests | p50 ms | p95 ms | most ms |\n|---|--:|--:|--:|--:|", flush=True)
        asyncio.run(reckon(settings, 1, ", nothing summed up"))
        summed = asyncio.run(sum_up(settings))
        asyncio.run(reckon(settings, told.rounds))
        server = multiprocessing.get_context("spawn").Process(
            target=run_server, args=(settings, listener), daemon=True
        )
        server.start()
        asyncio.run(_ready(base))
        before, _ = _memory(server.pid or os.getpid())
        asyncio.run(measure(base, told.rounds))
        asyncio.run(touch(settings))
        asyncio.run(measure_touched(base, told.rounds))
        now, most = _memory(server.pid or os.getpid())
        print(f"\nthe server held {before} MB before, {now} MB after, {most} MB at most; {summed}")
        server.terminate()
        server.join(10)


if __name__ == "__main__":
    main()

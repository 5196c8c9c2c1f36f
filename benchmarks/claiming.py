"""A hundred librarians claim a thousand questions at random: how long it takes, and if any is taken twice.

    python -m benchmarks.claiming

One process; MongoDB, a replica set of one, stores in memory.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from benchmarks.callback import hardware
from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import House, open_house
from library.staff import Librarian
from reference.refusals import AlreadyClaimed
from reference.status import Trigger

AT_ONCE = 32


@dataclass
class Morning:
    """One run. A librarian tries one that nobody was seen to take, then thinks for about `pause` seconds."""

    house: House
    waiting: set[str]
    pause: float
    times: list[float] = field(default_factory=list)
    won: int = 0
    lost: int = 0

    async def work(self, librarian: Librarian) -> None:
        await asyncio.sleep(random.uniform(0, self.pause))
        while self.waiting:
            question = random.choice(tuple(self.waiting))
            began = time.perf_counter()
            try:
                await self.house.casework.claim(question, librarian)
                self.won += 1
            except AlreadyClaimed:
                self.lost += 1
            self.times.append((time.perf_counter() - began) * 1000)
            self.waiting.discard(question)
            await asyncio.sleep(random.expovariate(1 / self.pause))

    async def doubles(self, questions: list[str]) -> int:
        threads = [await self.house.casework.thread(one) for one in questions]
        claims = [sum(event.trigger is Trigger.CLAIM for event in thread.audit) for thread in threads]
        return sum(one != 1 for one in claims)


async def ask(house: House, run: int, questions: int) -> list[str]:
    async def one(number: int) -> str:
        patron = f"{run}/{number}"
        words = f"第 {number} 个问题"
        return (await house.desk.ask(patron, words, alias="读者", message=patron)).question_id

    asked: list[str] = []
    for first in range(0, questions, AT_ONCE):
        asked += await asyncio.gather(*map(one, range(first, min(first + AT_ONCE, questions))))
    return asked


async def measure(settings: Settings, told: argparse.Namespace) -> None:
    async with open_house(settings) as house:
        staff = [(await house.staff.add(f"l{n}", f"馆员{n}"))[0] for n in range(told.librarians)]
        run = 0
        for pause in told.pauses:
            times: list[float] = []
            doubles = lost = 0
            seconds = 0.0
            for _ in range(told.runs):
                run += 1
                questions = await ask(house, run, told.questions)
                morning = Morning(house, set(questions), pause)
                began = time.perf_counter()
                await asyncio.gather(*map(morning.work, staff))
                seconds += time.perf_counter() - began
                doubles += await morning.doubles(questions)
                assert morning.won == told.questions
                times, lost = times + morning.times, lost + morning.lost
            p50, hundredths = statistics.median(times), statistics.quantiles(times, n=100)
            print(
                f"{told.runs} runs, a pause of {pause} s: {len(times) / seconds:.0f} tries/s, "
                f"{lost} too late, {doubles} claimed twice or never; p50 {p50:.1f} ms, "
                f"p95 {hundredths[94]:.1f} ms, p99 {hundredths[98]:.1f} ms",
                flush=True,
            )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--librarians", type=int, default=100)
    options.add_argument("--questions", type=int, default=1_000)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--pauses", type=float, nargs="+", default=[1.0, 0.5, 0.25])
    told = options.parse_args()
    print(hardware(), flush=True)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as data, LocalServers(Path(data)) as local:
        settings = Settings(
            _env_file=None,
            data_dir=Path(data),
            mongodb_uri=local.mongodb_uri,
            redis_url=local.redis_url,
            simulator=True,
            desk_capacity=1_000_000,
            desk_slots=0,
        )
        uvloop.run(measure(settings, told))


if __name__ == "__main__":
    main()

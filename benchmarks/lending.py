"""How long a loan takes: alone, when 200 patrons want one copy at once, and at the end of a long queue.

    python -m benchmarks.lending

One process; MongoDB, a replica set of one, stores in memory.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from statistics import median

from config.indexes import prepare
from config.local_servers import LocalServers
from config.mongodb import DATABASE, Database, connect
from ebooks.lending.holds import Hold
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository
from library.clock import utc_now

PATRONS, TIMES = 200, 5
QUEUES = (0, 100, 1000, 10_000)


class Counter:
    def __init__(self, database: Database) -> None:
        self.pools, cards = PoolRepository(database), CardRepository(database)
        self.ledger = Ledger(self.pools, cards)
        self.lending, self.licensing = Lending(self.ledger, cards), Licensing(self.ledger, self.pools)

    async def license(self, title_id: str, copies: int) -> None:
        licence = Licence(id=title_id, added_at=utc_now(), copies=copies)
        await self.licensing.add(title_id, licence)

    async def at_once(self, turn: int) -> float:
        """Seconds until everybody has an answer."""
        title_id = f"one copy {turn}"
        await self.license(title_id, 1)
        began = time.perf_counter()
        tries = (self.lending.borrow(f"{turn}/{n}", title_id) for n in range(PATRONS))
        outcomes = await asyncio.gather(*tries)
        seconds = time.perf_counter() - began
        places = sorted(one.position for one in outcomes if isinstance(one, Hold))
        assert places == list(range(1, PATRONS))
        return seconds

    async def behind(self, queue: int) -> tuple[float, float]:
        """Seconds that placing and giving up a hold take where so many wait."""
        title_id, now = f"queue of {queue}", utc_now()
        await self.license(title_id, 1)
        await self.lending.borrow("the first", title_id)
        waiting = tuple(
            Hold(id=f"{n:026}", title_id=title_id, patron=f"{n:026}", since=now) for n in range(queue)
        )
        seen = await self.pools.find(title_id)
        assert seen
        assert await self.pools.put(seen, replace(seen, holds=waiting), None)
        placed = [await _timed(self.lending.hold(f"patron {n}", title_id)) for n in range(20)]
        gone = [await _timed(self.lending.cancel_hold(f"patron {n}", title_id)) for n in range(20)]
        return median(placed), median(gone)


def main() -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder, LocalServers(Path(folder)) as servers:
        asyncio.run(_measure(connect(servers.mongodb_uri)[DATABASE]))


async def _measure(database: Database) -> None:
    await prepare(database)
    counter = Counter(database)
    await counter.license("many copies", 10_000)
    alone = sorted([await _timed(counter.lending.borrow(f"alone {n}", "many copies")) for n in range(200)])
    print(f"a loan, one after the other: median {alone[100] * 1000:.1f} ms, 95 % {alone[190] * 1000:.1f} ms")
    seconds = sorted([await counter.at_once(turn) for turn in range(TIMES)])
    print(f"{PATRONS} patrons, one copy: {median(seconds):.2f} s ({seconds[0]:.2f}–{seconds[-1]:.2f})")
    for queue in QUEUES:
        placed, gone = await counter.behind(queue)
        print(f"{queue:6,} waiting: a hold {placed * 1000:.1f} ms, giving it up {gone * 1000:.1f} ms")


async def _timed(deed: Awaitable[object]) -> float:
    began = time.perf_counter()
    await deed
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

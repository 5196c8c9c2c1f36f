"""How long a night's count of what is read together takes, and how long asking takes afterwards.

    python -m benchmarks.companions [--patrons 100000]

Each patron has up to five titles out of 2,000, of which some are read by very many. MongoDB stores in memory.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from config.indexes import prepare
from config.local_servers import LocalServers
from config.mongodb import DATABASE, Database, connect
from library.clock import utc_now
from library.identity import new_id
from reader.companions import Companions
from reader.repository.suggestions import SuggestionRepository

TITLES, EACH, ASKED = 2000, 5, 10
TIMES = 200


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patrons", type=int, default=100_000)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder, LocalServers(Path(folder)) as servers:
        asyncio.run(_measure(connect(servers.mongodb_uri)[DATABASE], parser.parse_args().patrons))


async def _measure(database: Database, patrons: int) -> None:
    await prepare(database)
    companions, draw = Companions(SuggestionRepository(database)), random.Random(1)
    for _ in range(0, patrons, 1000):
        await database["enrolments"].insert_many(_enrolments(1000, draw))
    enrolments = await database["enrolments"].count_documents({})
    began = time.perf_counter()
    await companions.count()
    print(f"{enrolments:,} enrolments counted in {time.perf_counter() - began:.1f} s")
    print(f"{await database['companions'].count_documents({}):,} titles have companions")
    asked = [await _ask(companions, draw) for _ in range(TIMES)]
    print(f"asking for {ASKED} titles: median {median(asked) * 1000:.2f} ms")


def _enrolments(patrons: int, draw: random.Random) -> Iterator[dict[str, object]]:
    now = utc_now()
    for patron in (new_id() for _ in range(patrons)):
        for title_id in {f"{int(TITLES * draw.random() ** 3):010}" for _ in range(EACH)}:
            ids = {"_id": f"{patron}/{title_id}", "patron": patron, "title_id": title_id}
            yield ids | {"touched_at": now, "finished_at": None}


async def _ask(companions: Companions, draw: random.Random) -> float:
    began = time.perf_counter()
    await companions.of({f"{draw.randrange(TITLES):010}" for _ in range(ASKED)})
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

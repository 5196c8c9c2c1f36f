"""`shutong import`: books into the library, and what became of each file."""

import asyncio
import hashlib
import os
import sys
from itertools import islice
from pathlib import Path

from rich.progress import Progress

from config.check import OutOfReach
from config.settings import Settings
from config.wiring import House, open_house
from ebooks.feeds.fetching import Fetching
from ebooks.feeds.refusals import CannotFetch
from ebooks.feeds.source import FeedSource
from ebooks.imports.file import UNFINISHED, ImportFile, Settled, Status
from ebooks.imports.job import ImportJob, Source
from ebooks.titles import in_groups
from jobs.feeding import Feeding
from jobs.importing import MOST_READERS, Importer, find_files, readers_for
from jobs.intake import POLITE, Intake
from jobs.readers import Readers
from jobs.watching import arriving
from shutong.terminal import console, run

COLOURS = {
    Status.ACCEPTED: "green",
    Status.DUPLICATE: "yellow",
    Status.REFUSED: "red",
    Status.SKIPPED: "dim",
}
AT_ONCE = 1000  # files queued in one trip
LONGEST_ADDRESS = 300
LOOKS_EVERY = 1.0  # seconds, while the files of one that was killed are still its own


def import_books(told: Settings, paths: list[Path], *, again: bool = False) -> int:
    """The exit code: 1 if a file was refused. With `again` what is known is read, too."""
    try:
        job = run(_import(told, paths, again=again), away=OutOfReach)
    except KeyboardInterrupt:
        sys.exit("Stopped. The same command goes on from here.")
    return _told(job)


def _told(job: ImportJob) -> int:
    counts = ", ".join(f"{job.count(status)} {status}" for status in Status if status not in UNFINISHED)
    console.print(f"{job.total} files: {counts}")
    return 1 if job.count(Status.REFUSED) else 0


async def _import(settings: Settings, paths: list[Path], *, again: bool) -> ImportJob:
    async with open_house(settings) as house:
        job = await _queue(house, [path.absolute() for path in paths], again=again)
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("reading", total=job.total, completed=job.done)

            def show(file: ImportFile, settled: Settled) -> None:
                bar.advance(task)
                _show(file, settled)

            async with Readers(readers_for(job.total), niceness=POLITE) as readers:
                importer = Importer(house.catalogue, house.shelf, readers, again=again)
                intake = Intake(house.imports, importer, house.uploads, queue=job.queue, told=show)
                job = await _all_of(house, job, intake)
        await house.imports.close(job)
        return job


def import_feed(told: Settings, address: str, *, private: bool) -> int:
    """As `import_books`, with what another library's feed offers to everybody."""
    try:
        job = run(_import_feed(told, address, private=private), away=OutOfReach)
    except CannotFetch as failure:
        sys.exit(f"The feed cannot be read: {failure}")
    except KeyboardInterrupt:
        sys.exit("Stopped. The same command goes on from here.")
    return _told(job)


async def _import_feed(settings: Settings, address: str, *, private: bool) -> ImportJob:
    async with open_house(settings) as house:
        key = hashlib.sha256(f"feed {address}".encode()).hexdigest()
        job = await house.imports.open(Source.FEED, by=address[:LONGEST_ADDRESS], key=key)
        feeding = Feeding(FeedSource(Fetching(allow_private=private)), house.imports, house.uploads)
        async with Readers(readers_for(MOST_READERS), niceness=POLITE) as readers:
            importer = Importer(house.catalogue, house.shelf, readers)
            intake = Intake(house.imports, importer, house.uploads, queue=job.queue, told=_show)
            async for _ in feeding.rounds(job, address):
                await intake.empty()
            job = await _all_of(house, job, intake)
        await house.imports.close(job)
        return job


async def _queue(house: House, paths: list[Path], *, again: bool) -> ImportJob:
    """These paths' own import, which may have been begun before."""
    said = [b"again"] if again else []
    key = hashlib.sha256(b"\0".join([*said, *map(os.fsencode, paths)])).hexdigest()
    job = await house.imports.open(Source.COMMAND, by="shutong import", key=key)
    files = map(arriving, await asyncio.to_thread(find_files, paths))
    while some := list(islice(files, AT_ONCE)):
        await house.imports.queue(job, some)
    return await house.imports.get(job.id)


async def _all_of(house: House, job: ImportJob, intake: Intake) -> ImportJob:
    """Also what one that was killed has in its hands, once its lease has run out."""
    while True:
        await intake.empty()
        job = await house.imports.get(job.id)
        if job.is_done:
            return job
        await asyncio.sleep(LOOKS_EVERY)


def _show(file: ImportFile, settled: Settled) -> None:
    console.print(_line(file, settled), style=COLOURS[settled.status], markup=False)


def _line(file: ImportFile, settled: Settled) -> str:
    said = [settled.reason or f"《{settled.title_name}》 {in_groups(settled.title_id)}", *settled.warnings]
    if settled.alike:
        said.append(f"可能与《{settled.alike.name}》相同（{settled.alike.by}）")
    return f"{settled.status:10}{file.name}  {'; '.join(said)}"

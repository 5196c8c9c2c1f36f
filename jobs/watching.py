"""A folder into which somebody copies books: what stands still there is queued, and never moved."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from config.check import OutOfReach
from ebooks.imports.file import Arriving
from ebooks.imports.imports import Imports
from ebooks.imports.job import Source
from ebooks.imports.uploads import shown_name
from jobs.importing import SUFFIXES
from library.clock import Clock, utc_now
from library.stopping import being_stopped

log = logging.getLogger(__name__)

LOOKS_EVERY = 5.0  # seconds
AT_ONCE = 1000  # files asked about and queued in one trip

Marks = Mapping[Path, Arriving]


class WatchedFolder:
    """A file is taken once its size and its time have stood still from one look to the next.

    What was taken is remembered by both, so a file that changes is taken again. One that was still being
    copied is refused as damaged, and taken again when it is whole.
    """

    def __init__(self, folder: Path, imports: Imports, *, now: Clock = utc_now) -> None:
        self._folder, self._imports, self._now = folder, imports, now
        self._seen: Marks = {}
        self._taken: set[tuple[Path, str]] = set()

    async def look(self) -> int:
        """Queue what has come; returns how many."""
        before, self._seen = self._seen, await asyncio.to_thread(_marks, self._folder)
        still = [file for path, file in self._seen.items() if before.get(path) == file]
        self._taken &= {(file.path, file.mark) for file in self._seen.values()}
        news = iter([file for file in still if (file.path, file.mark) not in self._taken])
        queued = 0
        while some := list(islice(news, AT_ONCE)):
            queued += await self._queue(some)
            self._taken.update((file.path, file.mark) for file in some)
        return queued

    async def _queue(self, files: Sequence[Arriving]) -> int:
        """A day's files are one import, however many workers watch."""
        known = await self._imports.known(files)
        new = [file for file in files if (file.path, file.mark) not in known]
        if new:
            key = f"{self._folder.absolute()} {_day(self._now())}"
            job = await self._imports.open(Source.FOLDER, by=shown_name(str(self._folder)), key=key)
            await self._imports.queue(job, new)
        return len(new)


async def watch(folder: Path | None, imports: Imports) -> None:
    """Until cancelled; a folder that is away may come back."""
    watched = WatchedFolder(folder, imports) if folder else None
    while not being_stopped():
        try:
            if watched and (count := await watched.look()):
                log.info("files came into the watched folder", extra={"count": count})
        except OutOfReach as trouble:
            log.warning("imports are out of reach: %s", type(trouble).__name__)
        await asyncio.sleep(LOOKS_EVERY)


def arriving(path: Path) -> Arriving:
    """With size 0 and no mark where it cannot be looked at; the reader has the words for that."""
    try:
        status = path.stat()
    except OSError:
        return Arriving(path=path, name=shown_name(path.name))
    mark = f"{status.st_size}:{status.st_mtime_ns}"
    return Arriving(path=path, name=shown_name(path.name), size=status.st_size, mark=mark)


def _marks(folder: Path) -> Marks:
    """Books only, and none that are hidden: programs that copy begin with such names."""
    found = (path for path in sorted(folder.absolute().rglob("*")) if _is_book(path))
    return {file.path: file for file in map(arriving, found) if file.mark}


def _is_book(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()


def _day(moment: datetime) -> str:
    return moment.date().isoformat()

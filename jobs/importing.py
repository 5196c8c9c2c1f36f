"""Importing books: every file of a folder is read, and every file has a line in the report."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.check import OutOfReach
from ebooks.catalogue import Catalogue
from ebooks.files import sha256_of
from ebooks.imports.file import Settled, Status
from ebooks.titles import Title
from jobs.readers import Readers
from jobs.verdict import Verdict
from reader.shelf import Shelf

log = logging.getLogger(__name__)

SUFFIXES = {".epub", ".txt", ".pdf"}
MOST_READERS = 4
HANDS = 4  # files in hand for each process that reads: while one is read another is put away


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one file."""

    path: Path
    settled: Settled

    @property
    def outcome(self) -> Status:
        return self.settled.status

    @property
    def words(self) -> str:
        """The title's name, or why there is none."""
        return self.settled.reason or self.settled.title_name


@dataclass(frozen=True, slots=True)
class Report:
    """One line for each file, in the order they were given."""

    lines: tuple[Line, ...]

    def count(self, outcome: Status) -> int:
        return sum(line.outcome is outcome for line in self.lines)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files these paths stand for, folders included, each once and in order."""
    return list(dict.fromkeys(file for path in paths for file in _files(path)))


def readers_for(files: int) -> int:
    """How many processes should read so many files on this machine."""
    return max(1, min(MOST_READERS, os.cpu_count() or 1, files))


async def import_files(
    files: Sequence[Path],
    catalogue: Catalogue,
    shelf: Shelf,
    progress: Callable[[Line], None] = lambda _: None,
) -> Report:
    """Take files into the catalogue and onto the shelf. Importing the same files again changes nothing."""
    async with Readers(readers_for(len(files))) as readers:
        importer = Importer(catalogue, shelf, readers)
        at_once = asyncio.Semaphore(importer.hands)

        async def take(path: Path) -> Line:
            async with at_once:  # or a thousand books that were read would wait in memory
                line = Line(path=path, settled=await importer.take(path))
            progress(line)
            return line

        return Report(tuple(await asyncio.gather(*map(take, files))))


class Importer:
    """Takes one file after the other, or some at once, and says of each what became of it.

    With `again` files that are known are read, too: their titles get the text and the pictures that are
    found in them today, and everybody keeps her place.
    """

    def __init__(self, catalogue: Catalogue, shelf: Shelf, readers: Readers, *, again: bool = False) -> None:
        self._catalogue, self._shelf, self._readers = catalogue, shelf, readers
        self._again = again
        self.hands = HANDS * readers.count

    async def take(self, path: Path) -> Settled:
        """Whatever the file is; raises only what servers raise that are not there."""
        try:
            return await self._take(path)
        except OutOfReach:
            raise
        except Exception as bug:  # what one file does to us must not cost the others their line
            log.exception("a bug met a file", extra={"file": path.name})
            words = f"书童出错了（{type(bug).__name__}），请报告"
            return Settled(status=Status.REFUSED, reason=words)

    async def _take(self, path: Path) -> Settled:
        if path.suffix.lower() not in SUFFIXES:
            return Settled(status=Status.SKIPPED, reason="不是 .epub、.txt 或 .pdf")
        known = await self._find_file(path)
        if known and not self._again and await self._is_whole(known):
            return _duplicate(known)
        verdict = await self._readers.read(path)
        if verdict.book is None:
            return Settled(status=Status.REFUSED, reason=verdict.reason, seconds=verdict.seconds)
        return await self._enter(path, verdict)

    async def _find_file(self, path: Path) -> Title | None:
        """None, too, where it cannot be read: the reader has the words for it."""
        try:
            if await asyncio.to_thread(path.is_file):  # a pipe would keep us waiting
                return await self._catalogue.find_file(await sha256_of(path))
        except OSError:
            return None
        return None

    async def _is_whole(self, title: Title) -> bool:
        """Not where an import was broken off between the catalogue and the shelf."""
        return not title.chapters or await self._shelf.holds(title.id)

    async def _enter(self, path: Path, verdict: Verdict) -> Settled:
        assert verdict.book  # noqa: S101 - asked before
        title, is_new = await self._catalogue.add(verdict.book, path)
        if self._again or not await self._shelf.holds(title.id):
            chapters = [(chapter.title, chapter.paragraphs) for chapter in verdict.book.chapters]
            plates = {number: one.illustrations for number, one in enumerate(verdict.book.chapters)}
            await self._shelf.put(title.id, title.name, chapters, plates)
        if not is_new:
            return _duplicate(title, "，已重新读过" if self._again else "")
        return Settled(
            status=Status.ACCEPTED,
            warnings=verdict.book.warnings,
            sha256=title.sha256,
            title_id=title.id,
            title_name=title.name,
            alike=await self._catalogue.alike(title),
            seconds=round(verdict.seconds, 3),
        )


def _duplicate(title: Title, besides: str = "") -> Settled:
    return Settled(
        status=Status.DUPLICATE,
        reason=f"这个文件书库里已经有了{besides}：《{title.name}》",
        sha256=title.sha256,
        title_id=title.id,
        title_name=title.name,
    )


def _files(path: Path) -> Iterator[Path]:
    """Whatever calls itself a book has a line, be it a folder, a pipe or a link to nowhere."""
    try:
        is_folder = path.is_dir() and not _is_unpacked(path)
    except OSError:
        is_folder = False
    if is_folder:
        yield from sorted(_within(path))
    else:
        yield path


def _within(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        books = [name for name in folders if _is_unpacked(Path(place, name))]
        folders[:] = [name for name in folders if name not in books]
        yield from (Path(place, name) for name in (*books, *files))


def _is_unpacked(folder: Path) -> bool:
    """An EPUB that somebody unpacked, or left as macOS keeps it."""
    return folder.suffix.lower() == ".epub" and ((folder / "META-INF").is_dir() or not any(folder.iterdir()))

"""Importing books: every file of a folder is read, and every file has a line in the report."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from config.check import OutOfReach
from ebooks.book import Book
from ebooks.catalogue import Catalogue
from ebooks.titles import Title
from jobs.readers import Readers
from reader.shelf import Shelf

log = logging.getLogger(__name__)

SUFFIXES = {".epub", ".txt"}
MOST_READERS = 4


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one file; `words` name the title, or say why there is none."""

    path: Path
    outcome: Outcome
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """One line for each file, in the order they were given."""

    lines: tuple[Line, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome is outcome for line in self.lines)


Progress = Callable[[Line], None]


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files these paths stand for, folders included, each once and in order."""
    return list(dict.fromkeys(file for path in paths for file in _files(path)))


async def import_files(
    files: Sequence[Path], catalogue: Catalogue, shelf: Shelf, progress: Progress = lambda line: None
) -> Report:
    """Take files into the catalogue and onto the shelf. Importing the same files again changes nothing."""
    async with Readers(min(MOST_READERS, os.cpu_count() or 1, len(files) or 1)) as readers:
        importer = _Importer(catalogue, shelf, readers, progress)
        return Report(tuple(await asyncio.gather(*map(importer.take, files))))


@dataclass(frozen=True, slots=True)
class _Importer:
    catalogue: Catalogue
    shelf: Shelf
    readers: Readers
    progress: Progress

    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2 * MOST_READERS))

    async def take(self, path: Path) -> Line:
        async with self.at_once:  # or a thousand books that were read would wait in memory
            line = await self._take_or_explain(path)
        self.progress(line)
        return line

    async def _take_or_explain(self, path: Path) -> Line:
        try:
            return await self._take(path)
        except OutOfReach:
            raise
        except Exception as bug:  # what one file does to us must not cost the others their line
            log.exception("a bug met a file", extra={"file": path.name})
            return Line(
                path=path, outcome=Outcome.REFUSED, words=f"书童出错了（{type(bug).__name__}），请报告"
            )

    async def _take(self, path: Path) -> Line:
        if path.suffix.lower() not in SUFFIXES:
            return Line(path=path, outcome=Outcome.SKIPPED, words="neither .epub nor .txt")
        verdict = await self.readers.read(path)
        if verdict.book is None:
            return Line(path=path, outcome=Outcome.REFUSED, words=verdict.reason)
        return await self._enter(path, verdict.book)

    async def _enter(self, path: Path, book: Book) -> Line:
        title, is_new = await self.catalogue.add(book, path)
        await self._shelve(title, book)
        outcome = Outcome.ACCEPTED if is_new else Outcome.DUPLICATE
        return Line(path=path, outcome=outcome, words=title.name)

    async def _shelve(self, title: Title, book: Book) -> None:
        """Also for a title already known: an import that was broken off left it off the shelf."""
        if not await self.shelf.holds(title.id):
            chapters = [(chapter.title, chapter.paragraphs) for chapter in book.chapters]
            await self.shelf.put(title.id, title.name, chapters)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.is_file())
    else:
        yield path

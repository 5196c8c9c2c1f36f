"""Importing books: every file of a folder is read, and every file has a line in the report."""

import asyncio
import logging
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from ebooks.book import Book
from ebooks.catalogue import Catalogue
from ebooks.reading import read_book
from ebooks.refusals import CannotRead
from ebooks.titles import Title
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
    with Readers(min(MOST_READERS, os.cpu_count() or 1, len(files) or 1)) as readers:
        importer = _Importer(catalogue, shelf, readers, progress)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(importer.take(file)) for file in files]
    return Report(tuple(task.result() for task in tasks))


def _read(path: Path) -> Book | str:
    """Runs in another process, from which a reason travels better than an exception."""
    try:
        return read_book(path)
    except CannotRead as refusal:
        return refusal.reason
    except OSError as failure:
        return f"无法打开文件：{failure.strerror or type(failure).__name__}"


class Readers:
    """Processes that read books: parsing keeps a processor busy, and a hostile file may end its process."""

    def __init__(self, count: int, read: Callable[[Path], Book | str] = _read) -> None:
        self._reading = read
        # Started afresh rather than forked: a fork would inherit our connections and locks.
        self._context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(count, mp_context=self._context)
        self._one_at_a_time = asyncio.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    async def read(self, path: Path) -> Book | str:
        """The book, or why there is none."""
        try:
            return await self._read(self._pool, path)
        except BrokenProcessPool:  # this file or one beside it; read alone, each answers for itself
            return await self._read_alone(path)

    async def _read_alone(self, path: Path) -> Book | str:
        async with self._one_at_a_time:
            with ProcessPoolExecutor(1, mp_context=self._context) as pool:
                try:
                    return await self._read(pool, path)
                except BrokenProcessPool:
                    log.error("reading a file ended its process", extra={"file": path.name})
                    return "读取时程序意外终止"

    async def _read(self, pool: ProcessPoolExecutor, path: Path) -> Book | str:
        return await asyncio.get_running_loop().run_in_executor(pool, self._reading, path)


@dataclass(frozen=True, slots=True)
class _Importer:
    catalogue: Catalogue
    shelf: Shelf
    readers: Readers
    progress: Progress

    async def take(self, path: Path) -> Line:
        line = await self._take(path)
        self.progress(line)
        return line

    async def _take(self, path: Path) -> Line:
        if path.suffix.lower() not in SUFFIXES:
            return Line(path=path, outcome=Outcome.SKIPPED, words="neither .epub nor .txt")
        book = await self.readers.read(path)
        if isinstance(book, str):
            return Line(path=path, outcome=Outcome.REFUSED, words=book)
        return await self._enter(path, book)

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

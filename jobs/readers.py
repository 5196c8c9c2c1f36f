"""Processes that read books, each with a book or with a reason for its result."""

import asyncio
import logging
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Self

from ebooks.book import Book
from ebooks.reading import read_book
from ebooks.refusals import CannotRead

log = logging.getLogger(__name__)


def read(path: Path) -> Book | str:
    """Runs in another process, from which a reason travels better than an exception."""
    try:
        return read_book(path)
    except CannotRead as refusal:
        return refusal.reason
    except OSError as failure:
        return f"无法打开文件：{failure.strerror or type(failure).__name__}"


class Readers:
    """Parsing keeps a processor busy, and a hostile file may end its process."""

    def __init__(self, count: int, read: Callable[[Path], Book | str] = read) -> None:
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

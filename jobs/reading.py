"""A process that reads books: a path in, a verdict out, until its input ends."""

import os
import pickle
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ebooks.book import Book
from ebooks.covers import fitted
from ebooks.illustrating import illustrated
from ebooks.reading import read_book
from ebooks.refusals import CannotRead, Protected
from jobs.verdict import Verdict

READY = b"!"
"""What it says when it has loaded all it reads with."""

SIZE = 8
"""Bytes that say how long the pickled answer behind them is."""

MEMORY = 512 << 20
"""Bytes one process may allocate; the most of our broken and whole books needs is about half of it."""

TOO_MUCH = "读这个文件要用太多内存，已放弃。"


def read(path: Path, read_book: Callable[[Path], Book] = read_book) -> Verdict:
    begun = time.perf_counter()
    return replace(_judge(path, read_book), seconds=time.perf_counter() - begun)


def _judge(path: Path, read_book: Callable[[Path], Book]) -> Verdict:
    try:
        return Verdict(book=_fitted(illustrated(read_book(path), path)))
    except Protected as lock:
        return Verdict(reason=lock.reason, scheme=lock.scheme)
    except CannotRead as refusal:
        return Verdict(reason=refusal.reason)
    except MemoryError:
        return Verdict(reason=TOO_MUCH)


def main(read: Callable[[Path], Verdict] = read) -> None:
    """Answer every line of the standard input, a path in hexadecimal digits.

    The program's one argument says how nice it is to others.
    """
    os.nice(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints must not get between the answers
        answers.write(READY)
        answers.flush()
        for line in iter(sys.stdin.buffer.readline, b""):
            answer = _answer(read, Path(os.fsdecode(bytes.fromhex(line.decode()))))
            answers.write(len(answer).to_bytes(SIZE, "big") + answer)
            answers.flush()


def _fitted(book: Book) -> Book:
    """With the cover as it will be shown: what a picture does when it is unpacked, it does here."""
    if book.cover is None:
        return book
    cover = fitted(book.cover)
    warnings = book.warnings if cover else (*book.warnings, "封面图片损坏，无法使用。")
    return replace(book, cover=cover, warnings=warnings)


def _answer(read: Callable[[Path], Verdict], path: Path) -> bytes:
    try:
        return pickle.dumps(read(path))
    except MemoryError:  # a book may fit once and not twice
        return pickle.dumps(Verdict(reason=TOO_MUCH))


if __name__ == "__main__":
    main()

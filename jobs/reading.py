"""A process that reads books: a path in, a book or a reason out, until its input ends."""

import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

from ebooks.book import Book
from ebooks.reading import read_book
from ebooks.refusals import CannotRead

SIZE = 8
"""Bytes that say how long the pickled answer behind them is."""


def read(path: Path) -> Book | str:
    """The book, or why there is none: between processes a reason travels better than an exception."""
    try:
        return read_book(path)
    except CannotRead as refusal:
        return refusal.reason
    except OSError as failure:
        return f"无法打开文件：{failure.strerror or type(failure).__name__}"


def main(read: Callable[[Path], Book | str] = read) -> None:
    """Answer every line of the standard input, a path in hexadecimal digits."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints must not get between the answers
        for line in iter(sys.stdin.buffer.readline, b""):
            answer = pickle.dumps(read(Path(os.fsdecode(bytes.fromhex(line.decode())))))
            answers.write(len(answer).to_bytes(SIZE, "big") + answer)
            answers.flush()


if __name__ == "__main__":
    main()

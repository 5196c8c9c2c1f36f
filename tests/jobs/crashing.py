"""A reader that some files kill, and some never let go."""

import os
from pathlib import Path
from threading import Event

from ebooks.book import Book
from jobs import reading


def read(path: Path) -> Book | str:
    if "bomb" in path.name:
        os._exit(1)
    if "endless" in path.name:
        Event().wait()
    return reading.read(path)


if __name__ == "__main__":
    reading.main(read)

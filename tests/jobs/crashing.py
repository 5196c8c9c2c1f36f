"""A reader that some files kill."""

import os
from pathlib import Path

from ebooks.book import Book
from ebooks.reading import read_book


def read(path: Path) -> Book | str:
    if "bomb" in path.name:
        os.abort()
    return read_book(path)

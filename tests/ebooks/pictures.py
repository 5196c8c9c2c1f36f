"""EPUBs with pictures in their chapters."""

import io
from collections.abc import Mapping
from pathlib import Path
from random import Random

from PIL import Image

from ebooks.book import Book
from ebooks.illustrating import illustrated
from ebooks.reading import read_book
from language.illustration import Illustration
from tests.ebooks.epubs import files, nav, page, write


def drawn(
    kind: str = "PNG",
    mode: str = "RGB",
    size: tuple[int, int] = (300, 200),
    *,
    seed: object = 0,
    **told: object,
) -> bytes:
    """A picture, and another one for another seed."""
    shade = Random(repr(seed)).randbytes(len(Image.new(mode, (1, 1)).tobytes()))
    file = io.BytesIO()
    Image.frombytes(mode, (1, 1), shade).resize(size).save(file, kind, **told)
    return file.getvalue()


def bound(pictures: Mapping[str, bytes], *bodies: str, **told: str) -> dict[str, bytes]:
    """A book of these pages, c1.xhtml and so on, beside which the pictures lie."""
    told.setdefault("nav", nav(*((f"第{'一二三四五'[n]}章", f"c{n + 1}.xhtml") for n in range(len(bodies)))))
    documents = {f"c{number}.xhtml": page(body) for number, body in enumerate(bodies, 1)}
    return files(documents, **told) | {f"OEBPS/{name}": data for name, data in pictures.items()}


def read(path: Path, pictures: Mapping[str, bytes], *bodies: str, **told: str) -> Book:
    written = write(path, bound(pictures, *bodies, **told))
    return illustrated(read_book(written), written)


def shown(book: Book) -> list[list[Illustration]]:
    """By chapter."""
    return [list(chapter.illustrations) for chapter in book.chapters]


def places(book: Book) -> list[list[int]]:
    return [[one.at for one in chapter.illustrations] for chapter in book.chapters]

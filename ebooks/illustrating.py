"""Illustrations: the pictures of chapters, told from ornaments, verified, and drawn once to one size."""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from time import monotonic

from PIL import Image

from ebooks.book import Book, Chapter, Picture
from ebooks.covers import MOST_PIXELS, fitted
from ebooks.epub.archive import MIB, Archive
from ebooks.epub.cover import size_of
from ebooks.epub.package import read_spare
from language.illustration import Illustration

BOX = (1080, 1620)  # a phone of 360 points has three pixels to each
QUALITY, EFFORT = 75, 0  # a tenth smaller than covers, in two thirds of the time
MOST = 200  # pictures of one book
MOST_BYTES = 24 * MIB  # of all of them, drawn
MOST_BYTES_READ = 160 * MIB  # of all of them, in the file
MOST_PIXELS_IN_ALL = 120_000_000  # as in the file; four of a JPEG, which is unpacked smaller, count as one
LONGEST = 20.0  # seconds for all of them
SMALLEST = 64  # pixels of the shorter side; what is smaller stands in a line or between two
FEWEST = 10_000  # pixels
NARROWEST = 8  # times as long as wide is a rule between paragraphs
MOST_TIMES = 2  # the same picture; one that comes back at every chapter is an ornament
MOST_SCANS = 100  # of a progressive JPEG, each of which is as much work as a picture; usual are 10
_JPEG, _SCAN = b"\xff\xd8", b"\xff\xda"


def illustrated(book: Book, path: Path) -> Book:
    """With the pictures that its figures name; those of no use cost a warning. Raises CannotRead."""
    times = Counter(figure.source for chapter in book.chapters for figure in chapter.figures)
    if not times:
        return book
    drawing = _Drawing(cover=book.cover)
    with Archive(path, budget=MOST_BYTES_READ) as archive:
        for source in times:
            if times[source] <= MOST_TIMES:
                drawing.draw(archive, source)
    chapters = [_with_pictures(chapter, drawing.drawn) for chapter in book.chapters]
    chapters = _without_ornaments(chapters)
    shown = {picture.name for chapter in chapters for picture in chapter.illustrations}
    return replace(
        book,
        chapters=tuple(chapters),
        pictures=tuple(picture for name, picture in drawing.pictures.items() if name in shown),
        warnings=(*book.warnings, *drawing.warnings()),
    )


class CannotDraw(Exception):
    """It is missing, damaged, too large, or of a kind that browsers may not run."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    name: str
    size: tuple[int, int]


@dataclass(slots=True)
class _Drawing:
    """Draws until one of the book's allowances is used up; what comes first is drawn first."""

    cover: bytes | None
    drawn: dict[str, _Drawn] = field(default_factory=dict)  # by its name in the file
    pictures: dict[str, Picture] = field(default_factory=dict)  # by its own
    spoilt: int = 0
    beyond: int = 0
    _bytes: int = 0
    _pixels: int = 0
    _begun: float = field(default_factory=monotonic)

    def draw(self, archive: Archive, source: str) -> None:
        if self._is_used_up():
            self.beyond += 1
            return
        try:
            picture = self._made_of(read_spare(archive, source))
        except (CannotDraw, MemoryError):
            self.spoilt += 1
            return
        if picture:
            self.drawn[source] = _Drawn(picture.name, _size(picture.content))
            self._bytes += len(picture.content)
            self.pictures[picture.name] = picture

    def _made_of(self, data: bytes | None) -> Picture | None:
        """None for what is no illustration. Raises CannotDraw."""
        if data is None or _takes_too_long(data):
            raise CannotDraw
        width, height = size_of(data) or (0, 0)
        if not 0 < width * height <= MOST_PIXELS:
            raise CannotDraw
        if data == self.cover or _is_ornament(width, height):
            return None
        self._pixels += width * height // (4 if data.startswith(_JPEG) else 1)
        content = fitted(data, BOX, quality=QUALITY, effort=EFFORT)
        if content is None:
            raise CannotDraw
        return Picture(sha256(content).hexdigest(), content)

    def _is_used_up(self) -> bool:
        return (
            len(self.drawn) >= MOST
            or self._bytes >= MOST_BYTES
            or self._pixels >= MOST_PIXELS_IN_ALL
            or monotonic() - self._begun >= LONGEST
        )

    def warnings(self) -> Iterable[str]:
        if self.spoilt:
            yield f"有 {self.spoilt} 张插图缺失、损坏、太大或格式不支持，已略去。"
        if self.beyond:
            yield f"插图太多，后面 {self.beyond} 张已略去。"


def _takes_too_long(data: bytes) -> bool:
    return data.startswith(_JPEG) and data.count(_SCAN) > MOST_SCANS


def _size(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture), formats=("WEBP",)) as opened:
        return opened.size


def _is_ornament(width: int, height: int) -> bool:
    short, long = sorted((width, height))
    return short < SMALLEST or width * height < FEWEST or long > NARROWEST * short


def _with_pictures(chapter: Chapter, drawn: dict[str, _Drawn]) -> Chapter:
    found = [(figure, drawn[figure.source]) for figure in chapter.figures if figure.source in drawn]
    illustrations = [Illustration(figure.at, one.name, figure.words, *one.size) for figure, one in found]
    return replace(chapter, figures=(), illustrations=tuple(illustrations))


def _without_ornaments(chapters: list[Chapter]) -> list[Chapter]:
    """The same picture may lie in the file under many names."""
    times = Counter(one.name for chapter in chapters for one in chapter.illustrations)
    often = {name for name in times if times[name] > MOST_TIMES}
    return [_without(chapter, often) for chapter in chapters] if often else chapters


def _without(chapter: Chapter, names: set[str]) -> Chapter:
    return replace(
        chapter, illustrations=tuple(one for one in chapter.illustrations if one.name not in names)
    )

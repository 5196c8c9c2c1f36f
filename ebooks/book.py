"""A book as it was read from a file: what a catalogue, a shelf and a page are made of."""

from dataclasses import dataclass
from enum import StrEnum

from language.illustration import Illustration
from language.paragraphs import Paragraph


class Format(StrEnum):
    EPUB = "epub"
    TXT = "txt"
    PDF = "pdf"  # never read, only handed out


class Direction(StrEnum):
    """How lines run, in CSS's words for writing-mode."""

    HORIZONTAL = "horizontal-tb"
    VERTICAL_RL = "vertical-rl"  # classical Chinese and Japanese
    VERTICAL_LR = "vertical-lr"  # Mongolian in the traditional script


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the file: `at` counts the paragraphs before it, `source` is its name there."""

    at: int
    source: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP as we drew it; `name` is the SHA-256 of its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A title of the table of contents with its text; level 1 is the outermost.

    `figures` are as the file has them, `illustrations` those of them that were drawn.
    """

    title: str
    level: int = 1
    paragraphs: tuple[Paragraph, ...] = ()
    figures: tuple[Figure, ...] = ()
    illustrations: tuple[Illustration, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Text, metadata and cover of one file; without chapters it can be downloaded but not read in chat."""

    format: Format
    title: str
    authors: tuple[str, ...] = ()
    language: str = ""  # BCP 47, as the file says; empty if it does not
    description: str = ""
    subjects: tuple[str, ...] = ()
    isbn: str | None = None  # 13 digits
    series: str = ""
    volume: str = ""  # its number in the series, as printed
    publisher: str = ""
    year: str = ""  # of this edition, four digits
    direction: Direction = Direction.HORIZONTAL
    chapters: tuple[Chapter, ...] = ()
    cover: bytes | None = None  # JPEG, PNG, GIF or WebP, verified
    pictures: tuple[Picture, ...] = ()  # what its illustrations name
    warnings: tuple[str, ...] = ()  # Chinese sentences for the import report

"""Titles: what the library holds, one for each file it was given."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from ebooks.book import Direction, Format
from library.identity import CROCKFORD, in_crockford

CODE_LENGTH = 10  # 50 bits: among a million titles two meet with a chance of 1 in 2,000
HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003347f]")
HAN_RUN = re.compile(f"{HAN.pattern}+")
MISREAD = str.maketrans("OIL", "011", " -‐–—·")


class CannotFind(Exception):
    """What was asked for is not here."""


class NoSuchTitle(CannotFind):
    def __init__(self, title_id: str) -> None:
        super().__init__(f"no title {title_id}")
        self.title_id = title_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """`id` is also the short code under its QR codes; `file_name` is what a download is called.

    `volume` is its number in the `series` as printed, even where that is none (上册); `year` has four digits.
    """

    id: str
    name: str
    authors: tuple[str, ...]
    language: str
    description: str
    subjects: tuple[str, ...]
    isbn: str | None
    format: Format
    direction: Direction
    sha256: str
    size: int
    file_name: str
    han: int
    chapters: int
    added_at: datetime
    has_cover: bool
    series: str = ""
    volume: str = ""
    publisher: str = ""
    year: str = ""

    @property
    def code(self) -> str:
        """The id as it is printed for people to type."""
        return in_groups(self.id)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of a title's table of contents; level 1 is the outermost."""

    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of titles, and how many there are in all."""

    titles: tuple[Title, ...]
    total: int


def ids(sha256: str) -> Iterable[str]:
    """The ids a file may bear, best first: stretches of its hash, so a file has one code anywhere."""
    number = int(sha256, 16)
    for start in range(0, 250, 5 * CODE_LENGTH):
        yield in_crockford(number >> (256 - 5 * CODE_LENGTH - start), CODE_LENGTH)


def in_groups(title_id: str) -> str:
    """Two groups of five are easier to type than one of ten."""
    return f"{title_id[:5]}-{title_id[5:]}"


def read_code(written: str) -> str | None:
    """The id somebody typed off a poster, with o for 0 and l for 1 forgiven; None if it is none."""
    code = normalize("NFKC", written).strip().upper().translate(MISREAD)
    return code if len(code) == CODE_LENGTH and set(code) <= set(CROCKFORD) else None


def count_han(text: str) -> int:
    return len(text) - len(HAN_RUN.sub("", text))


def file_name(name: str, suffix: str) -> str:
    """A name every system can keep: no path, no control characters, at most 120 bytes before the suffix."""
    plain = re.sub(r'[\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069/\\:*?"<>|]+', " ", name)
    short = " ".join(plain.split()).encode()[:120].decode(errors="ignore").strip(" .")
    return f"{short or '书'}.{suffix}"

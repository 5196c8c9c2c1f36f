"""Offers: the books of a feed that anybody may take, in formats we read."""

from collections.abc import Sequence
from dataclasses import dataclass

PREFIX = "http://opds-spec.org/acquisition"
FREE = (f"{PREFIX}/open-access", PREFIX)  # borrowing and buying are for people
WANTED = ("application/epub+zip", "text/plain", "application/pdf")  # the earlier the better


@dataclass(frozen=True, slots=True)
class Link:
    """`rels` as the feed has them; `size` in bytes, None where it does not say."""

    rels: tuple[str, ...]
    href: str
    media_type: str
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    title: str
    authors: tuple[str, ...]
    identifiers: tuple[str, ...]
    href: str
    media_type: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """What one page of a feed offers, and the address of the next."""

    offers: tuple[Offer, ...]
    following: str | None


def best(links: Sequence[Link]) -> Link | None:
    """Of the files that may be taken the one we read best."""
    free = [link for link in links if link.media_type in WANTED and set(link.rels) & set(FREE)]
    return min(free, key=lambda link: WANTED.index(link.media_type), default=None)


def media_type(written: str | None) -> str:
    """Without its parameters."""
    return (written or "").split(";")[0].strip().lower()


def number(written: object) -> int | None:
    return int(str(written)) if str(written).isascii() and str(written).isdecimal() else None


def following(links: Sequence[Link]) -> str | None:
    return next((link.href for link in links if "next" in link.rels), None)

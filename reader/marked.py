"""What a patron marked: bookmarks, excerpts and notes, each with where it comes from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reader.spots import Spot


class Kind(StrEnum):
    BOOKMARK = "bookmark"
    EXCERPT = "excerpt"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where she is as she marks; the reader's room knows no authors, so whoever asks says who it is."""

    title_id: str
    spot: Spot
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`place`, `opening` and `along` find the instalment again after the title's text was put anew."""

    title_id: str
    title_name: str
    author: str
    chapter_name: str
    percent: int
    place: str
    opening: str
    along: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """`text` is an excerpt's words, a note's, or the words a bookmark lies at; `about` what a note is about.

    A note may be about nothing in particular and have no source.
    """

    id: str
    kind: Kind
    text: str
    source: Source | None
    about: str
    made_at: datetime

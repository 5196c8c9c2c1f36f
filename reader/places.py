"""Where in a book: instalments, the pages made of them, and how far a patron is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from language.illustration import Illustration
from reader.opening import opening
from reader.pace import Amount
from reader.spots import Spot


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """One piece of a title's text, knowing its neighbours so that reading on needs no table of contents.

    `number` of `of` counts within the chapter, `percent` and `minutes_left` within the book once it is read;
    `along` is where it begins in the book, from 0 to 1. Only a page can show its illustrations.
    """

    id: str
    title_id: str
    title_name: str
    chapter: int
    chapter_name: str
    chapters: int
    number: int
    of: int
    text: str
    percent: int
    minutes_left: int
    along: float
    before: str | None
    after: str | None
    illustrations: tuple[Illustration, ...] = ()

    def page(self) -> "Page":
        return self._page

    # Popular books are handed out again and again: what follows from a text is found out once.

    @cached_property
    def _page(self) -> "Page":
        return Page(
            title_id=self.title_id,
            title_name=self.title_name,
            spot=Spot.of(self.id),
            chapter=self.chapter,
            chapter_name=self.chapter_name,
            number=self.number,
            of=self.of,
            text=self.text.strip(),
            percent=self.percent,
            is_last=self.after is None,
        )

    @cached_property
    def amount(self) -> Amount:
        return Amount.of(self.text)

    @cached_property
    def landmark(self) -> Mapping[str, Any]:
        """What an enrolment takes over from the instalment it stands at."""
        return {
            "title_name": self.title_name,
            "place": self.id,
            "chapter": self.chapter,
            "chapter_name": self.chapter_name,
            "chapters": self.chapters,
            "number": self.number,
            "of": self.of,
            "percent": self.percent,
            "minutes_left": self.minutes_left,
            "along": self.along,
            "opening": opening(self.text),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a patron is handed; `text` has no blanks around it."""

    title_id: str
    title_name: str
    spot: Spot
    chapter: int
    chapter_name: str
    number: int
    of: int
    text: str
    percent: int
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Pages handed out together, in one move of the place; at least one."""

    pages: tuple[Page, ...]

    @property
    def page(self) -> Page:
        """The last, where she stands now."""
        return self.pages[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterEntry:
    """A line of the contents. `number` is what one says to jump there: 第五回's 5, else a count of lines."""

    number: int
    name: str
    instalments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a patron is, once the instalment she was last handed is read."""

    title_id: str
    title_name: str
    chapter: int
    chapter_name: str
    chapters: int
    number: int
    of: int
    percent: int
    minutes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A title on a patron's shelf with her place in it.

    `place` is the id of an instalment. When the text is imported anew that id is gone; then `opening`, the
    first words there, together with `chapter_name` and `along`, finds the place again.
    """

    patron: str
    title_id: str
    title_name: str
    place: str
    chapter: int
    chapter_name: str
    chapters: int
    number: int
    of: int
    percent: int
    minutes_left: int
    along: float
    opening: str
    started_at: datetime
    touched_at: datetime
    finished_at: datetime | None
    dropped_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is something to read on in."""
        return self.dropped_at is None and self.percent < 100

    def progress(self) -> Progress:
        return Progress(
            title_id=self.title_id,
            title_name=self.title_name,
            chapter=self.chapter,
            chapter_name=self.chapter_name,
            chapters=self.chapters,
            number=self.number,
            of=self.of,
            percent=self.percent,
            minutes_left=self.minutes_left,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a message led to: the place, and how many instalments were handed out on the way."""

    place: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBook:
    """Of an enrolment, what a move of its place needs.

    `handed` is how long what she was given last takes at an ordinary pace, in minutes; 0 where nobody knows
    when she began to read it. With `private` nothing but the place is kept.
    """

    patron: str
    title_id: str
    place: str
    touched_at: datetime
    finished_at: datetime | None
    handed: float
    private: bool
    timezone: str
    heard: Mapping[str, Heard]

    def is_of(self, edition_id: str) -> bool:
        return self.place.startswith(f"{self.title_id}/{edition_id}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A place about to be moved; `message` is None where only the text under it changed.

    `read` is what counts as read by it, and `sample` how fast the instalments before were read.
    """

    book: OpenBook
    target: Instalment
    message: str | None
    count: int
    at: datetime
    handed: float
    instalments: int
    read: Amount
    sample: float | None

"""Where in a book: instalments, the pages made of them, and how far a patron is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One piece of a title's text, knowing its neighbours so that reading on needs no table of contents.

    `number` of `of` counts within the chapter, `percent` and `minutes_left` within the book once it is read;
    `along` is where it begins in the book, from 0 to 1.
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

    @property
    def around(self) -> list[str]:
        """Its id with its neighbours'."""
        return [place for place in (self.before, self.id, self.after) if place]

    def page(self) -> "Page":
        return Page(
            title_id=self.title_id,
            title_name=self.title_name,
            chapter=self.chapter,
            chapter_name=self.chapter_name,
            number=self.number,
            of=self.of,
            text=self.text.strip(),
            percent=self.percent,
            is_last=self.after is None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a patron is handed; `text` has no blanks around it."""

    title_id: str
    title_name: str
    chapter: int
    chapter_name: str
    number: int
    of: int
    text: str
    percent: int
    is_last: bool


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
class OpenBook:
    """An enrolment with the instalments around its place and the places that recent messages led to."""

    enrolment: Enrolment
    around: Mapping[str, Instalment]
    heard: Mapping[str, str]

    @property
    def here(self) -> Instalment | None:
        """None where the text has been imported anew since, so that the place or a neighbour is gone."""
        here = self.around.get(self.enrolment.place)
        if here is None or {here.before, here.after} - self.around.keys() - {None}:
            return None
        return here

"""What may be suggested to a patron: gathered from the catalogue, judged by the reader's room."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ebooks.catalogue import Catalogue
from ebooks.titles import Title
from library.clock import Clock, utc_now
from reader.companions import Companions
from reader.diary import Diary
from reader.featured import FrontTable
from reader.places import Enrolment
from reader.shelf import Shelf
from reader.suggestions import Candidate, Occasion, Suggestion, Taste, in_turn

NEWEST, ANY, FOUND = 24, 48, 24  # titles looked at: the newest, some out of all, for each word looked for
TASTED = 10  # titles, the newest of hers
WORDS = 4  # authors, and subjects, looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    title: Title
    suggestion: Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """`at` is the time by her own clock, `reading` the name of the book she has open, if any."""

    choices: tuple[Choice, ...]
    at: datetime
    reading: str


class Chooser:
    """Every question it asks is bounded, however large the library and however long her shelf."""

    def __init__(
        self,
        catalogue: Catalogue,
        shelf: Shelf,
        diary: Diary,
        companions: Companions,
        table: FrontTable,
        *,
        now: Clock = utc_now,
    ) -> None:
        self._catalogue, self._shelf, self._diary = catalogue, shelf, diary
        self._companions, self._table, self._now = companions, table, now

    async def choose(self, patron: str, turn: int = 0) -> Chosen:
        """What to read today; with `turn`, what comes after she asked for others so many times."""
        books, occasion = await self._shelf.books(patron), await self._occasion(patron)
        taste = await self._taste(books) if await self._diary.records(patron) else Taste()
        titles = await self._gather(taste, occasion)
        never = await self._companions.on_shelf(patron, titles)
        found = in_turn(
            turn, [_facts(title) for title in titles.values()], taste=taste, occasion=occasion, never=never
        )
        return Chosen(
            choices=tuple(Choice(title=titles[one.title_id], suggestion=one) for one in found),
            at=occasion.at,
            reading=next((book.title_name for book in books if book.is_open), ""),
        )

    async def _occasion(self, patron: str) -> Occasion:
        timezone = ZoneInfo(await self._diary.timezone(patron))
        featured = {one.title_id: one.words for one in await self._table.all()}
        return Occasion(patron=patron, at=self._now().astimezone(timezone), featured=featured)

    async def _taste(self, books: Iterable[Enrolment]) -> Taste:
        hers = [book.title_id for book in books][:TASTED]
        titles = {title.id: title for title in await self._catalogue.those(hers)}
        read = tuple(_facts(titles[title_id]) for title_id in hers if title_id in titles)
        return Taste(read=read, companions=await self._companions.of(hers))

    async def _gather(self, taste: Taste, occasion: Occasion) -> Mapping[str, Title]:
        """By id, and in no order that would mean anything."""
        named = {other for others in taste.companions.values() for other in others} | {*occasion.featured}
        seed = f"{occasion.patron}/{occasion.at.date()}"
        found = await asyncio.gather(
            self._catalogue.those(named),
            self._catalogue.newest(NEWEST),
            self._catalogue.some(ANY, seed=seed),
            *(self._catalogue.concerning(words, limit=FOUND) for words in _looked_for(taste, occasion)),
        )
        return {title.id: title for titles in found for title in titles}


def _looked_for(taste: Taste, occasion: Occasion) -> set[str]:
    authors = dict.fromkeys(author for title in taste.read for author in title.authors)
    subjects = dict.fromkeys(subject for title in taste.read for subject in title.subjects)
    return {*list(authors)[:WORDS], *list(subjects)[:WORDS], *occasion.seasonal}


def _facts(title: Title) -> Candidate:
    return Candidate(
        title_id=title.id,
        name=title.name,
        authors=title.authors,
        subjects=title.subjects,
        han=title.han,
        added_at=title.added_at,
    )

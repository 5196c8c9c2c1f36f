"""Bookmarks, excerpts and notes: what a patron wants to find again."""

import hashlib
from collections.abc import Iterable

from library.clock import Clock, utc_now
from library.identity import in_crockford
from reader.chapters import Chapters
from reader.editions import opening
from reader.marked import Here, Kind, Mark, Source
from reader.places import Instalment
from reader.quotations import find
from reader.refusals import NoSuchMark, NothingToMark, NotInTheText, TooLong, TooManyMarks
from reader.repository.marks import MarkRepository
from reader.spots import Spot

LONGEST = 500  # characters of an excerpt or a note
MOST = 1000  # marks of a kind
ID_LENGTH = 10
NEVER_SO_LONG = LONGEST * 4  # characters with all the blanks a browser may have put between them


class Marks:
    """Marking the same again is no second mark, so that a repeated message does no harm."""

    def __init__(self, repository: MarkRepository, chapters: Chapters, *, now: Clock = utc_now) -> None:
        self._repository, self._chapters, self._now = repository, chapters, now

    async def bookmark(self, patron: str, here: Here) -> Mark:
        """Raises NotReadable, TooManyMarks."""
        instalment = (await self._chapters.stretch(here.title_id, here.spot)).first
        return await self._keep(patron, Kind.BOOKMARK, opening(instalment.text), _source(instalment, here))

    async def excerpt(self, patron: str, here: Here, words: str) -> Mark:
        """The author's words as they stand in the text around here, whatever blanks were lost on the way.

        Raises NothingToMark, TooLong, NotInTheText, NotReadable, TooManyMarks.
        """
        around = await self._chapters.around(here.title_id, here.spot)
        texts = [one.text for one in around]
        at = next((at for at, one in enumerate(around) if Spot.of(one.id) >= here.spot), 0)
        found = find(_fitting(words), texts, at)
        if found is None:
            raise NotInTheText
        return await self._keep(
            patron, Kind.EXCERPT, _fitting(found.words), _source(around[found.number], here)
        )

    async def note(
        self, patron: str, words: str, *, message: str, here: Here | None = None, about: str = ""
    ) -> Mark:
        """Her own words, about an excerpt or not. Raises NothingToMark, TooLong, TooManyMarks."""
        source = None
        if here:
            source = _source((await self._chapters.stretch(here.title_id, here.spot)).first, here)
        return await self._keep(
            patron, Kind.NOTE, _fitting(words), source, about=about[:LONGEST], message=message
        )

    async def text(self, here: Here) -> str:
        """The instalment she has before her eyes. Raises NotReadable."""
        return (await self._chapters.stretch(here.title_id, here.spot)).first.text

    async def newest(self, patron: str, kind: Kind, limit: int = MOST) -> tuple[Mark, ...]:
        return await self._repository.newest(patron, kind, limit)

    async def count(self, patron: str, kind: Kind) -> int:
        return await self._repository.count(patron, kind)

    async def get(self, patron: str, mark_id: str) -> Mark:
        """Raises NoSuchMark."""
        mark = await self._repository.find(patron, mark_id)
        if mark is None:
            raise NoSuchMark
        return mark

    async def remove(self, patron: str, mark_id: str) -> Mark:
        """Raises NoSuchMark."""
        mark = await self._repository.remove(patron, mark_id)
        if mark is None:
            raise NoSuchMark
        return mark

    async def spot(self, source: Source) -> Spot:
        """Where the marked words stand today. Raises NotReadable."""
        where = source.place, source.opening, source.along
        return Spot.of((await self._chapters.locate(source.title_id, *where)).id)

    async def export(self, patron: str) -> list[Mark]:
        """Excerpts and notes, by title and in the order of the text."""
        kept = [*await self.newest(patron, Kind.EXCERPT), *await self.newest(patron, Kind.NOTE)]
        return sorted(kept, key=_in_order)

    async def forget(self, patron: str) -> None:
        await self._repository.forget(patron)

    async def _keep(self, patron: str, kind: Kind, text: str, source: Source | None, **more: str) -> Mark:
        if await self._repository.count(patron, kind) >= MOST:
            raise TooManyMarks(MOST)
        mark = Mark(
            id=_id(kind, source.title_id if source else "", text, more.get("message", "")),
            kind=kind,
            text=text,
            source=source,
            about=more.get("about", ""),
            made_at=self._now(),
        )
        return await self._repository.keep(patron, mark)


def _fitting(words: str) -> str:
    words = words[:NEVER_SO_LONG].strip()
    if not words:
        raise NothingToMark
    if len(words) > LONGEST:
        raise TooLong(LONGEST)
    return words


def _source(instalment: Instalment, here: Here) -> Source:
    return Source(
        title_id=instalment.title_id,
        title_name=instalment.title_name,
        author=here.author,
        chapter_name=instalment.chapter_name,
        percent=instalment.percent,
        place=instalment.id,
        opening=opening(instalment.text),
        along=instalment.along,
    )


def _id(*parts: str) -> str:
    return in_crockford(int(hashlib.sha256("\0".join(parts).encode()).hexdigest(), 16), ID_LENGTH)


def _in_order(mark: Mark) -> tuple[str, str, float, str]:
    source = mark.source
    return (source.title_name, source.title_id, source.along, mark.kind) if source else ("\uffff", "", 0, "")


def by_title(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Under each title's id the marks in it; under "" those without a source."""
    titles: dict[str, list[Mark]] = {}
    for mark in marks:
        titles.setdefault(mark.source.title_id if mark.source else "", []).append(mark)
    return titles

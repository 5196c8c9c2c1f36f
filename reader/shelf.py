"""A patron's shelf: the titles she reads in instalments, and her place in each."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from language.paragraphs import Paragraph
from library.clock import Clock, utc_now
from library.identity import new_id
from reader.editions import edition, instalment_id, opening
from reader.places import ChapterEntry, Enrolment, Instalment, OpenBook, Page, Progress
from reader.refusals import AtTheBeginning, BookFinished, NoSuchChapter, NothingOpen, NotReadable
from reader.repository import Contents, ShelfRepository
from reader.spots import Spot

SHOWN = 50  # titles on a shelf; more do not fit a chat

Step = Callable[[OpenBook, Instalment], Awaitable[Instalment]]  # from where she is to where she goes


class Shelf:
    """`message` is always the unique key of the delivery that asks: the same message moves a place once, and
    handled again it returns the same page."""

    def __init__(self, repository: ShelfRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def put(self, title_id: str, name: str, chapters: Sequence[tuple[str, Sequence[Paragraph]]]) -> int:
        """Store a title's text, or replace it; returns its instalments, 0 where there is nothing to read."""
        new = await asyncio.to_thread(edition, new_id(), title_id, name, chapters)
        old = await self._repository.find_contents(title_id)
        if new.instalments and (old is None or old.digest != new.digest):
            await self._repository.publish(new)
        return len(new.instalments)

    async def holds(self, title_id: str) -> bool:
        return await self._repository.find_contents(title_id) is not None

    async def withdraw(self, title_id: str) -> None:
        """Take a title off every shelf's reach, until it is put again."""
        await self._repository.withdraw(title_id)

    async def contents(self, title_id: str) -> tuple[ChapterEntry, ...]:
        """Raises NotReadable."""
        return (await self._contents(title_id)).chapters

    async def start(self, patron: str, title_id: str, *, message: str) -> Page:
        """The page where the patron stopped; the first, if she is new to the title or has finished it."""
        while True:
            book = await self._repository.find_open(patron, title_id, message)
            if book:
                page = await self._turn(book, message, self._resume)
            else:
                page = await self._enrol(patron, await self._first(title_id), message)
            if page:
                return page

    async def next(self, patron: str, *, message: str) -> Page:
        """Raises NothingOpen, BookFinished."""
        return await self._move(patron, message, self._onward)

    async def back(self, patron: str, *, message: str) -> Page:
        """Raises NothingOpen, AtTheBeginning."""
        return await self._move(patron, message, self._backward)

    async def jump(self, patron: str, chapter: int, *, message: str) -> Page:
        """To a chapter by its `number` in the contents; raises NothingOpen, NoSuchChapter."""

        async def to_chapter(_book: OpenBook, here: Instalment) -> Instalment:
            return await self._chapter(here.title_id, chapter)

        return await self._move(patron, message, to_chapter)

    async def turn_to(self, patron: str, title_id: str, spot: Spot, *, message: str) -> Page:
        """To that very instalment of a title, which comes onto the shelf if it was not; raises NotReadable.

        The target is absolute, so that turning to it twice is turning once.
        """
        while True:
            target = await self._at(await self._contents(title_id), spot)
            book = await self._repository.find_open(patron, title_id, message)
            if book:
                page = await self._turn(book, message, partial(_to, target))
            else:
                page = await self._enrol(patron, target, message)
            if page:
                return page

    async def enrolment(self, patron: str, title_id: str) -> Enrolment | None:
        """Where she is in one title; None where it is not on her shelf."""
        return await self._repository.find_enrolment(patron, title_id)

    async def books(self, patron: str) -> tuple[Enrolment, ...]:
        """Newest first."""
        return await self._repository.books(patron, SHOWN)

    async def current(self, patron: str) -> Enrolment | None:
        """The title touched last."""
        newest = await self._repository.books(patron, 1)
        return newest[0] if newest else None

    async def progress(self, patron: str) -> Progress:
        """Raises NothingOpen."""
        enrolment = await self.current(patron)
        if enrolment is None:
            raise NothingOpen(patron)
        return enrolment.progress()

    async def forget(self, patron: str) -> None:
        """Leave no trace of what she read."""
        await self._repository.forget(patron)

    # Moving. Each attempt reads, decides and writes on condition that nothing moved meanwhile; the one that
    # loses looks again. Somebody wins each round, so nobody waits for ever.

    async def _move(self, patron: str, message: str, step: Step) -> Page:
        while True:
            book = await self._repository.find_current(patron, message)
            if book is None:
                raise NothingOpen(patron)
            if page := await self._turn(book, message, step):
                return page

    async def _turn(self, book: OpenBook, message: str, step: Step) -> Page | None:
        """One attempt; None where it has to be made again."""
        if book.here is None:
            await self._find_again(book)
            return None
        if place := book.heard.get(message):
            return (await self._repository.find_instalment(place) or book.here).page()
        target = await step(book, book.here)
        moved = self._moved(book.enrolment, target)
        return (
            target.page()
            if await self._repository.move(book.enrolment, moved, target.around, message)
            else None
        )

    async def _onward(self, book: OpenBook, here: Instalment) -> Instalment:
        if here.after is None:
            raise BookFinished(here.title_name)
        return book.around[here.after]

    async def _backward(self, book: OpenBook, here: Instalment) -> Instalment:
        if here.before is None:
            raise AtTheBeginning(here.title_name)
        return book.around[here.before]

    async def _resume(self, book: OpenBook, here: Instalment) -> Instalment:
        return here if here.after else await self._first(here.title_id)

    async def _first(self, title_id: str) -> Instalment:
        return await self._at(await self._contents(title_id), Spot(1, 1))

    async def _chapter(self, title_id: str, chapter: int) -> Instalment:
        contents = await self._contents(title_id)
        for position, entry in enumerate(contents.chapters, 1):
            if entry.number == chapter:
                return await self._at(contents, Spot(position, 1))
        raise NoSuchChapter(contents.chapters[-1].number)

    async def _at(self, contents: Contents, spot: Spot) -> Instalment:
        place = instalment_id(contents.title_id, contents.edition_id, spot.chapter, spot.number)
        instalment = await self._repository.find_instalment(place)
        if instalment is None:
            raise NotReadable(contents.title_id)
        return instalment

    async def _contents(self, title_id: str) -> Contents:
        contents = await self._repository.find_contents(title_id)
        if contents is None:
            raise NotReadable(title_id)
        return contents

    # Places

    async def _enrol(self, patron: str, first: Instalment, message: str) -> Page | None:
        now = self._now()
        enrolment = Enrolment(
            patron=patron,
            title_id=first.title_id,
            started_at=now,
            touched_at=now,
            finished_at=None,
            **_place(first),
        )
        return first.page() if await self._repository.enrol(enrolment, first.around, message) else None

    def _moved(self, enrolment: Enrolment, target: Instalment) -> Enrolment:
        now = self._now()
        finished_at = enrolment.finished_at or (now if target.after is None else None)
        return replace(enrolment, touched_at=now, finished_at=finished_at, **_place(target))

    async def _find_again(self, book: OpenBook) -> None:
        """Find the place in a new edition: its opening words, nearest to where they were, else by how far."""
        old = book.enrolment
        contents = await self._contents(old.title_id)
        if old.place.startswith(f"{contents.title_id}/{contents.edition_id}/"):
            raise NotReadable(old.title_id)  # not a new edition, but a damaged one
        same = await self._repository.find_beginning_with(contents, old.opening)
        found = min(same, key=partial(_distance, old)) if same else await self._as_far(contents, old)
        await self._repository.move(old, replace(old, **_place(found)), found.around, None)

    async def _as_far(self, contents: Contents, old: Enrolment) -> Instalment:
        found = await self._repository.find_along(contents, old.along)
        if found is None:
            raise NotReadable(contents.title_id)
        return found


async def _to(target: Instalment, _book: OpenBook, _here: Instalment) -> Instalment:
    return target


def _distance(old: Enrolment, found: Instalment) -> tuple[bool, float]:
    return found.chapter_name != old.chapter_name, abs(found.along - old.along)


def _place(instalment: Instalment) -> dict[str, Any]:
    """What an enrolment takes over from the instalment it stands at."""
    shared = (
        "title_name",
        "chapter",
        "chapter_name",
        "chapters",
        "number",
        "of",
        "percent",
        "minutes_left",
        "along",
    )
    return {name: getattr(instalment, name) for name in shared} | {
        "place": instalment.id,
        "opening": opening(instalment.text),
    }

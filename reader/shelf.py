"""A patron's shelf: the titles she reads in instalments, and her place in each."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from language.paragraphs import Paragraph
from library.clock import Clock, utc_now
from library.identity import new_id
from reader.admission import Admission, everybody
from reader.editions import NO_PLATES, Plates, edition
from reader.lost_places import LostPlaces
from reader.pace import Amount, Pace, sample
from reader.places import (
    ChapterEntry,
    Enrolment,
    Heard,
    Instalment,
    Move,
    OpenBook,
    Page,
    Portion,
    Progress,
)
from reader.refusals import NeedsLoan, NothingOpen
from reader.repository import ShelfRepository
from reader.spots import Spot
from reader.ways import Begin, Step, Ways

SHOWN = 50  # titles on a shelf; more do not fit a chat


class Shelf:
    """`message` is always the unique key of the delivery that asks: the same message moves a place once, and
    handled again it returns the same page. Every way to a page may raise NeedsLoan."""

    def __init__(
        self, repository: ShelfRepository, *, admits: Admission = everybody, now: Clock = utc_now
    ) -> None:
        self._repository, self._admits, self._now = repository, admits, now
        self._ways = Ways(repository)
        self._lost = LostPlaces(repository, self._ways)

    async def put(
        self,
        title_id: str,
        name: str,
        chapters: Sequence[tuple[str, Sequence[Paragraph]]],
        illustrations: Plates = NO_PLATES,
    ) -> int:
        """Store a title's text, or replace it; returns its instalments, 0 where there is nothing to read.

        A text that is the same stays as it is, with everybody's place in it, and has the new illustrations.
        """
        new = await asyncio.to_thread(edition, new_id(), title_id, name, chapters, illustrations)
        old = await self._repository.find_contents(title_id)
        if old and old.digest == new.digest:
            await self._repository.illustrate(old, new)
        elif new.instalments:
            await self._repository.publish(new)
        return len(new.instalments)

    async def holds(self, title_id: str) -> bool:
        return await self._repository.find_contents(title_id) is not None

    async def may_read(self, patron: str, title_id: str) -> bool:
        """Whether she would be refused with NeedsLoan now."""
        return await self._admits(patron, title_id)

    async def withdraw(self, title_id: str) -> None:
        """Take a title off every shelf's reach, until it is put again."""
        await self._repository.withdraw(title_id)

    async def contents(self, title_id: str) -> tuple[ChapterEntry, ...]:
        """Raises NotReadable."""
        return (await self._ways.contents(title_id)).chapters

    async def start(self, patron: str, title_id: str, *, message: str) -> Page:
        """The page where the patron stopped; the first, if she is new to the title or has finished it."""
        begin = partial(self._ways.begin, title_id, 1)
        return (await self._move_in(patron, title_id, message, self._ways.resume, begin)).page

    async def next(self, patron: str, *, message: str) -> Page:
        """Raises NothingOpen, BookFinished."""
        return (await self._move(patron, message, partial(self._ways.onward, 1))).page

    async def hand_out(
        self, patron: str, title_id: str | None = None, *, instalments: int, message: str
    ) -> Portion:
        """Up to so many following instalments of a title, or of the one she touched last, in one move.

        A title she has not begun comes onto her shelf. What is handed out unasked starts no clock: nobody
        knows when she opened it. Called for many patrons at once, their reads and writes travel together.
        Raises BookFinished, NotReadable, and without a title NothingOpen.
        """
        step = partial(self._ways.onward, instalments)
        if title_id is None:
            return await self._move(patron, message, step, timed=False)
        begin = partial(self._ways.begin, title_id, instalments)
        return await self._move_in(patron, title_id, message, step, begin, timed=False)

    async def hand_out_for(self, patron: str, title_id: str, minutes: float, *, message: str) -> Portion:
        """As `hand_out`, but as much as she reads in so many minutes at her own pace; at least one."""
        pace = Pace.of(await self._repository.find_paces(patron))
        step = partial(self._ways.fitting, minutes, pace)
        begin = partial(self._ways.begin_with, title_id, minutes, pace)
        return await self._move_in(patron, title_id, message, step, begin, timed=False)

    async def hand_out_from(
        self, patron: str, title_id: str, spot: Spot, *, instalments: int, message: str
    ) -> Portion:
        """Up to so many instalments of a title from a spot on, wherever she was. Raises NotReadable."""
        step = partial(self._ways.from_spot, title_id, spot, instalments)
        return await self._move_in(patron, title_id, message, step, partial(step, None), timed=False)

    async def portion_for(self, patron: str, minutes: float, *, message: str) -> Portion:
        """As much as she reads in so many minutes, at least one; raises NothingOpen, BookFinished."""
        pace = Pace.of(await self._repository.find_paces(patron))
        return await self._move(patron, message, partial(self._ways.fitting, minutes, pace))

    async def back(self, patron: str, *, message: str) -> Page:
        """Raises NothingOpen, AtTheBeginning."""
        return (await self._move(patron, message, self._ways.backward)).page

    async def jump(self, patron: str, chapter: int, *, message: str) -> Page:
        """To a chapter by its `number` in the contents; raises NothingOpen, NoSuchChapter."""

        return (await self._move(patron, message, partial(self._ways.to_chapter, chapter))).page

    async def turn_to(self, patron: str, title_id: str, spot: Spot, *, message: str) -> Page:
        """To that very instalment of a title, which comes onto the shelf if it was not; raises NotReadable.

        The target is absolute, so that turning to it twice is turning once.
        """
        step = partial(self._ways.to_spot, title_id, spot)
        return (await self._move_in(patron, title_id, message, step, partial(step, None))).page

    async def drop(self, patron: str, title_id: str) -> bool:
        """Put a title away unread, with her place in it; False where it is not on the shelf.

        It is gone from her books and is not gone on with, until she starts it again.
        """
        return await self._repository.drop(patron, title_id, self._now())

    async def enrolment(self, patron: str, title_id: str) -> Enrolment | None:
        """Where she is in one title; None where it is not on her shelf."""
        return await self._repository.find_enrolment(patron, title_id)

    async def place(self, patron: str, title_id: str) -> str | None:
        """The instalment she was handed last, if she has begun. Asked for many at once, it is one trip."""
        book = await self._repository.find_open(patron, title_id)
        return book.place if book else None

    async def books(self, patron: str, *, dropped: bool = False) -> tuple[Enrolment, ...]:
        """Newest first; what she dropped is only shown to who asks for it."""
        return await self._repository.books(patron, SHOWN, dropped=dropped)

    async def current(self, patron: str) -> Enrolment | None:
        """The title touched last."""
        newest = await self._repository.books(patron, 1)
        return newest[0] if newest else None

    async def is_illustrated(self, here: Enrolment) -> bool:
        """Whether the chapter she is in has pictures, which only a page can show her."""
        return await self._repository.is_illustrated(here.place)

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

    async def _move(self, patron: str, message: str, step: Step, *, timed: bool = True) -> Portion:
        while True:
            book = await self._repository.find_current(patron, message)
            if book is None:
                raise NothingOpen(patron)
            if portion := await self._turn(book, message, step, timed):
                return portion

    async def _move_in(
        self, patron: str, title_id: str, message: str, step: Step, begin: Begin, *, timed: bool = True
    ) -> Portion:
        while True:
            book = await self._repository.find_open(patron, title_id)
            portion = (
                await self._turn(book, message, step, timed)
                if book
                else await self._enrol(patron, await begin(), message, timed)
            )
            if portion:
                return portion

    async def _turn(self, book: OpenBook, message: str, step: Step, timed: bool) -> Portion | None:
        """One attempt; None where it has to be made again."""
        here = await self._here(book)
        if here is None:
            await self._find_again(book)
            return None
        await self._admit(book.patron, here)
        if heard := book.heard.get(message):
            return _portion(await self._again(heard, here))
        handed = await step(here)
        if not handed:  # the edition is just being replaced
            await self._find_again(book)
            return None
        won = await self._repository.move(_move(book, handed, message, self._now(), timed=timed))
        return _portion(handed) if won else None

    async def _enrol(
        self, patron: str, handed: Sequence[Instalment], message: str, timed: bool
    ) -> Portion | None:
        await self._admit(patron, handed[0])
        reader = await self._repository.readers.find(patron)
        now = self._now()
        book = OpenBook(
            patron=patron,
            title_id=handed[0].title_id,
            place="",
            touched_at=now,
            finished_at=None,
            handed=0.0,
            private=reader.private,
            timezone=reader.timezone,
            heard={},
        )
        won = await self._repository.enrol(_move(book, handed, message, now, timed=timed))
        return _portion(handed) if won else None

    async def _admit(self, patron: str, here: Instalment) -> None:
        if not await self.may_read(patron, here.title_id):
            raise NeedsLoan(here.title_id, here.title_name)

    async def _again(self, heard: Heard, here: Instalment) -> list[Instalment]:
        """What a message led to; after a new import, as much as that up to where she is now."""
        pages = [await self._repository.find_instalment(heard.place) or here]
        while len(pages) < heard.count and (before := pages[0].before):
            found = await self._repository.find_instalment(before)
            if found is None:
                break
            pages.insert(0, found)
        return pages

    async def _here(self, book: OpenBook) -> Instalment | None:
        """None where the text has been imported anew since."""
        contents = await self._ways.current_contents(book.title_id)
        return await self._repository.find_instalment(book.place) if book.is_of(contents.edition_id) else None

    async def _find_again(self, book: OpenBook) -> None:
        found = await self._lost.find(book)
        if found:
            await self._repository.move(_move(book, [found], None, self._now(), timed=False))


def _portion(handed: Sequence[Instalment]) -> Portion:
    return Portion(pages=tuple([instalment.page() for instalment in handed]))


def _move(
    book: OpenBook, handed: Sequence[Instalment], message: str | None, at: datetime, *, timed: bool
) -> Move:
    """Read is what lies onward of where she was: turning back and being shown a page again count nothing."""
    onward = [instalment for instalment in handed if instalment.id > book.place]
    amounts = [instalment.amount for instalment in handed]
    return Move(
        book=book,
        target=handed[-1],
        message=message,
        count=len(handed),
        at=at,
        handed=round(sum(amount.minutes for amount in amounts), 3) if timed else 0.0,
        instalments=len(onward),
        read=sum((instalment.amount for instalment in onward), Amount()),
        sample=sample(book.handed, at - book.touched_at) if onward else None,
    )

"""Casework: what librarians do with questions, and what follows from it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from library.branches import CENTRE
from library.clock import Clock, utc_now
from library.gathering import Gathering, sharing
from library.staff import Librarian
from reference.casebook import Casebook, Decide
from reference.changes import by_librarian
from reference.changes.by_librarian import Hands
from reference.models import Closing, Counts, Entry, Question, Thread
from reference.pointer import Enclosed
from reference.refusals import (
    AlreadyClaimed,
    AlreadyOpen,
    EmptyAnswer,
    EmptyNote,
    NoSuchQuestion,
    NothingWaiting,
    NotPossible,
)
from reference.repository.questions import Collision
from reference.status import Status, Trigger

PAGE = 50

_Page = tuple[Callable[..., Awaitable[list[Question]]], int, str, int]  # a list, how much of it, from where


class Casework:
    def __init__(self, casebook: Casebook, *, now: Clock = utc_now) -> None:
        self._casebook, self._questions, self._now = casebook, casebook.questions, now
        # Every open desk looks when something happened, most of them at the same.
        self._list = sharing(self._read)
        self._count_waiting = sharing(casebook.questions.count_waiting)
        self._count_at_the_desk = sharing(casebook.questions.count_at_the_desk)
        self._count_owned = Gathering(casebook.questions.count_owned)

    # Whose it is.

    async def claim(self, question_id: str, librarian: Librarian, *, version: int | None = None) -> Question:
        """Take a waiting question. Raises AlreadyClaimed with the winner, NotPossible, NoSuchQuestion."""
        if not await self._questions.waits(question_id):  # whoever comes too late needs no hand free
            return await self._explain_lost_claim(question_id, librarian)
        claimed = await self._casebook.around(
            None,
            by_librarian.claiming(librarian, self._now()),
            lambda taking: self._questions.claim(question_id, taking, version, librarian.branch),
        )
        if claimed is None:
            return await self._explain_lost_claim(question_id, librarian)
        await self._casebook.tell(claimed.question, Trigger.CLAIM)
        return claimed.question

    async def claim_next(self, librarian: Librarian) -> Question:
        """Take the one that waits longest. Raises NothingWaiting, HandsFull."""
        claimed = await self._casebook.around(
            None,
            by_librarian.claiming(librarian, self._now()),
            lambda taking: self._questions.claim_oldest(taking, librarian.branch),
        )
        if claimed is None:
            raise NothingWaiting
        await self._casebook.tell(claimed.question, Trigger.CLAIM)
        return claimed.question

    async def hand_on(self, question_id: str, hands: Hands, text: str, *, key: str) -> Question:
        """To a colleague or the queue, and why. The same `key` again does nothing more.

        Raises NotYours, NotPossible, EmptyNote, NoSuchQuestion.
        """
        text, key = _words(text), f"note:{question_id}:{key}"
        return await self._change(
            question_id,
            hands.giver,
            lambda seen: by_librarian.handing_on(seen, hands, text, key, self._now()),
        )

    async def snooze(self, question_id: str, librarian: Librarian, until: datetime) -> Question:
        """Put a question off. Raises NotYours, NotPossible, NotSoLong, NoSuchQuestion."""
        return await self._change(
            question_id, librarian, lambda seen: by_librarian.snoozing(seen, librarian, until, self._now())
        )

    async def wake(self, question_id: str, librarian: Librarian) -> Question:
        """Take a snoozed question up before its time. Raises NotYours, NotPossible, NoSuchQuestion."""
        return await self._change(
            question_id, librarian, lambda seen: by_librarian.waking(seen, librarian, self._now())
        )

    async def discard(self, question_id: str, librarian: Librarian) -> Question:
        """It is spam, and counts as no question. Raises NotYours, NotPossible, NoSuchQuestion."""
        return await self._change(
            question_id, librarian, lambda seen: by_librarian.discarding(seen, librarian, self._now())
        )

    # What is said and done.

    async def note(
        self,
        question_id: str,
        librarian: Librarian,
        text: str,
        *,
        key: str,
        staff: Sequence[Librarian] = (),
    ) -> Question:
        """Write something down for colleagues; no patron sees it. The same `key` again stores nothing.

        An @ calls those of the `staff` who may see the question.

        Raises NotPossible, EmptyNote, NoSuchQuestion.
        """
        text, key = _words(text), f"note:{question_id}:{key}"
        return await self._change(
            question_id,
            librarian,
            lambda seen: by_librarian.noting(seen, librarian, text, key, self._now(), staff),
        )

    async def answer(
        self,
        question_id: str,
        librarian: Librarian,
        text: str,
        *,
        key: str,
        last_seq: int,
        enclosed: Enclosed | None = None,
    ) -> Entry:
        """Store an answer, to be sent. The same `key` again gives the same entry and stores nothing.

        `last_seq` is the newest entry its author had seen. Raises NewerMessages, NotYours, NotPossible,
        EmptyAnswer, NoSuchQuestion.
        """
        text, key = text.strip(), f"answer:{question_id}:{key}"
        if not text:
            raise EmptyAnswer
        thread = await self._write(
            question_id,
            librarian,
            lambda seen: by_librarian.answering(seen, librarian, text, key, last_seq, self._now(), enclosed),
        )
        entry = thread.written(key)
        assert entry is not None  # noqa: S101 - just written, or found written
        return entry

    async def resend(self, question_id: str, librarian: Librarian, seq: int) -> Entry:
        """Queue an answer again that did not arrive; every attempt is one message for the outbox.

        Raises NotYours, NotPossible (it is under way or sent), NoSuchQuestion.
        """
        while True:
            thread = await self.look(question_id, librarian)
            entry, change = by_librarian.resending(thread, librarian, seq, self._now())
            again = await self._questions.queue_again(thread.question, seq, entry.attempt + 1, change)
            if again is not None:
                await self._casebook.tell(again.question, Trigger.RESEND)
                return again.entries[seq - 1]

    async def resolve(self, question_id: str, librarian: Librarian, closing: Closing) -> Question:
        """Raises NotYours, NotPossible, NoSuchQuestion."""
        return await self._change(
            question_id, librarian, lambda seen: by_librarian.resolving(seen, librarian, closing, self._now())
        )

    async def reopen(self, question_id: str, librarian: Librarian) -> Question:
        """Take up a question that is over. Raises NotPossible, AlreadyOpen (the patron has asked anew)."""
        try:
            return await self._change(
                question_id, librarian, lambda seen: by_librarian.taking_up(seen, librarian, self._now())
            )
        except Collision as twin:
            patron = (await self._casebook.thread(question_id)).question.patron
            if hers := await self._questions.find_open(patron):
                raise AlreadyOpen(hers.question) from twin
            raise NotPossible(Status.RESOLVED, Trigger.REOPEN) from twin  # open just now, and closed again

    # What there is.

    async def thread(self, question_id: str) -> Thread:
        """For whom no branch is hidden from: pages `look`. Raises NoSuchQuestion."""
        return await self._casebook.thread(question_id)

    async def look(self, question_id: str, librarian: Librarian) -> Thread:
        """As this librarian may see it. Raises NoSuchQuestion."""
        return await self._casebook.seen_by(librarian, question_id)

    async def waiting(self, limit: int = PAGE, *, top: str = CENTRE, skip: int = 0) -> list[Question]:
        """At the branch `top` and those below it."""
        return await self._list((self._questions.list_waiting, limit, top, skip))

    async def owned(self, librarian: Librarian, limit: int = PAGE, *, skip: int = 0) -> list[Question]:
        return await self._questions.list_owned(librarian.id, limit, skip=skip)

    async def everything(self, limit: int = PAGE, *, top: str = CENTRE, skip: int = 0) -> list[Question]:
        return await self._list((self._questions.list_at_the_desk, limit, top, skip))

    async def closed(self, limit: int = PAGE, *, top: str = CENTRE, skip: int = 0) -> list[Question]:
        return await self._list((self._questions.list_closed, limit, top, skip))

    async def counts(self, librarian: Librarian) -> Counts:
        mine, unclaimed, all_ = await asyncio.gather(
            self._count_owned(librarian.id),
            self._count_waiting(librarian.branch),
            self._count_at_the_desk(librarian.branch),
        )
        return Counts(mine=mine, unclaimed=unclaimed, all=all_)

    async def _read(self, page: _Page) -> list[Question]:
        listing, limit, top, skip = page
        return await listing(limit, top, skip=skip)

    async def _change(self, question_id: str, librarian: Librarian, decide: Decide) -> Question:
        return (await self._write(question_id, librarian, decide)).question

    async def _write(self, question_id: str, librarian: Librarian, decide: Decide) -> Thread:
        """A step of a question she may see; another branch's is none for her. Raises NoSuchQuestion."""
        return await self._casebook.write(
            lambda: self._questions.find_within(question_id, librarian.branch, librarian.id),
            decide,
            missing=NoSuchQuestion(question_id),
        )

    async def _explain_lost_claim(self, question_id: str, librarian: Librarian) -> Question:
        question = (await self.look(question_id, librarian)).question
        if question.assignee == librarian.id:
            return question  # her own second click
        if question.assignee:
            raise AlreadyClaimed(question.assignee_name, question.claimed_at)
        raise NotPossible(question.status, Trigger.CLAIM)


def _words(note: str) -> str:
    """Raises EmptyNote."""
    if not (text := note.strip()):
        raise EmptyNote
    return text

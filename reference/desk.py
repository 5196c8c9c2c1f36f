"""The reference desk: what patrons do with their questions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from library.clock import Clock, utc_now
from library.hours import Hours
from reference.attachment import Attachment
from reference.casebook import Casebook, Find
from reference.changes import by_clock, by_patron
from reference.duty import Duty
from reference.machine_reply import key_of, replied
from reference.models import Change, Question, Receipt, Thread
from reference.refusals import (
    AlreadyOpen,
    HandsFull,
    NothingOpen,
    QueueFull,
)
from reference.repository.questions import Collision
from reference.routing import AT_THE_CENTRE, NOWHERE, Placement, Routing, Whence
from reference.status import Status, Trigger

Hearing = Callable[[Thread, str, str, datetime], Change | None]

SECOND_THOUGHTS = timedelta(hours=1)
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    message: str
    at: datetime
    attachment: Attachment | None = None


class ReferenceDesk:
    """Calls carry `message`, the key of the delivery: the same message twice is one message."""

    def __init__(
        self,
        casebook: Casebook,
        *,
        capacity: int = 30,
        reopen_within: timedelta = timedelta(days=7),
        hours: Hours | None = None,
        routing: Routing | None = None,
        duty: Duty | None = None,
        now: Clock = utc_now,
    ) -> None:
        """`hours` are those in which librarians answer; None where nobody has said.

        Without a `routing` every question is the centre's.
        """
        self._casebook, self._questions = casebook, casebook.questions
        self._capacity, self._reopen_within = capacity, reopen_within
        self._hours, self._routing, self._duty, self._now = hours, routing, duty, now

    async def ask(
        self,
        patron: str,
        text: str,
        *,
        alias: str,
        message: str,
        whence: Whence = NOWHERE,
        attachment: Attachment | None = None,
    ) -> Receipt:
        """Put a question into the queue of its branch. Raises AlreadyOpen, QueueFull."""
        if known := await self._delivered(patron, message):
            return await self.receipt(known.question)
        at = await self._place(whence, text)
        waiting = await self._questions.count_waiting_at(at.branch)
        if waiting >= self._capacity:
            raise QueueFull(waiting)
        question = by_patron.born(patron, alias, text, self._now(), at=at)
        asked = await self._add(question, _asked(question, text, message, attachment), message)
        return await self.receipt(asked.question)

    async def offer(
        self,
        patron: str,
        text: str,
        *,
        alias: str,
        message: str,
        entry: str,
        said: str = "",
        whence: Whence = NOWHERE,
    ) -> Question:
        """Note a question the knowledge base has an answer for (its `entry`), or a machine (what it `said`).

        An answer she said nothing about gives way to the next, but the same one twice does not.
        Raises AlreadyOpen.
        """
        if known := await self._questions.find_by_message(patron, message):
            return known.question
        await self._give_way(patron, entry)
        if known := await self._delivered(patron, message):
            return known.question
        at = await self._place(whence, text)
        question = by_patron.born(patron, alias, text, self._now(), offered=entry, at=at)
        birth = by_patron.birth(question, text, message)
        if said:
            question, birth = replied(question, birth, said, message)
        return (await self._add(question, birth, message)).question

    async def hand_over(self, patron: str) -> Receipt:
        """The offered answer did not help: to the librarians. Raises NothingOpen."""
        return await self.receipt(await self._by_patron(patron, Trigger.HAND_OVER))

    async def follow_up(
        self, patron: str, text: str, *, message: str, attachment: Attachment | None = None
    ) -> Question:
        """Add to the open question. Raises NothingOpen."""
        if known := await self._questions.find_by_message(patron, message):
            return known.question
        said = Said(text, message, self._now(), attachment)
        return (await self._hear(lambda: self._questions.find_open(patron), by_patron.writing, said)).question

    async def reopen(self, patron: str, text: str, *, message: str) -> Question:
        """Go on with a question resolved lately, with its librarian. Raises NothingOpen, AlreadyOpen."""
        since = self._now() - self._reopen_within
        return await self._again(
            lambda: self._questions.find_last_resolved(patron, since),
            patron,
            Said(text, message, self._now()),
        )

    async def take_back(self, patron: str, text: str, *, message: str) -> Receipt:
        """What an answer of the house has just settled is not: to the librarians. As `reopen`."""
        since = self._now() - SECOND_THOUGHTS
        question = await self._again(
            lambda: self._questions.find_last_deflected(patron, since),
            patron,
            Said(text, message, self._now()),
        )
        return await self.receipt(question)

    async def cancel(self, patron: str) -> Question:
        """The patron no longer wants an answer. Raises NothingOpen."""
        return await self._by_patron(patron, Trigger.CANCEL)

    async def resolved_by_patron(self, patron: str) -> Question:
        """The patron says it is answered. Raises NothingOpen."""
        return await self._by_patron(patron, Trigger.SETTLE)

    async def open_question(self, patron: str) -> Question | None:
        thread = await self._questions.find_open(patron)
        return thread.question if thread else None

    async def said(self, patron: str, message: str) -> str | None:
        """What a machine answered this very message, "" for nothing; None while she has no open question."""
        thread = await self._questions.find_open(patron)
        entry = thread.written(key_of(message)) if thread else None
        return entry.text if entry else ("" if thread else None)

    async def ahead(self, question: Question) -> int:
        """How many patrons are in front in the queue."""
        return await self._questions.count_ahead(question)

    # How.

    async def _hear(self, find: Find, hearing: Hearing, said: Said) -> Thread:
        """Her words go to her librarian, or to the queue where he is off duty or has no hand free."""
        seen = await find()
        owner = seen.question.assignee if seen else None
        away = owner and self._duty and await self._duty.is_off(owner)
        try:
            return await self._write(find, by_patron.to_the_queue if away else hearing, said)
        except HandsFull:
            return await self._write(find, by_patron.to_the_queue, said)

    async def _write(self, find: Find, hearing: Hearing, said: Said) -> Thread:
        return await self._casebook.write(
            find,
            lambda seen: _carrying(hearing(seen, said.text, said.message, said.at), said.attachment),
            missing=NothingOpen(),
        )

    async def _place(self, whence: Whence, text: str) -> Placement:
        return await self._routing.place(whence, text) if self._routing else AT_THE_CENTRE

    async def _by_patron(self, patron: str, trigger: Trigger) -> Question:
        thread = await self._casebook.write(
            lambda: self._questions.find_open(patron),
            lambda seen: by_patron.deciding(seen, trigger, self._now()),
            missing=NothingOpen(),
        )
        return thread.question

    async def _again(self, find: Find, patron: str, said: Said) -> Question:
        if known := await self._delivered(patron, said.message):
            return known.question
        try:
            thread = await self._hear(find, by_patron.reopening, said)
        except Collision:
            thread = await self._twin(patron, said.message)
        return thread.question

    async def _give_way(self, patron: str, entry: str) -> None:
        seen = await self._questions.find_open(patron)
        if seen and seen.question.status is Status.BOT and seen.question.offered != entry:
            left = by_clock.expiring(seen.question, self._now())
            if written := await self._questions.apply(seen.question, left):
                await self._casebook.tell(written.question, Trigger.EXPIRE)

    async def _add(self, question: Question, birth: Change, message: str) -> Thread:
        last = await self._questions.find_last_resolved(question.patron, EVER)
        question = replace(question, follows=last.question.id if last else "")
        try:
            added = await self._casebook.add(question, birth)
        except Collision:
            return await self._twin(question.patron, message)
        await self._casebook.tell(added.question, birth.trigger)
        return added

    async def _twin(self, patron: str, message: str) -> Thread:
        """What was stored while we tried: this very message, or another question of hers."""
        known = await self._delivered(patron, message)
        if known is None:
            raise NothingOpen  # it was open and is closed again; she may simply ask once more
        return known

    async def _delivered(self, patron: str, message: str) -> Thread | None:
        """The thread this message came into before, if any. Raises AlreadyOpen if another one is open."""
        if known := await self._questions.find_by_message(patron, message):
            return known
        open_one = await self._questions.find_open(patron)
        if open_one and not open_one.written(message):  # else its twin was stored between the two looks
            raise AlreadyOpen(open_one.question)
        return open_one

    async def receipt(self, question: Question) -> Receipt:
        """What its patron may be told about the queue."""
        return Receipt(
            question_id=question.id,
            ahead=await self._questions.count_ahead(question),
            opens_at=await self._opens_at(question.branch),
        )

    async def _opens_at(self, branch: str) -> datetime | None:
        """When its branch answers again; None where it does now, or nobody has said when."""
        hours = await self._routing.hours(branch) if self._routing else self._hours
        now = self._now()
        return None if hours is None or hours.is_open(now) else hours.next_opening(now)


def _asked(question: Question, text: str, message: str, attachment: Attachment | None) -> Change:
    birth = by_patron.birth(question, text, message)
    return _carrying(birth, attachment) or birth


def _carrying(change: Change | None, attachment: Attachment | None) -> Change | None:
    """The same with what came along, which is part of her words and of nothing else that follows."""
    if change is None or change.entry is None:
        return change
    return replace(change, entry=replace(change.entry, attachment=attachment))

"""The reference desk: what patrons and librarians do with a question, and what follows from it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from library.clock import Clock, utc_now
from library.staff import Librarian
from reference import changes
from reference.live import DeskEvent, LiveEvents
from reference.models import Change, Closing, Counts, Entry, Question, Receipt, SendState, Thread
from reference.refusals import (
    AlreadyClaimed,
    AlreadyOpen,
    EmptyAnswer,
    NoSuchQuestion,
    NothingOpen,
    NothingWaiting,
    NotPossible,
    QueueFull,
)
from reference.repository.questions import Collision, QuestionRepository
from reference.status import Status, Trigger

PAGE = 50

Find = Callable[[], Awaitable[Thread | None]]
Decide = Callable[[Thread], Change | None]


class ReferenceDesk:
    """Patrons' calls carry `message`, the key of the delivery: the same message twice is one message.

    Every step is read, decided by the state machine, and written on condition that nobody wrote in between.
    """

    def __init__(
        self,
        questions: QuestionRepository,
        live: LiveEvents,
        *,
        capacity: int = 30,
        reopen_within: timedelta = timedelta(days=7),
        now: Clock = utc_now,
    ) -> None:
        self._questions, self._live = questions, live
        self._capacity, self._reopen_within, self._now = capacity, reopen_within, now

    # What a patron does.

    async def ask(self, patron: str, text: str, *, alias: str, message: str) -> Receipt:
        """Put a question into the queue. Raises AlreadyOpen, QueueFull."""
        if known := await self._delivered(patron, message):
            return await self._receipt(known.question)
        waiting = await self._questions.count_waiting()
        if waiting >= self._capacity:
            raise QueueFull(waiting)
        asked = await self._add(changes.born(patron, alias, text, self._now()), text, message)
        return await self._receipt(asked.question)

    async def offer(self, patron: str, text: str, *, alias: str, message: str, entry: str) -> Question:
        """Note a question the knowledge base has an answer for (its `entry`). Raises AlreadyOpen."""
        if known := await self._delivered(patron, message):
            return known.question
        question = changes.born(patron, alias, text, self._now(), offered=entry)
        return (await self._add(question, text, message)).question

    async def hand_over(self, patron: str) -> Receipt:
        """The offered answer did not help: to the librarians. Raises NothingOpen."""
        return await self._receipt(await self._by_patron(patron, Trigger.HAND_OVER))

    async def follow_up(self, patron: str, text: str, *, message: str) -> Question:
        """Add to the open question. Raises NothingOpen."""
        if known := await self._questions.find_by_message(patron, message):
            return known.question
        thread = await self._write(
            lambda: self._questions.find_open(patron),
            lambda seen: changes.words(seen, text, message, self._now()),
            missing=NothingOpen(),
        )
        return thread.question

    async def reopen(self, patron: str, text: str, *, message: str) -> Question:
        """Go on with a question resolved lately, with its librarian. Raises NothingOpen, AlreadyOpen."""
        if known := await self._delivered(patron, message):
            return known.question
        since = self._now() - self._reopen_within
        try:
            thread = await self._write(
                lambda: self._questions.find_last_resolved(patron, since),
                lambda seen: changes.reopening(seen, text, message, self._now()),
                missing=NothingOpen(),
            )
        except Collision:
            thread = await self._twin(patron, message)
        return thread.question

    async def cancel(self, patron: str) -> Question:
        """The patron no longer wants an answer. Raises NothingOpen."""
        return await self._by_patron(patron, Trigger.CANCEL)

    async def resolved_by_patron(self, patron: str) -> Question:
        """The patron says it is answered. Raises NothingOpen."""
        return await self._by_patron(patron, Trigger.SETTLE)

    async def open_question(self, patron: str) -> Question | None:
        thread = await self._questions.find_open(patron)
        return thread.question if thread else None

    async def lately_resolved(self, patron: str) -> Question | None:
        """The question `reopen` would go on with."""
        thread = await self._questions.find_last_resolved(patron, self._now() - self._reopen_within)
        return thread.question if thread else None

    async def ahead(self, question: Question) -> int:
        """How many patrons are in front in the queue."""
        return await self._questions.count_ahead(question)

    # What a librarian does.

    async def claim(self, question_id: str, librarian: Librarian, *, version: int | None = None) -> Question:
        """Take a waiting question. Raises AlreadyClaimed with the winner, NotPossible, NoSuchQuestion."""
        claimed = await self._questions.claim(question_id, changes.claiming(librarian, self._now()), version)
        if claimed is None:
            return await self._explain_lost_claim(question_id, librarian)
        await self._tell(claimed.question, Trigger.CLAIM)
        return claimed.question

    async def claim_next(self, librarian: Librarian) -> Question:
        """Take the one that waits longest. Raises NothingWaiting."""
        claimed = await self._questions.claim_oldest(changes.claiming(librarian, self._now()))
        if claimed is None:
            raise NothingWaiting
        await self._tell(claimed.question, Trigger.CLAIM)
        return claimed.question

    async def unclaim(self, question_id: str, librarian: Librarian) -> Question:
        """Put a question back for a colleague. Raises NotYours, NotPossible, NoSuchQuestion."""
        return await self._by_id(question_id, lambda seen: changes.putting_back(seen, librarian, self._now()))

    async def answer(
        self, question_id: str, librarian: Librarian, text: str, *, key: str, last_seq: int
    ) -> Entry:
        """Store an answer, to be sent. The same `key` again gives the same entry and stores nothing.

        `last_seq` is the newest entry its author had seen. Raises NewerMessages, NotYours, NotPossible,
        EmptyAnswer, NoSuchQuestion.
        """
        text, key = text.strip(), f"answer:{question_id}:{key}"
        if not text:
            raise EmptyAnswer
        thread = await self._write(
            lambda: self._questions.find(question_id),
            lambda seen: changes.answering(seen, librarian, text, key, last_seq, self._now()),
            missing=NoSuchQuestion(question_id),
        )
        entry = thread.written(key)
        assert entry is not None  # noqa: S101 - just written, or found written
        return entry

    async def resend(self, question_id: str, librarian: Librarian, seq: int) -> Entry:
        """Queue an answer again that did not arrive; every attempt is one message for the outbox.

        Raises NotYours, NotPossible (it is under way or sent), NoSuchQuestion.
        """
        while True:
            thread = await self.thread(question_id)
            changes.own(thread.question, librarian)
            entry = changes.undelivered(thread, seq)
            change = changes.change(thread.question, Trigger.RESEND, changes.actor(librarian), self._now())
            again = await self._questions.queue_again(thread.question, seq, entry.attempt + 1, change)
            if again is not None:
                await self._tell(again.question, Trigger.RESEND)
                return again.entries[seq - 1]

    async def resolve(self, question_id: str, librarian: Librarian, closing: Closing) -> Question:
        """Raises NotYours, NotPossible, NoSuchQuestion."""
        return await self._by_id(
            question_id, lambda seen: changes.resolving(seen, librarian, closing, self._now())
        )

    async def reopen_by_librarian(self, question_id: str, librarian: Librarian) -> Question:
        """Take a resolved question up again. Raises NotPossible, AlreadyOpen (the patron has asked anew)."""
        try:
            return await self._by_id(
                question_id, lambda seen: changes.taking_up(seen, librarian, self._now())
            )
        except Collision:
            patron = (await self.thread(question_id)).question.patron
            return (await self._twin(patron, message="")).question

    async def thread(self, question_id: str) -> Thread:
        """Raises NoSuchQuestion."""
        thread = await self._questions.find(question_id)
        if thread is None:
            raise NoSuchQuestion(question_id)
        return thread

    async def waiting(self, limit: int = PAGE) -> list[Question]:
        return await self._questions.list_waiting(limit)

    async def owned(self, librarian: Librarian, limit: int = PAGE) -> list[Question]:
        return await self._questions.list_owned(librarian.id, limit)

    async def everything(self, limit: int = PAGE) -> list[Question]:
        return await self._questions.list_at_the_desk(limit)

    async def closed(self, limit: int = PAGE) -> list[Question]:
        return await self._questions.list_closed(limit)

    async def counts(self, librarian: Librarian) -> Counts:
        return Counts(
            mine=await self._questions.count_owned(librarian.id),
            unclaimed=await self._questions.count_waiting(),
            all=await self._questions.count_at_the_desk(),
        )

    # What happens by itself.

    async def mark_sent(self, question_id: str, seq: int, state: SendState, reason: str = "") -> None:
        """Note how sending an answer went. A late report never takes back that it was sent."""
        marked = await self._questions.mark(question_id, seq, state, reason)
        if marked is not None:
            await self._tell(marked.question, "send")

    async def unsent_answers(self, older_than: timedelta, limit: int = 100) -> list[tuple[Question, Entry]]:
        """Answers still `queued` after this long: whoever stored them may have died too soon."""
        return await self._questions.list_unsent(self._now() - older_than, limit)

    async def close_idle(self, older_than: timedelta, limit: int = 100) -> int:
        """Resolve what patrons left lying; returns how many."""
        before = self._now() - older_than
        closed = 0
        for status in (Status.PENDING, Status.BOT):
            for question in await self._questions.list_idle(status, before, limit):
                written = await self._questions.apply(question, changes.expiring(question, self._now()))
                if written is not None:
                    closed += 1
                    await self._tell(written.question, Trigger.EXPIRE)
        return closed

    # How.

    async def _write(self, find: Find, decide: Decide, *, missing: Exception) -> Thread:
        while True:  # a turn lost is a write somebody else won, so this ends
            seen = await find()
            if seen is None:
                raise missing
            change = decide(seen)
            if change is None:
                return seen
            written = await self._questions.apply(seen.question, change)
            if written is not None:
                await self._tell(written.question, change.trigger)
                return written

    async def _by_id(self, question_id: str, decide: Decide) -> Question:
        missing = NoSuchQuestion(question_id)
        return (
            await self._write(lambda: self._questions.find(question_id), decide, missing=missing)
        ).question

    async def _by_patron(self, patron: str, trigger: Trigger) -> Question:
        thread = await self._write(
            lambda: self._questions.find_open(patron),
            lambda seen: changes.by_patron(seen, trigger, self._now()),
            missing=NothingOpen(),
        )
        return thread.question

    async def _add(self, question: Question, text: str, message: str) -> Thread:
        birth = changes.birth(question, text, message)
        try:
            added = await self._questions.add(question, birth)
        except Collision:
            return await self._twin(question.patron, message)
        await self._tell(added.question, birth.trigger)
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

    async def _receipt(self, question: Question) -> Receipt:
        return Receipt(question_id=question.id, ahead=await self._questions.count_ahead(question))

    async def _explain_lost_claim(self, question_id: str, librarian: Librarian) -> Question:
        question = (await self.thread(question_id)).question
        if question.assignee == librarian.id:
            return question  # her own second click
        if question.assignee:
            raise AlreadyClaimed(question.assignee_name, question.claimed_at)
        raise NotPossible(question.status, Trigger.CLAIM)

    async def _tell(self, question: Question, what: str) -> None:
        event = DeskEvent(
            what=what,
            question=question.id,
            version=question.version,
            status=question.status,
            assignee=question.assignee or "",
        )
        await self._live.publish(event)

"""Upkeep: what happens to questions by itself."""

from datetime import datetime, timedelta

from library.clock import Clock, utc_now
from reference.casebook import Casebook
from reference.changes import by_clock
from reference.models import Entry, Question, SendState, Thread
from reference.refusals import HandsFull
from reference.status import Status, Trigger


class Upkeep:
    def __init__(self, casebook: Casebook, *, now: Clock = utc_now) -> None:
        self._casebook, self._questions, self._now = casebook, casebook.questions, now

    async def mark_sent(self, question_id: str, seq: int, state: SendState, reason: str = "") -> None:
        """Note how sending an answer went. A late report never takes back that it was sent."""
        marked = await self._questions.mark(question_id, seq, state, reason)
        if marked is not None:
            await self._casebook.tell(marked.question, "send")

    async def unsent_answers(self, older_than: timedelta, limit: int = 100) -> list[tuple[Question, Entry]]:
        """Answers still `queued` after this long: whoever stored them may have died too soon."""
        return await self._questions.list_unsent(self._now() - older_than, limit)

    async def wake(self, limit: int = 100) -> int:
        """Bring back what was put off until now; returns how many."""
        now, awake = self._now(), 0
        for question in await self._questions.list_snoozed(now, limit):
            if written := await self._bring_back(question, now):
                awake += 1
                await self._casebook.tell(written.question, written.audit[-1].trigger, before=question)
        return awake

    async def _bring_back(self, question: Question, now: datetime) -> Thread | None:
        """To its librarian, or to the queue where she has no hand free."""
        try:
            return await self._casebook.apply(question, by_clock.waking(question, now))
        except HandsFull:
            return await self._casebook.apply(question, by_clock.letting_go(question, now))

    async def close_idle(self, older_than: timedelta, limit: int = 100) -> int:
        """Resolve what patrons left lying; returns how many."""
        before = self._now() - older_than
        closed = 0
        for status in (Status.PENDING, Status.BOT):
            for question in await self._questions.list_idle(status, before, limit):
                written = await self._casebook.apply(question, by_clock.expiring(question, self._now()))
                if written is not None:
                    closed += 1
                    await self._casebook.tell(written.question, Trigger.EXPIRE, before=question)
        return closed

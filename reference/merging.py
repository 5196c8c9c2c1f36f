"""Merging: two questions of one patron become one, as when she asked anew about the same matter."""

from datetime import datetime

from library.clock import Clock, utc_now
from library.staff import Librarian
from reference.casebook import Casebook
from reference.changes.change import actor, change
from reference.models import Change, Question, Thread
from reference.refusals import NotPossible, OthersQuestion
from reference.repository.merging import MergeRepository, SomebodyWrote
from reference.rights import own, sees
from reference.status import OWNED, Status, Trigger

Steps = tuple[tuple[Question, Change], tuple[Question, Change]]

EARLIER = 8  # questions of hers shown beside a thread


class Merging:
    """What was merged keeps its thread, so that each message stays where it was delivered."""

    def __init__(self, casebook: Casebook, merges: MergeRepository, *, now: Clock = utc_now) -> None:
        self._casebook, self._merges, self._now = casebook, merges, now

    async def merge(self, question_id: str, librarian: Librarian, *, into: str) -> Question:
        """Returns the question that goes on.

        Raises NotPossible, as where it is merged already, NotYours, OthersQuestion, NoSuchQuestion.
        """
        while True:  # a turn lost is a write somebody else won
            seen = await self._casebook.seen_by(librarian, question_id)
            target = await self._casebook.seen_by(librarian, into)
            try:
                threads = await self._merges.merge(
                    *_steps(seen.question, target.question, librarian, self._now())
                )
            except SomebodyWrote:
                continue
            for thread in threads:
                over = thread.question.status is Status.MERGED
                await self._casebook.tell(thread.question, Trigger.MERGE if over else Trigger.ABSORB)
            return next(thread.question for thread in threads if thread.question.id == into)

    async def merged(self, question: Question) -> list[Thread]:
        """The threads that became part of this one, oldest first."""
        return await self._merges.find_merged(question)

    async def others(self, question: Question, librarian: Librarian) -> list[Question]:
        """What else she asked, as far as this librarian may see it, newest first."""
        threads = await self._merges.list_of_patron(question.patron, EARLIER + 1)
        others = [thread.question for thread in threads if thread.question.id != question.id]
        return [other for other in others if sees(librarian, other)][:EARLIER]


def _steps(source: Question, target: Question, librarian: Librarian, now: datetime) -> Steps:
    """What becomes of both. Raises OthersQuestion, NotYours, NotPossible.

    One that waits is not hidden in one that does not: nobody would see that she waits.
    """
    if source.patron != target.patron or source.id == target.id:
        raise OthersQuestion
    for question in (source, target):
        if question.assignee and question.status in OWNED:
            own(question, librarian)
    if source.waiting_since and not target.waiting_since:
        raise NotPossible(target.status, Trigger.ABSORB)
    waits = [since for since in (source.waiting_since, target.waiting_since) if since]
    promised = [due for due in (source.due_at, target.due_at) if due]
    by = actor(librarian)
    gone = {"merged_into": target.id, "resolution": None, "due_at": None, "due_left": None}
    grown = {
        "waiting_since": min(waits, default=None),
        "due_at": min(promised, default=None),
        "tags": tuple(dict.fromkeys((*target.tags, *source.tags))),
    }
    return (
        (source, change(source, Trigger.MERGE, by, now, fields=gone)),
        (target, change(target, Trigger.ABSORB, by, now, fields=grown)),
    )

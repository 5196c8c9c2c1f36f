"""Due times: by when an answer was promised, counted over the hours of the branch that owes it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from library.branches import Branches
from library.hours import MIDNIGHT, Hours, Span
from reference.models import Change, Question
from reference.status import WAITING, Status

ALWAYS = Hours(week=((Span(0, MIDNIGHT),),) * 7)  # where nobody has said when they are open


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """How long a patron waits for her first answer and for each further one, in opening hours."""

    first: timedelta
    next: timedelta


class Dues:
    """They are counted once, where a question is written: later changes of the hours move no promise.

    The clock runs while it waits on a librarian; put off it keeps what was left, handed on it goes on.
    """

    def __init__(self, branches: Branches, promise: Promise) -> None:
        self._branches, self._promise = branches, promise

    async def born(self, question: Question) -> Question:
        if question.waiting_since is None:
            return question
        hours = await self._hours(question.branch)
        return replace(question, due_at=hours.after(question.waiting_since, self._promise.first))

    async def timed(self, seen: Question, change: Change) -> Change:
        """A change together with what it does to the promise."""
        branch = change.fields.get("branch", seen.branch)
        due = due_after(seen, change, await self._hours(str(branch)), self._promise)
        return replace(change, fields={**due, **change.fields})

    async def _hours(self, branch: str) -> Hours:
        return await self._branches.hours(branch) or ALWAYS


def due_after(seen: Question, change: Change, hours: Hours, promise: Promise) -> dict[str, object]:
    """The fields `due_at` and `due_left` (seconds) as a change leaves them."""
    if change.status is Status.SNOOZED:
        return {"due_at": None, "due_left": _left(seen, change.at, hours)}
    if change.status not in WAITING:
        return {"due_at": None, "due_left": None}
    if seen.due_at is not None:
        return {}
    return {"due_at": hours.after(change.at, _wait(seen, promise)), "due_left": None}


def _left(seen: Question, now: datetime, hours: Hours) -> float | None:
    return hours.between(now, seen.due_at).total_seconds() if seen.due_at else seen.due_left


def _wait(seen: Question, promise: Promise) -> timedelta:
    if seen.due_left is not None:
        return timedelta(seconds=seen.due_left)
    return promise.next if seen.first_response_at else promise.first

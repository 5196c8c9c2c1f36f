"""What librarians do with questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from library.branches import Branch, within
from library.staff import Librarian
from reference.changes.change import NOBODY, actor, change, reopened
from reference.mention import mentions_in
from reference.models import Author, Change, Closing, Entry, Question, Resolution, SendState, Thread
from reference.pointer import Enclosed
from reference.refusals import NewerMessages, NotPossible, NotSoLong
from reference.rights import own, sees
from reference.states import after
from reference.status import Status, Trigger

RESENDABLE = frozenset({SendState.FAILED, SendState.BLOCKED, SendState.UNKNOWN})
LONGEST_SNOOZE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Hands:
    """From whose hands into whose; where there is no taker the queue's, and another `branch`'s if named.

    The reason may call those of the `staff` who see it where it goes.
    """

    giver: Librarian
    taker: Librarian | None
    branch: Branch | None = None
    staff: Sequence[Librarian] = ()


def claiming(librarian: Librarian, now: datetime) -> Change:
    return Change(
        trigger=Trigger.CLAIM,
        by=actor(librarian),
        at=now,
        status=after(Status.QUEUED, Trigger.CLAIM),
        fields=_owner(librarian, now),
    )


def taking_up(seen: Thread, librarian: Librarian, now: datetime) -> Change:
    """A librarian takes up a resolved question; it is hers then."""
    fields = _owner(librarian, now) | reopened(seen.question)
    return change(seen.question, Trigger.REOPEN, actor(librarian), now, fields=fields)


def putting_back(seen: Thread, librarian: Librarian, now: datetime) -> Change:
    own(seen.question, librarian)
    return change(seen.question, Trigger.UNCLAIM, actor(librarian), now, fields=NOBODY)


def noting(
    seen: Thread,
    librarian: Librarian,
    text: str,
    key: str,
    now: datetime,
    staff: Sequence[Librarian] = (),
) -> Change | None:
    """Whoever works at the desk may note something, and call those of the `staff` who see the question.

    None if it is noted already.
    """
    if seen.written(key):
        return None
    mentions = mentions_in(text, staff, lambda one: sees(one, seen.question))
    note = replace(_note(seen.question, librarian, text, key, now), mentions=mentions)
    return change(seen.question, Trigger.NOTE, actor(librarian), now, entry=note)


def handing_on(seen: Thread, hands: Hands, text: str, key: str, now: datetime) -> Change | None:
    """From its owner to a colleague, or back into the queue, with a note; None if that is done already."""
    if seen.written(key):
        return None
    own(seen.question, hands.giver)
    trigger, fields, to = _handed(seen.question, hands, now)
    there: dict[str, Any] = fields  # where it will be, which says who sees it
    mentions = mentions_in(text, hands.staff, lambda one: sees(one, replace(seen.question, **there)))
    note = replace(_note(seen.question, hands.giver, text, key, now), mentions=mentions)
    return change(seen.question, trigger, actor(hands.giver), now, entry=note, fields=fields, to=to)


def _handed(question: Question, hands: Hands, now: datetime) -> tuple[Trigger, dict[str, object], str]:
    if hands.branch is not None:
        return Trigger.REFER, {**NOBODY, "branch": hands.branch.id}, hands.branch.name
    if hands.taker is None:
        return Trigger.UNCLAIM, dict(NOBODY), ""
    fields = _owner(hands.taker, now) | _moved(question, hands.taker)
    return Trigger.HAND_ON, fields, hands.taker.name


def snoozing(seen: Thread, librarian: Librarian, until: datetime, now: datetime) -> Change:
    """Raises NotSoLong."""
    own(seen.question, librarian)
    if not now < until <= now + LONGEST_SNOOZE:
        raise NotSoLong(now + LONGEST_SNOOZE)
    fields = {"snoozed_until": until}
    return change(seen.question, Trigger.SNOOZE, actor(librarian), now, fields=fields)


def waking(seen: Thread, librarian: Librarian, now: datetime) -> Change:
    """She takes it up before its time."""
    own(seen.question, librarian)
    return change(seen.question, Trigger.WAKE, actor(librarian), now)


def discarding(seen: Thread, librarian: Librarian, now: datetime) -> Change:
    """It is no question. Where somebody works on it, only she says so."""
    if seen.question.assignee:
        own(seen.question, librarian)
    return change(seen.question, Trigger.DISCARD, actor(librarian), now)


def resolving(seen: Thread, librarian: Librarian, closing: Closing, now: datetime) -> Change:
    own(seen.question, librarian)
    ended = {"closing": closing, "resolution": Resolution.LIBRARIAN}
    return change(seen.question, Trigger.RESOLVE, actor(librarian), now, fields=ended)


def answering(
    seen: Thread,
    librarian: Librarian,
    text: str,
    key: str,
    last_seq: int,
    now: datetime,
    enclosed: Enclosed | None = None,
) -> Change | None:
    """None if this answer is in the thread already."""
    if seen.written(key):
        return None
    question = seen.question
    own(question, librarian)
    if newer := seen.since(last_seq):
        raise NewerMessages(newer)
    entry = Entry(
        seq=question.last_seq + 1,
        author=Author.LIBRARIAN,
        name=librarian.name,
        text=text,
        at=now,
        key=key,
        send=SendState.QUEUED,
        attachment=enclosed.attachment if enclosed else None,
        pointer=enclosed.pointer if enclosed else None,
    )
    first = {"first_response_at": question.first_response_at or now}
    return change(question, Trigger.ANSWER, actor(librarian), now, entry=entry, fields=first)


def resending(seen: Thread, librarian: Librarian, seq: int, now: datetime) -> tuple[Entry, Change]:
    """The answer at `seq`, which must have ended unsent for all anybody knows, and its next attempt."""
    own(seen.question, librarian)
    entry = next((entry for entry in seen.entries if entry.seq == seq), None)
    if entry is None or entry.send not in RESENDABLE:
        raise NotPossible(seen.question.status, Trigger.RESEND)
    return entry, change(seen.question, Trigger.RESEND, actor(librarian), now)


def _owner(librarian: Librarian, now: datetime) -> dict[str, object]:
    return {"assignee": librarian.id, "assignee_name": librarian.name, "claimed_at": now}


def _moved(question: Question, taker: Librarian) -> dict[str, object]:
    """It comes along to who works elsewhere."""
    return {} if within(question.branch, taker.branch) else {"branch": taker.branch}


def _note(question: Question, librarian: Librarian, text: str, key: str, now: datetime) -> Entry:
    return Entry(
        seq=question.last_seq + 1,
        author=Author.LIBRARIAN,
        name=librarian.name,
        text=text,
        at=now,
        key=key,
        internal=True,
    )

"""A change: what a step writes, with everything that follows from the state it leads to."""

from collections.abc import Mapping
from datetime import datetime

from library.staff import Librarian
from reference.models import Actor, Change, Entry, Question
from reference.refusals import NotPossible
from reference.states import after
from reference.status import CLOSED, WAITING, Status, Trigger

PREVIEW = 80  # characters
NOBODY: Mapping[str, object] = {"assignee": None, "assignee_name": "", "claimed_at": None}


def change(
    question: Question,
    trigger: Trigger,
    by: Actor,
    now: datetime,
    *,
    entry: Entry | None = None,
    fields: Mapping[str, object] | None = None,
    to: str = "",
) -> Change:
    """What a trigger writes, with everything that follows from the state it leads to. Raises NotPossible."""
    if question.scrubbed_at:
        raise NotPossible(question.status, trigger)
    status = after(question.status, trigger)
    follows: dict[str, object] = {
        "waiting_since": (question.waiting_since or now) if status in WAITING else None,
        "closed_at": (question.closed_at or now) if status in CLOSED else None,
        "snoozed_until": question.snoozed_until if status is Status.SNOOZED else None,
    }
    if entry is not None:
        follows |= _newest(entry)
    return Change(
        trigger=trigger,
        by=by,
        at=now,
        status=status,
        fields={**follows, **(fields or {})},
        entry=entry,
        to=to,
    )


def actor(librarian: Librarian) -> Actor:
    return Actor(id=librarian.id, name=librarian.name)


def reopened(question: Question) -> dict[str, object]:
    """The fields of a question that was over and goes on."""
    return {"reopen_count": question.reopen_count + 1, "resolution": None, "closing": None}


def _newest(entry: Entry) -> dict[str, object]:
    if entry.internal:  # the list goes on to show what was said last
        return {"last_seq": entry.seq}
    return {
        "preview": entry.text[:PREVIEW],
        "last_author": entry.author,
        "last_seq": entry.seq,
        "last_at": entry.at,
    }

"""The steps of a question as values: what each writes, decided from the question as it was seen."""

from collections.abc import Mapping
from datetime import datetime

from library.identity import new_id
from library.staff import Librarian
from reference.models import Actor, Author, Change, Closing, Entry, Question, Resolution, SendState, Thread
from reference.refusals import NewerMessages, NotPossible, NotYours
from reference.states import BIRTHS, after
from reference.status import CLOSED, WAITING, Status, Trigger

PREVIEW = 80  # characters
RESENDABLE = frozenset({SendState.FAILED, SendState.BLOCKED, SendState.UNKNOWN})
CLOCK = Actor(id="clock", name="")


def change(
    question: Question,
    trigger: Trigger,
    by: Actor,
    now: datetime,
    *,
    entry: Entry | None = None,
    fields: Mapping[str, object] | None = None,
) -> Change:
    """What a trigger writes, with everything that follows from the state it leads to. Raises NotPossible."""
    status = after(question.status, trigger)
    follows: dict[str, object] = {
        "waiting_since": (question.waiting_since or now) if status in WAITING else None,
        "closed_at": (question.closed_at or now) if status in CLOSED else None,
    }
    if entry is not None:
        follows |= _newest(entry)
    return Change(
        trigger=trigger, by=by, at=now, status=status, fields={**follows, **(fields or {})}, entry=entry
    )


def born(patron: str, alias: str, text: str, now: datetime, *, offered: str = "") -> Question:
    """A new question; `offered` is the knowledge base's entry the patron is shown first, if any."""
    return Question(
        id=new_id(),
        patron=patron,
        alias=alias,
        status=BIRTHS[Trigger.OFFER if offered else Trigger.ASK],
        version=1,
        asked_at=now,
        waiting_since=None if offered else now,
        preview=text[:PREVIEW],
        last_author=Author.PATRON,
        last_seq=1,
        last_at=now,
        offered=offered,
    )


def birth(question: Question, text: str, message: str) -> Change:
    return Change(
        trigger=Trigger.OFFER if question.status is Status.BOT else Trigger.ASK,
        by=_patron(question),
        at=question.asked_at,
        status=question.status,
        fields={},
        entry=_from_patron(question, 1, text, message, question.asked_at),
    )


def words(
    seen: Thread, text: str, message: str, now: datetime, trigger: Trigger = Trigger.WRITE, **fields: object
) -> Change | None:
    """The patron writes; None if this message is in the thread already."""
    if seen.written(message):
        return None
    question = seen.question
    entry = _from_patron(question, question.last_seq + 1, text, message, now)
    return change(question, trigger, _patron(question), now, entry=entry, fields=fields)


def by_patron(seen: Thread, trigger: Trigger, now: datetime) -> Change:
    """The patron cancels, settles or asks for a person."""
    question = seen.question
    fields: dict[str, object] = {}
    if after(question.status, trigger) is Status.RESOLVED:
        machine = question.status is Status.BOT
        fields["resolution"] = Resolution.DEFLECTED if machine else Resolution.PATRON
    return change(question, trigger, _patron(question), now, fields=fields)


def reopening(seen: Thread, text: str, message: str, now: datetime) -> Change | None:
    """The patron writes again: to the same librarian, or to the queue if there was none."""
    trigger = Trigger.REOPEN if seen.question.assignee else Trigger.REQUEUE
    return words(seen, text, message, now, trigger, **_reopened(seen.question))


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
    fields = _owner(librarian, now) | _reopened(seen.question)
    return change(seen.question, Trigger.REOPEN, actor(librarian), now, fields=fields)


def putting_back(seen: Thread, librarian: Librarian, now: datetime) -> Change:
    own(seen.question, librarian)
    nobody = {"assignee": None, "assignee_name": "", "claimed_at": None}
    return change(seen.question, Trigger.UNCLAIM, actor(librarian), now, fields=nobody)


def resolving(seen: Thread, librarian: Librarian, closing: Closing, now: datetime) -> Change:
    own(seen.question, librarian)
    ended = {"closing": closing, "resolution": Resolution.LIBRARIAN}
    return change(seen.question, Trigger.RESOLVE, actor(librarian), now, fields=ended)


def expiring(question: Question, now: datetime) -> Change:
    return change(question, Trigger.EXPIRE, CLOCK, now, fields={"resolution": Resolution.AUTO})


def answering(
    seen: Thread, librarian: Librarian, text: str, key: str, last_seq: int, now: datetime
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
    )
    first = {"first_response_at": question.first_response_at or now}
    return change(question, Trigger.ANSWER, actor(librarian), now, entry=entry, fields=first)


def undelivered(seen: Thread, seq: int) -> Entry:
    """The answer at `seq`, if its sending ended and is not known to have succeeded. Raises NotPossible."""
    entry = next((entry for entry in seen.entries if entry.seq == seq), None)
    if entry is None or entry.send not in RESENDABLE:
        raise NotPossible(seen.question.status, Trigger.RESEND)
    return entry


def own(question: Question, librarian: Librarian) -> None:
    """Raises NotYours."""
    if question.assignee != librarian.id:
        raise NotYours(question.assignee_name)


def actor(librarian: Librarian) -> Actor:
    return Actor(id=librarian.id, name=librarian.name)


def _patron(question: Question) -> Actor:
    return Actor(id=question.patron, name=question.alias)


def _owner(librarian: Librarian, now: datetime) -> dict[str, object]:
    return {"assignee": librarian.id, "assignee_name": librarian.name, "claimed_at": now}


def _from_patron(question: Question, seq: int, text: str, message: str, now: datetime) -> Entry:
    return Entry(seq=seq, author=Author.PATRON, name=question.alias, text=text, at=now, key=message)


def _newest(entry: Entry) -> dict[str, object]:
    return {
        "preview": entry.text[:PREVIEW],
        "last_author": entry.author,
        "last_seq": entry.seq,
        "last_at": entry.at,
    }


def _reopened(question: Question) -> dict[str, object]:
    return {"reopen_count": question.reopen_count + 1, "resolution": None, "closing": None}

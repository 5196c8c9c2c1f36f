"""The steps of a question as values: what each writes, decided from the question as it was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from library.branches import Branch, within
from library.identity import new_id
from library.staff import Librarian
from reference.mention import mentions_in
from reference.models import Actor, Author, Change, Closing, Entry, Question, Resolution, SendState, Thread
from reference.pointer import Enclosed
from reference.refusals import NewerMessages, NotPossible, NotSoLong, NotYours
from reference.routing import AT_THE_CENTRE, Placement
from reference.states import BIRTHS, after
from reference.status import CLOSED, WAITING, Status, Trigger

PREVIEW = 80  # characters
RESENDABLE = frozenset({SendState.FAILED, SendState.BLOCKED, SendState.UNKNOWN})
CLOCK = Actor(id="clock", name="")
NOBODY: Mapping[str, object] = {"assignee": None, "assignee_name": "", "claimed_at": None}
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


def born(
    patron: str, alias: str, text: str, now: datetime, *, offered: str = "", at: Placement = AT_THE_CENTRE
) -> Question:
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
        **asdict(at),
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


def to_the_queue(seen: Thread, text: str, message: str, now: datetime) -> Change | None:
    """The patron writes, and whose it was is not there or has no hand free: whoever comes first."""
    question = seen.question
    if question.status not in (Status.PENDING, Status.SNOOZED, Status.RESOLVED):
        return words(seen, text, message, now)
    again = _reopened(question) if question.status is Status.RESOLVED else {}
    return words(seen, text, message, now, Trigger.REQUEUE, **again, **NOBODY)


def letting_go(question: Question, now: datetime) -> Change:
    """It comes back from where it was put off, to whoever has a hand free. Raises NotPossible."""
    if question.status is not Status.SNOOZED:
        raise NotPossible(question.status, Trigger.REQUEUE)
    return change(question, Trigger.REQUEUE, CLOCK, now, fields=NOBODY)


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


def waking(question: Question, by: Actor, now: datetime) -> Change:
    return change(question, Trigger.WAKE, by, now)


def discarding(seen: Thread, librarian: Librarian, now: datetime) -> Change:
    """It is no question. Where somebody works on it, only she says so."""
    if seen.question.assignee:
        own(seen.question, librarian)
    return change(seen.question, Trigger.DISCARD, actor(librarian), now)


def resolving(seen: Thread, librarian: Librarian, closing: Closing, now: datetime) -> Change:
    own(seen.question, librarian)
    ended = {"closing": closing, "resolution": Resolution.LIBRARIAN}
    return change(seen.question, Trigger.RESOLVE, actor(librarian), now, fields=ended)


def expiring(question: Question, now: datetime) -> Change:
    return change(question, Trigger.EXPIRE, CLOCK, now, fields={"resolution": Resolution.AUTO})


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


def undelivered(seen: Thread, seq: int) -> Entry:
    """The answer at `seq`, if its sending ended and is not known to have succeeded. Raises NotPossible."""
    entry = next((entry for entry in seen.entries if entry.seq == seq), None)
    if entry is None or entry.send not in RESENDABLE:
        raise NotPossible(seen.question.status, Trigger.RESEND)
    return entry


def sees(librarian: Librarian, question: Question) -> bool:
    return within(question.branch, librarian.branch) or question.assignee == librarian.id


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


def _moved(question: Question, taker: Librarian) -> dict[str, object]:
    """It comes along to who works elsewhere."""
    return {} if within(question.branch, taker.branch) else {"branch": taker.branch}


def _from_patron(question: Question, seq: int, text: str, message: str, now: datetime) -> Entry:
    return Entry(seq=seq, author=Author.PATRON, name=question.alias, text=text, at=now, key=message)


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


def _newest(entry: Entry) -> dict[str, object]:
    if entry.internal:  # the list goes on to show what was said last
        return {"last_seq": entry.seq}
    return {
        "preview": entry.text[:PREVIEW],
        "last_author": entry.author,
        "last_seq": entry.seq,
        "last_at": entry.at,
    }


def _reopened(question: Question) -> dict[str, object]:
    return {"reopen_count": question.reopen_count + 1, "resolution": None, "closing": None}

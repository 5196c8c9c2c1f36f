"""What patrons do with their questions."""

from dataclasses import asdict
from datetime import datetime

from library.identity import new_id
from reference.changes.change import NOBODY, PREVIEW, change, reopened
from reference.models import Actor, Author, Change, Entry, Question, Resolution, Thread
from reference.routing import AT_THE_CENTRE, Placement
from reference.states import BIRTHS, after
from reference.status import Status, Trigger


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


def writing(
    seen: Thread, text: str, message: str, now: datetime, trigger: Trigger = Trigger.WRITE, **fields: object
) -> Change | None:
    """The patron writes; None if this message is in the thread already."""
    if seen.written(message):
        return None
    question = seen.question
    entry = _from_patron(question, question.last_seq + 1, text, message, now)
    return change(question, trigger, _patron(question), now, entry=entry, fields=fields)


def deciding(seen: Thread, trigger: Trigger, now: datetime) -> Change:
    """The patron cancels, settles or asks for a person."""
    question = seen.question
    fields: dict[str, object] = {}
    if after(question.status, trigger) is Status.RESOLVED:
        by_the_house = question.status is Status.BOT
        fields["resolution"] = Resolution.DEFLECTED if by_the_house else Resolution.PATRON
    return change(question, trigger, _patron(question), now, fields=fields)


def reopening(seen: Thread, text: str, message: str, now: datetime) -> Change | None:
    """The patron writes again: to the same librarian, or to the queue if there was none."""
    trigger = Trigger.REOPEN if seen.question.assignee else Trigger.REQUEUE
    return writing(seen, text, message, now, trigger, **reopened(seen.question))


def to_the_queue(seen: Thread, text: str, message: str, now: datetime) -> Change | None:
    """The patron writes, and whose it was is not there or has no hand free: whoever comes first."""
    question = seen.question
    if question.status not in (Status.PENDING, Status.SNOOZED, Status.RESOLVED):
        return writing(seen, text, message, now)
    again = reopened(question) if question.status is Status.RESOLVED else {}
    return writing(seen, text, message, now, Trigger.REQUEUE, **again, **NOBODY)


def _patron(question: Question) -> Actor:
    return Actor(id=question.patron, name=question.alias)


def _from_patron(question: Question, seq: int, text: str, message: str, now: datetime) -> Entry:
    return Entry(seq=seq, author=Author.PATRON, name=question.alias, text=text, at=now, key=message)

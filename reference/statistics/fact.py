"""A fact: what is counted of one question. It holds nobody and no words, and so outlives both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from library.hours import BEIJING, Hours
from reference.deflection import Fate, fate
from reference.models import AuditEvent, Kind, Outcome, Thread
from reference.status import WAITING, Status

MINUTE = timedelta(minutes=1)


class End(StrEnum):
    """What became of a question. Each has one of these, so they add up to what was received."""

    OPEN = "open"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # closed, and nobody had an answer
    ABANDONED = "abandoned"
    DEFLECTED = "deflected"  # she said that the answer of the house helped
    SILENT = "silent"  # the house answered, and she said nothing
    NONE = "none"  # no question: spam, or part of another one


BY_LIBRARIANS = frozenset({End.ANSWERED, End.UNANSWERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`day` and `hour` are those it was asked in, by the place's own clock. Minutes are working minutes.

    `first` are those until the first answer, `spent` those it lay with librarians until it was answered. A
    librarian worked `minutes` on it, and its `subject` is in her words, if she said so when she closed it.
    """

    id: str
    version: int
    day: date
    hour: int
    branch: str
    venue: str
    end: End
    handed_over: bool  # the house answered first, and it did not help
    reopened: bool
    kind: Kind | None
    read: int | None
    outcome: Outcome | None
    satisfaction: int | None  # what its patron said: 1 not, 2 so so, 3 well
    first: int | None
    spent: int | None
    subject: str | None = None
    minutes: int | None = None


def fact_of(thread: Thread, hours: Hours | None) -> Fact:
    """`hours` are those of the question's branch; where nobody has said, every hour is a working one."""
    question, end = thread.question, end_of(thread)
    asked, closing = question.asked_at.astimezone(hours.zone if hours else BEIJING), question.closing
    return Fact(
        id=question.id,
        version=question.version,
        day=asked.date(),
        hour=asked.hour,
        branch=question.branch,
        venue=question.venue,
        end=end,
        handed_over=fate(thread) is Fate.HANDED_OVER,
        reopened=question.reopen_count > 0,
        kind=closing.kind if closing else None,
        read=closing.read if closing else None,
        outcome=closing.outcome if closing else None,
        satisfaction=question.satisfaction,
        first=_first(thread, hours),
        spent=_spent(thread, hours) if end is End.ANSWERED else None,
        subject=(closing.subject or None) if closing and end in BY_LIBRARIANS else None,
        minutes=(closing.minutes or None) if closing and end in BY_LIBRARIANS else None,
    )


def end_of(thread: Thread) -> End:
    match thread.question.status:
        case Status.SPAM | Status.MERGED:
            return End.NONE
        case Status.ABANDONED:
            return End.ABANDONED
        case Status.RESOLVED:
            return _resolved(thread)
    return End.OPEN


def _resolved(thread: Thread) -> End:
    """Who resolved it says whether it was answered; nobody said: then it was, if anybody wrote an answer."""
    match fate(thread):
        case Fate.SETTLED:
            return End.DEFLECTED
        case Fate.SILENT:
            return End.SILENT
    question = thread.question
    if question.closing:
        return End.UNANSWERED if question.closing.outcome is Outcome.UNANSWERED else End.ANSWERED
    return End.ANSWERED if question.first_response_at else End.UNANSWERED


def _first(thread: Thread, hours: Hours | None) -> int | None:
    """From when librarians had it, which is not when she asked where the house answered first."""
    answered = thread.question.first_response_at
    queued = next((event.at for event in thread.audit if event.after in WAITING), None)
    return _minutes([(queued, answered)], hours) if queued and answered else None


def _spent(thread: Thread, hours: Hours | None) -> int:
    """The clock stands still while it waits on its patron, is put off, or is over."""
    return _minutes(_waits(thread.audit), hours)


def _waits(audit: tuple[AuditEvent, ...]) -> Iterator[tuple[datetime, datetime]]:
    """The spans in which it waited on a librarian."""
    since: datetime | None = None
    for event in audit:
        if since is None and event.after in WAITING:
            since = event.at
        elif since is not None and event.after not in WAITING:
            yield since, event.at
            since = None


def _minutes(spans: Iterable[tuple[datetime, datetime]], hours: Hours | None) -> int:
    lengths = (hours.between(start, end) if hours else end - start for start, end in spans)
    return int(sum(lengths, timedelta()) / MINUTE)

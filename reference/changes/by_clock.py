"""What happens to questions by itself, when it is time."""

from datetime import datetime

from reference.changes.change import NOBODY, change
from reference.models import Actor, Change, Question, Resolution
from reference.refusals import NotPossible
from reference.status import Status, Trigger

CLOCK = Actor(id="clock", name="")


def letting_go(question: Question, now: datetime) -> Change:
    """It comes back from where it was put off, to whoever has a hand free. Raises NotPossible."""
    if question.status is not Status.SNOOZED:
        raise NotPossible(question.status, Trigger.REQUEUE)
    return change(question, Trigger.REQUEUE, CLOCK, now, fields=NOBODY)


def waking(question: Question, now: datetime) -> Change:
    """It comes back from where it was put off, to its librarian. Raises NotPossible."""
    return change(question, Trigger.WAKE, CLOCK, now)


def expiring(question: Question, now: datetime) -> Change:
    return change(question, Trigger.EXPIRE, CLOCK, now, fields={"resolution": Resolution.AUTO})

"""The state machine: what a question becomes when something happens to it."""

from collections.abc import Mapping

from reference.refusals import NotPossible
from reference.status import Status, Trigger

BIRTHS: Mapping[Trigger, Status] = {Trigger.ASK: Status.QUEUED, Trigger.OFFER: Status.BOT}

TRANSITIONS: Mapping[tuple[Status, Trigger], Status] = {
    (Status.BOT, Trigger.SETTLE): Status.RESOLVED,
    (Status.BOT, Trigger.HAND_OVER): Status.QUEUED,
    (Status.BOT, Trigger.WRITE): Status.QUEUED,  # whoever writes on is not content with the machine
    (Status.BOT, Trigger.CANCEL): Status.ABANDONED,
    (Status.BOT, Trigger.EXPIRE): Status.RESOLVED,
    (Status.QUEUED, Trigger.CLAIM): Status.OPEN,
    (Status.QUEUED, Trigger.WRITE): Status.QUEUED,
    (Status.QUEUED, Trigger.CANCEL): Status.ABANDONED,
    (Status.QUEUED, Trigger.SETTLE): Status.ABANDONED,  # nobody answered, so it never counts as answered
    (Status.OPEN, Trigger.WRITE): Status.OPEN,
    (Status.OPEN, Trigger.ANSWER): Status.PENDING,
    (Status.OPEN, Trigger.UNCLAIM): Status.QUEUED,
    (Status.OPEN, Trigger.RESEND): Status.OPEN,
    (Status.OPEN, Trigger.RESOLVE): Status.RESOLVED,
    (Status.OPEN, Trigger.CANCEL): Status.ABANDONED,
    (Status.OPEN, Trigger.SETTLE): Status.RESOLVED,
    (Status.PENDING, Trigger.WRITE): Status.OPEN,
    (Status.PENDING, Trigger.ANSWER): Status.PENDING,
    (Status.PENDING, Trigger.UNCLAIM): Status.QUEUED,
    (Status.PENDING, Trigger.RESEND): Status.PENDING,
    (Status.PENDING, Trigger.RESOLVE): Status.RESOLVED,
    (Status.PENDING, Trigger.CANCEL): Status.RESOLVED,
    (Status.PENDING, Trigger.SETTLE): Status.RESOLVED,
    (Status.PENDING, Trigger.EXPIRE): Status.RESOLVED,
    (Status.RESOLVED, Trigger.RESEND): Status.RESOLVED,
    (Status.RESOLVED, Trigger.REOPEN): Status.OPEN,
    (Status.RESOLVED, Trigger.REQUEUE): Status.QUEUED,
}


def after(status: Status, trigger: Trigger) -> Status:
    """What a question is once `trigger` happened to it. Raises NotPossible."""
    try:
        return TRANSITIONS[status, trigger]
    except KeyError:
        raise NotPossible(status, trigger) from None

"""The state machine: what a question becomes when something happens to it."""

from collections.abc import Mapping

from reference.refusals import NotPossible
from reference.status import AT_THE_DESK, Status, Trigger

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
    (Status.QUEUED, Trigger.NOTE): Status.QUEUED,
    (Status.QUEUED, Trigger.DISCARD): Status.SPAM,
    (Status.OPEN, Trigger.WRITE): Status.OPEN,
    (Status.OPEN, Trigger.NOTE): Status.OPEN,
    (Status.OPEN, Trigger.HAND_ON): Status.OPEN,
    (Status.OPEN, Trigger.REFER): Status.QUEUED,
    (Status.OPEN, Trigger.SNOOZE): Status.SNOOZED,
    (Status.OPEN, Trigger.DISCARD): Status.SPAM,
    (Status.OPEN, Trigger.ANSWER): Status.PENDING,
    (Status.OPEN, Trigger.UNCLAIM): Status.QUEUED,
    (Status.OPEN, Trigger.RESEND): Status.OPEN,
    (Status.OPEN, Trigger.RESOLVE): Status.RESOLVED,
    (Status.OPEN, Trigger.CANCEL): Status.ABANDONED,
    (Status.OPEN, Trigger.SETTLE): Status.RESOLVED,
    (Status.PENDING, Trigger.WRITE): Status.OPEN,
    (Status.PENDING, Trigger.NOTE): Status.PENDING,
    (Status.PENDING, Trigger.HAND_ON): Status.PENDING,
    (Status.PENDING, Trigger.REFER): Status.QUEUED,
    (Status.PENDING, Trigger.SNOOZE): Status.SNOOZED,
    (Status.PENDING, Trigger.DISCARD): Status.SPAM,
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
    (Status.PENDING, Trigger.REQUEUE): Status.QUEUED,
    (Status.SNOOZED, Trigger.REQUEUE): Status.QUEUED,
    (Status.RESOLVED, Trigger.NOTE): Status.RESOLVED,
    (Status.SNOOZED, Trigger.WAKE): Status.OPEN,
    (Status.SNOOZED, Trigger.WRITE): Status.OPEN,
    (Status.SNOOZED, Trigger.ANSWER): Status.PENDING,
    (Status.SNOOZED, Trigger.UNCLAIM): Status.QUEUED,
    (Status.SNOOZED, Trigger.HAND_ON): Status.OPEN,
    (Status.SNOOZED, Trigger.REFER): Status.QUEUED,
    (Status.SNOOZED, Trigger.RESEND): Status.SNOOZED,
    (Status.SNOOZED, Trigger.NOTE): Status.SNOOZED,
    (Status.SNOOZED, Trigger.SNOOZE): Status.SNOOZED,
    (Status.SNOOZED, Trigger.RESOLVE): Status.RESOLVED,
    (Status.SNOOZED, Trigger.CANCEL): Status.ABANDONED,
    (Status.SNOOZED, Trigger.SETTLE): Status.RESOLVED,
    (Status.SNOOZED, Trigger.DISCARD): Status.SPAM,
    (Status.SPAM, Trigger.REOPEN): Status.OPEN,
    **{(status, Trigger.MERGE): Status.MERGED for status in (*AT_THE_DESK, Status.RESOLVED)},
    **{(status, Trigger.ABSORB): status for status in AT_THE_DESK},
    **{(status, Trigger.TAG): status for status in (*AT_THE_DESK, Status.RESOLVED)},
}


def after(status: Status, trigger: Trigger) -> Status:
    """What a question is once `trigger` happened to it. Raises NotPossible."""
    try:
        return TRANSITIONS[status, trigger]
    except KeyError:
        raise NotPossible(status, trigger) from None

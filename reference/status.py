"""The states a question can be in, and the things that can happen to it."""

from enum import StrEnum


class Status(StrEnum):
    BOT = "bot"  # an answer of the knowledge base was offered; no librarian is involved
    QUEUED = "queued"
    OPEN = "open"
    PENDING = "pending"
    SNOOZED = "snoozed"  # put off by its librarian; the clock stands still
    RESOLVED = "resolved"
    ABANDONED = "abandoned"
    SPAM = "spam"
    MERGED = "merged"  # it goes on as part of another question of the same patron


class Trigger(StrEnum):
    ASK = "ask"
    OFFER = "offer"
    HAND_OVER = "hand_over"
    WRITE = "write"
    CANCEL = "cancel"
    SETTLE = "settle"
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    ANSWER = "answer"
    RESEND = "resend"
    RESOLVE = "resolve"
    EXPIRE = "expire"
    REOPEN = "reopen"
    REQUEUE = "requeue"
    NOTE = "note"
    HAND_ON = "hand_on"
    REFER = "refer"  # to another branch
    SNOOZE = "snooze"
    WAKE = "wake"
    DISCARD = "discard"
    MERGE = "merge"
    ABSORB = "absorb"
    TAG = "tag"


AT_THE_DESK = frozenset({Status.QUEUED, Status.OPEN, Status.PENDING, Status.SNOOZED})
LIVE = AT_THE_DESK | {Status.BOT}
WAITING = frozenset({Status.QUEUED, Status.OPEN})  # on a librarian; the clock runs
OWNED = frozenset({Status.OPEN, Status.PENDING, Status.SNOOZED})
CLOSED = frozenset({Status.RESOLVED, Status.ABANDONED, Status.SPAM, Status.MERGED})

"""The states a question can be in, and the things that can happen to it."""

from enum import StrEnum


class Status(StrEnum):
    BOT = "bot"  # an answer of the knowledge base was offered; no librarian is involved
    QUEUED = "queued"
    OPEN = "open"
    PENDING = "pending"
    RESOLVED = "resolved"
    ABANDONED = "abandoned"


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


LIVE = frozenset({Status.BOT, Status.QUEUED, Status.OPEN, Status.PENDING})
AT_THE_DESK = frozenset({Status.QUEUED, Status.OPEN, Status.PENDING})
WAITING = frozenset({Status.QUEUED, Status.OPEN})  # on a librarian; the clock runs
OWNED = frozenset({Status.OPEN, Status.PENDING})
CLOSED = frozenset({Status.RESOLVED, Status.ABANDONED})

"""A question, its thread, and what is noted about both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reference.attachment import Attachment
from reference.mention import Mention, Piece, pieces
from reference.pointer import Pointer
from reference.status import Status, Trigger

MACHINE = "(machine)"  # offered in an entry's place: what a machine made of the house's texts


class Author(StrEnum):
    PATRON = "patron"
    LIBRARIAN = "librarian"
    BOT = "bot"


class SendState(StrEnum):
    """`sent`: WeChat took it, which is not that it was read. `parked`: it goes when the patron writes.
    `blocked`: she cannot be reached any more. `unknown`: the request left and no answer came.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"
    PARKED = "parked"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What sort it was; directional ones never count as reference transactions (Z39.7, ISO 2789)."""

    DIRECTIONAL = "directional"
    REFERENCE = "reference"
    ADVISORY = "advisory"
    TECHNICAL = "technical"
    POLICY = "policy"


class Outcome(StrEnum):
    ANSWERED = "answered"
    PARTLY = "partly"
    REFERRED = "referred"
    UNANSWERED = "unanswered"


class Resolution(StrEnum):
    """Who or what ended it."""

    LIBRARIAN = "librarian"
    PATRON = "patron"
    DEFLECTED = "deflected"
    AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a librarian notes when she resolves; `read` is the READ scale of effort, 1 to 6.

    `minutes` is how long she worked on it, 0 if she did not say; duration is no criterion for `kind`.
    """

    kind: Kind
    read: int
    outcome: Outcome
    minutes: int = 0
    subject: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.read <= 6:
            raise ValueError(f"the READ scale goes from 1 to 6, not {self.read}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message of a thread. `key` is unique with the patron; `send` is None for what she wrote.

    An `internal` one is a librarian's note, which no patron ever sees.
    """

    seq: int
    author: Author
    name: str
    text: str
    at: datetime
    key: str
    send: SendState | None = None
    reason: str = ""
    attempt: int = 0
    internal: bool = False
    attachment: Attachment | None = None
    pointer: Pointer | None = None
    mentions: tuple[Mention, ...] = ()  # of a note

    @property
    def delivery(self) -> str:
        """The key under which this attempt to send it is one message, however often it is handed over."""
        return f"{self.key}:{self.attempt}" if self.attempt else self.key

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Its text, parted where it calls somebody."""
        return tuple(pieces(self.text, self.mentions))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """`to` is the name of whom, or of the branch, it was handed on to, or the tags put on and taken off."""

    at: datetime
    trigger: Trigger
    by: str
    by_name: str
    before: Status | None
    after: Status
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as a list shows it.

    `waiting_since` is set exactly while it waits on a librarian, `snoozed_until` while it is put off.
    """

    id: str
    patron: str
    alias: str
    status: Status
    version: int
    asked_at: datetime
    preview: str
    last_author: Author
    last_seq: int
    last_at: datetime
    assignee: str | None = None
    assignee_name: str = ""
    claimed_at: datetime | None = None
    waiting_since: datetime | None = None
    snoozed_until: datetime | None = None
    first_response_at: datetime | None = None
    closed_at: datetime | None = None
    resolution: Resolution | None = None
    closing: Closing | None = None
    offered: str = ""  # the knowledge base's entry, if one was offered, or MACHINE
    reopen_count: int = 0
    follows: str = ""  # the question of hers answered before, which this one may go on with
    merged_into: str = ""
    slot: str = ""  # her librarian's, while it is open
    asked_how_at: datetime | None = None  # when she was asked whether she is satisfied
    satisfaction: int | None = None  # 1 not, 2 so so, 3 well
    branch: str = ""  # whose question it is; the centre's is empty
    priority: int = 0
    venue: str = ""  # where its patron stood
    language: str = ""  # hers
    due_at: datetime | None = None  # by when an answer was promised, while it waits on a librarian
    due_left: float | None = None  # seconds of opening hours that were left when it was put off
    tags: tuple[str, ...] = ()  # of the house's list
    unread_by: tuple[str, ...] = ()  # librarians whom a note calls and who have not looked since
    scrubbed_at: datetime | None = None  # since then nobody knows whose it was and what it said


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    question: Question
    entries: tuple[Entry, ...]
    audit: tuple[AuditEvent, ...]

    def written(self, key: str) -> Entry | None:
        """The entry a key already stands for."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def since(self, seq: int) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.seq > seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it; a patron has no name at the desk but her alias."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of the state machine, ready to be written in one go. `fields` are Question's, by name."""

    trigger: Trigger
    by: Actor
    at: datetime
    status: Status
    fields: Mapping[str, object]
    entry: Entry | None = None
    to: str = ""
    beside: Entry | None = None  # of a question's first step: what a machine answered it


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`opens_at` is when librarians answer again, where they do not at this hour."""

    question_id: str
    ahead: int
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many are on each tab; each stops at `MOST`, which the screen shows as "999+"."""

    mine: int
    unclaimed: int
    all: int


MOST = 1000

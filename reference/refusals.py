"""Why the desk says no, with what the one who asked needs to go on."""

from collections.abc import Sequence
from datetime import datetime

from reference.models import Entry, Question
from reference.status import Status, Trigger


class CannotHelp(Exception):
    """The root of everything the reference desk refuses."""


class NoSuchQuestion(CannotHelp):
    def __init__(self, question_id: str) -> None:
        super().__init__(f"no question {question_id}")
        self.question_id = question_id


class NothingOpen(CannotHelp):
    """The patron has no question that could go on."""


class NothingWaiting(CannotHelp):
    """The queue is empty."""


class QueueFull(CannotHelp):
    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} are waiting already")
        self.waiting = waiting


class AlreadyOpen(CannotHelp):
    """One open question per patron; `question` is the one that is open."""

    def __init__(self, question: Question) -> None:
        super().__init__(f"question {question.id} is open")
        self.question = question


class NotPossible(CannotHelp):
    def __init__(self, status: Status, trigger: Trigger) -> None:
        super().__init__(f"a question that is {status} cannot {trigger}")
        self.status, self.trigger = status, trigger


class AlreadyClaimed(CannotHelp):
    def __init__(self, winner: str, at: datetime | None) -> None:
        super().__init__(f"claimed by {winner}")
        self.winner, self.at = winner, at


class NotYours(CannotHelp):
    """Only its owner answers, puts back or resolves a question; `owner` is empty if nobody claimed it."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"owned by {owner or 'nobody'}")
        self.owner = owner


class NewerMessages(CannotHelp):
    """Somebody wrote after what the author had on the screen; `entries` are those she has not seen."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(f"{len(entries)} newer messages")
        self.entries = tuple(entries)


class EmptyAnswer(CannotHelp):
    """An answer without words."""


class EmptyNote(CannotHelp):
    """A note without words; who is handed a question is told why."""


class HandsFull(CannotHelp):
    """A librarian has as many questions open as one can answer well."""

    def __init__(self, capacity: int) -> None:
        super().__init__(f"{capacity} are open already")
        self.capacity = capacity


class OthersQuestion(CannotHelp):
    """Only questions of one patron become one, or somebody would read a stranger's."""


class NotSoLong(CannotHelp):
    """A question is put off to a moment to come, and not further than `latest`."""

    def __init__(self, latest: datetime) -> None:
        super().__init__(f"not before now, nor after {latest:%Y-%m-%d}")
        self.latest = latest

"""What became of the answers the house gave by itself: helped, handed over, or nobody said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from library.branches import within
from library.clock import Clock, utc_now
from reference.models import Resolution, Thread
from reference.repository.deflection import DeflectionRepository
from reference.status import WAITING, Status

SHOWN, LOOKED_AT = 5, 100
RECENT, WEEK = timedelta(days=90), timedelta(days=7)


class Fate(StrEnum):
    """Only `settled` is deflected; `handed_over` is wrongly deflected; silence is neither."""

    OPEN = "open"  # she was asked whether it helped, and may still say
    SETTLED = "settled"
    HANDED_OVER = "handed_over"  # she said no, asked on, asked for a person, or took her yes back
    SILENT = "silent"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often an entry was offered, and what became of it."""

    offered: int = 0
    settled: int = 0
    handed_over: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A question an answer of the house was wrong for."""

    question: str
    at: datetime


def fate(thread: Thread) -> Fate | None:
    """Read off the audit trail, which is only ever added to; None where nothing was offered."""
    if not thread.question.offered:
        return None
    if any(event.after in WAITING for event in thread.audit):
        return Fate.HANDED_OVER
    if thread.question.status is Status.BOT:
        return Fate.OPEN
    match thread.question.resolution:
        case Resolution.DEFLECTED:
            return Fate.SETTLED
        case Resolution.AUTO:
            return Fate.SILENT
    return Fate.CANCELLED


class Deflection:
    def __init__(self, repository: DeflectionRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def by_entry(self, since: datetime | None = None) -> dict[str, Tally]:
        """How the entries did with the questions asked since then, by id; the last 90 days if not said."""
        counted = await self._repository.count(since or self._now() - RECENT)
        return {entry: Tally(**numbers) for entry, numbers in counted.items()}

    async def handed_over(self, entry: str, branch: str = "") -> list[Missed]:
        """The newest this entry did not help, as far as one of `branch` may see them."""
        found = await self._repository.list_handed_over(entry, self._now() - RECENT, LOOKED_AT)
        seen = [one for one in found if within(one.get("branch", ""), branch)]
        return [Missed(question=one["_id"], at=one["asked_at"]) for one in seen[:SHOWN]]

    async def most_offered(self) -> list[str]:
        """The entries asked for in the last week, the most asked first."""
        tallies = await self.by_entry(self._now() - WEEK)
        return sorted(tallies, key=lambda entry: -tallies[entry].offered)

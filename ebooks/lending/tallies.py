"""Tallies: what happened to a title on a day at a venue, without names."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

FINAL = timedelta(days=2)


class Event(StrEnum):
    LOAN = "loans"
    RENEWAL = "renewals"
    RETURN = "returns"
    EXPIRY = "expiries"
    HOLD = "holds"
    LAPSE = "lapses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The venue "" is the chat."""

    day: date
    title_id: str
    venue: str = ""
    loans: int = 0
    renewals: int = 0
    returns: int = 0
    expiries: int = 0
    holds: int = 0
    lapses: int = 0

    @property
    def id(self) -> str:
        return f"{self.day}/{self.title_id}/{self.venue}"

    @property
    def final_at(self) -> datetime:
        """From then on no clock of ours counts into its day any more."""
        return datetime.combine(self.day, time(), UTC) + FINAL

    def counted(self, event: Event) -> "Tally":
        return replace(self, **{event.value: getattr(self, event) + 1})


def count(tallies: Iterable[Tally], blank: Tally, event: Event) -> tuple[Tally, ...]:
    """The tallies with one event more; `blank` says where and when."""
    known = {one.id: one for one in tallies}
    return tuple({**known, blank.id: known.get(blank.id, blank).counted(event)}.values())

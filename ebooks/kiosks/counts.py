"""Counts: how often people did what at a kiosk, and nothing of who they were."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Deed(StrEnum):
    SHOWN = "shown"
    SEARCHED = "searched"
    SCANNED = "scanned"
    TAKEN = "taken"
    LENT = "lent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A title's page opened; words searched; our code scanned; a file taken along; a copy lent."""

    shown: int = 0
    searched: int = 0
    scanned: int = 0
    taken: int = 0
    lent: int = 0

    def __add__(self, more: "Counts") -> "Counts":
        return Counts(**{deed.value: self.of(deed) + more.of(deed) for deed in Deed})

    def of(self, deed: Deed) -> int:
        return int(getattr(self, deed.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDay:
    day: date
    venue: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleCounts:
    title_id: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The newest day first; the titles most taken along first."""

    days: tuple[VenueDay, ...]
    titles: tuple[TitleCounts, ...]
    total: Counts

    @property
    def venues(self) -> dict[str, Counts]:
        """Of all these days together, by name."""
        found: dict[str, Counts] = {}
        for one in self.days:
            found[one.venue] = found.get(one.venue, Counts()) + one.counts
        return dict(sorted(found.items()))

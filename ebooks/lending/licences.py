"""Licences: the library's right to lend a title, as its publisher sold it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

Rank = tuple[bool, int, float, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """`copies` may be out at once, before `until` (None: for ever), `loans_left` more times (None: always).

    One with a `venue` is handed out only there.
    """

    id: str
    added_at: datetime
    copies: int = 1
    until: datetime | None = None
    loans_left: int | None = None
    venue: str = ""

    def runs(self, now: datetime) -> bool:
        return self.until is None or now < self.until

    def serves(self, venue: str) -> bool:
        return self.venue in ("", venue)

    def cut(self, until: datetime) -> datetime:
        """No loan outlasts its licence."""
        return until if self.until is None else min(until, self.until)

    @property
    def rank(self) -> Rank:
        """The lowest is used first.

        A venue's own before what serves everywhere; then what is lost unless it is used: by its end, soonest
        first; perpetual; by its end and its loans; by its loans, most left first.
        """
        ends = self.until.timestamp() if self.until else 0
        kind = {(True, False): 0, (False, False): 1, (True, True): 2, (False, True): 3}
        counted = self.loans_left is not None
        return not self.venue, kind[self.until is not None, counted], ends, -(self.loans_left or 0)


def serving(licences: Iterable[Licence], venue: str, now: datetime) -> tuple[Licence, ...]:
    """Those that may be lent from at a venue, in the order of their use; the venue "" is the chat."""
    usable = (one for one in licences if one.runs(now) and one.serves(venue))
    return tuple(sorted(usable, key=lambda one: one.rank))

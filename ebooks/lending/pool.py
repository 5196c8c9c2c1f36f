"""A pool: one title's licences with all that hangs on them, so that whatever is decided is one write."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from ebooks.lending.holds import Hold
from ebooks.lending.licences import Licence, serving
from ebooks.lending.loans import Loan
from ebooks.lending.notices import Notice
from ebooks.lending.refusals import CannotBorrow, NoCopyAvailable, NotLicensed, NotLicensedHere, OpenAccess
from ebooks.lending.tallies import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """`holds` are in the order in which they were placed; `notices` are untold, `tallies` not yet filed.

    `version` is that of the document; what has none yet is 0.
    """

    title_id: str
    version: int = 0
    licences: tuple[Licence, ...] = ()
    loans: tuple[Loan, ...] = ()
    holds: tuple[Hold, ...] = ()
    notices: tuple[Notice, ...] = ()
    tallies: tuple[Tally, ...] = ()

    def loan_of(self, patron: str) -> Loan | None:
        return next((loan for loan in self.loans if loan.patron == patron), None)

    def hold_of(self, patron: str) -> Hold | None:
        """With its position: 0 where a copy is kept for her, else counted among those who wait."""
        waiting = 0
        for hold in self.holds:
            waiting += not hold.is_ready
            if hold.patron == patron:
                return replace(hold, position=0 if hold.is_ready else waiting)
        return None

    def licence(self, licence_id: str) -> Licence:
        return next(one for one in self.licences if one.id == licence_id)

    def waiting(self, licence: Licence) -> int:
        """How many wait for a copy of this licence."""
        return sum(not hold.is_ready and licence.serves(hold.venue) for hold in self.holds)

    def with_licence(self, changed: Licence) -> "Pool":
        return replace(
            self, licences=tuple(changed if one.id == changed.id else one for one in self.licences)
        )

    def without(self, *ids: str) -> "Pool":
        """Without these loans and holds, and without what their patrons were to be told of them."""
        return replace(
            self,
            loans=tuple(loan for loan in self.loans if loan.id not in ids),
            holds=tuple(hold for hold in self.holds if hold.id not in ids),
            notices=tuple(notice for notice in self.notices if notice.about not in ids),
        )

    def telling(self, notices: Iterable[Notice]) -> "Pool":
        return replace(self, notices=(*self.notices, *notices))

    def told(self, keys: Collection[str]) -> "Pool":
        return replace(self, notices=tuple(one for one in self.notices if one.key not in keys))

    def final(self, now: datetime) -> tuple[Tally, ...]:
        """Tallies that nothing will be added to."""
        return tuple(tally for tally in self.tallies if tally.final_at <= now)

    def filed(self, days: Collection[date]) -> "Pool":
        return replace(self, tallies=tuple(one for one in self.tallies if one.day not in days))

    # Copies

    def copies(self, licence: Licence) -> int:
        """How many there are, lent or not; a licence whose loans are used up has those that are out."""
        out = self._out()[licence.id]
        return licence.copies if licence.loans_left is None else min(licence.copies, out + licence.loans_left)

    def out(self, licence: Licence) -> int:
        return self._out()[licence.id]

    def free(self, licence: Licence, now: datetime) -> int:
        """How many are neither lent nor kept for somebody; none while more are out than it still allows."""
        if not licence.runs(now):
            return 0
        kept = self._kept()[licence.id]
        return max(0, self.copies(licence) - self.out(licence) - kept)

    def best(self, venue: str, now: datetime) -> Licence | None:
        """The licence the next copy is taken from."""
        usable = serving(self.licences, venue, now)
        return next((licence for licence in usable if self.free(licence, now) > 0), None)

    def copy_for(self, patron: str, venue: str, now: datetime) -> Licence:
        """The licence of the copy kept for her, else of a free one. Raises what `lack` returns."""
        hold = self.hold_of(patron)
        if hold and hold.is_ready and (kept := self.licence(hold.licence_id)).serves(venue):
            return kept
        if licence := self.best(venue, now):
            return licence
        raise self.lack(venue, now)

    def lack(self, venue: str, now: datetime) -> CannotBorrow:
        """Why there is no copy at a venue."""
        if not self.licences:
            return OpenAccess(self.title_id)
        running = [one for one in self.licences if one.runs(now) and one.loans_left != 0]
        if not running:
            return NotLicensed(self.title_id)
        if not serving(running, venue, now):
            venues = tuple(sorted({one.venue for one in running}))
            return NotLicensedHere(self.title_id, venue, venues)
        return NoCopyAvailable(self.title_id)

    def _out(self) -> Counter[str]:
        return Counter(loan.licence_id for loan in self.loans)

    def _kept(self) -> Counter[str]:
        return Counter(hold.licence_id for hold in self.holds)

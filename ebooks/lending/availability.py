"""Availability: what can be said of a title's copies to whoever may want one."""

from dataclasses import dataclass
from datetime import datetime

from ebooks.lending.holds import Hold
from ebooks.lending.licences import serving
from ebooks.lending.loans import Loan
from ebooks.lending.pool import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Of the copies that a venue hands out; the venue "" is the chat.

    `since` is when the oldest of their licences began; `until` when the first copy has to be back, None
    while there is one or none is out. No copies in all: its licences have run out, or serve elsewhere. More
    are out than there are in all where a librarian took copies away.
    """

    copies_total: int
    copies_available: int
    copies_out: int
    holds_total: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a patron stands to a title: she has it, she waits for it, or neither."""

    availability: Availability
    loan: Loan | None
    hold: Hold | None


def availability(pool: Pool, venue: str, now: datetime) -> Availability | None:
    """None for open access, which needs no copies."""
    if not pool.licences:
        return None
    usable = serving(pool.licences, venue, now)
    free = sum(pool.free(licence, now) for licence in usable)
    ids = {licence.id for licence in usable}
    back = [loan.until for loan in pool.loans if loan.licence_id in ids]
    return Availability(
        copies_total=sum(map(pool.copies, usable)),
        copies_available=free,
        copies_out=sum(map(pool.out, usable)),
        holds_total=len(pool.holds),
        since=min((licence.added_at for licence in usable), default=None),
        until=None if free else min(back, default=None),
    )

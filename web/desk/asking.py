"""What figures are asked for: days, a branch with all below it, and a venue."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import HTTPException, Query

from library.branches import within
from library.staff import Librarian
from reference.statistics.period import Period

USUAL = 30  # days
LONGEST = timedelta(days=3 * 366)
EARLIEST = date(2000, 1, 1)  # before which nothing was counted


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDays:
    since: date | None = None
    until: date | None = None

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last: a month until today, unless said otherwise; they are put into order.

        What lies ahead, or before anything was counted, is drawn in: calendars end where one computes on.
        """
        until = max(EARLIEST, min(self.until or today, today))
        since = max(EARLIEST, min(self.since or until - timedelta(days=USUAL - 1), today))
        first, last = min(since, until), max(since, until)
        return max(first, last - LONGEST), last


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(AskedDays):
    branch: Annotated[str | None, Query(max_length=26)] = None
    venue: Annotated[str, Query(max_length=60)] = ""

    def period(self, librarian: Librarian, today: date) -> Period:
        """Of her own branch, unless said otherwise; another branch's figures are none for her (404)."""
        branch = librarian.branch if self.branch is None else self.branch
        if not within(branch, librarian.branch):
            raise HTTPException(404, "没有这个馆。")
        first, last = self.days(today)
        return Period(since=first, until=last, branch=branch, venue=self.venue)

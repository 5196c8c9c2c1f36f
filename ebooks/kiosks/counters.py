"""Counters: what people do at kiosks, by venue and day. A person is never in them."""

import asyncio
from datetime import date

from ebooks.kiosks.counts import Counts, Deed, Report, TitleCounts, VenueDay
from ebooks.kiosks.hours import CHINA
from ebooks.repository.counters import CounterRepository
from library.clock import Clock, utc_now

__all__ = ["Counters", "Counts", "Deed", "Report", "TitleCounts", "VenueDay"]

MOST = 10_000  # at once, which no minute of a kiosk reaches
TOP = 50  # titles in a report


class Counters:
    """Days are those of the place's own clock."""

    def __init__(self, repository: CounterRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    @property
    def today(self) -> date:
        return self._now().astimezone(CHINA).date()

    async def count(
        self, kiosk_id: str, venue: str, deed: Deed, title_id: str = "", *, times: int = 1
    ) -> None:
        """So many more of a deed, today."""
        if 0 < times <= MOST:
            await self._repository.add((self.today, kiosk_id, venue, title_id), deed, times)

    async def report(self, since: date, until: date, venue: str | None = None) -> Report:
        """Both days are in it; of one venue, or of all."""
        days, titles = await asyncio.gather(
            self._repository.days(since, until, venue),
            self._repository.titles(since, until, venue, limit=TOP),
        )
        return Report(days=days, titles=titles, total=sum((one.counts for one in days), Counts()))

    async def venues(self) -> tuple[str, ...]:
        """Where anything was ever counted."""
        return await self._repository.venues()

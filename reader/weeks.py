"""The week of a patron who asked to be read to, told on its last evening."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from library.clock import Clock, utc_now
from reader.days import in_order, local_day
from reader.pace import Pace
from reader.repository.weeks import WeekRepository, paces
from reader.streaks import Streak, streak

SUNDAY, EVENING = 6, 19
A_WEEK = timedelta(weeks=1)
BATCH = 200  # patrons in memory at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """From a Monday on; `books` are the names of what she read, the latest first."""

    patron: str
    monday: date
    days: int
    instalments: int
    minutes: int
    books: tuple[str, ...]
    streak: Streak

    @property
    def key(self) -> str:
        return f"summary:{self.patron}/{self.monday}"


class Weeks:
    """A summary is for those who read in the week and ask for deliveries; they may do without."""

    def __init__(self, repository: WeekRepository, *, now: Clock = utc_now, batch: int = BATCH) -> None:
        self._repository, self._now, self._batch = repository, now, batch

    async def stop(self, patron: str) -> None:
        await self._repository.wish(patron, summaries=False)

    async def resume(self, patron: str) -> None:
        await self._repository.wish(patron, summaries=True)

    async def ending(self) -> AsyncIterator[tuple[Week, ...]]:
        """In batches, the weeks of all for whom it is Sunday between seven and eight in the evening."""
        now = self._now()
        timezones = [one for one in _timezones() if _is_time(now, one)]
        if not timezones:
            return
        async for wanting in self._repository.wanting(timezones, now - A_WEEK, self._batch):
            shelves = await self._repository.shelves(list(wanting))
            weeks = (
                _week(patron, shelf, local_day(now, wanting[patron])) for patron, shelf in shelves.items()
            )
            if found := tuple([week for week in weeks if week.days]):
                yield found


@lru_cache(maxsize=1)
def _timezones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def _is_time(now: datetime, timezone: str) -> bool:
    here = now.astimezone(ZoneInfo(timezone))
    return here.weekday() == SUNDAY and here.hour == EVENING


def _week(patron: str, shelf: Sequence[Mapping[str, Any]], today: date) -> Week:
    pace = Pace.of(paces(shelf))
    days = in_order({one["title_id"]: one["days"] for one in shelf}, pace)
    monday = today - timedelta(days=today.weekday())
    these = [day for day in days if monday <= day.date <= today]
    read = {title_id for day in these for title_id in day.titles}
    return Week(
        patron=patron,
        monday=monday,
        days=len(these),
        instalments=sum(day.instalments for day in these),
        minutes=max(1, round(sum(day.seconds for day in these) / 60)),
        books=tuple([one["title_name"] for one in shelf if one["title_id"] in read]),
        streak=streak(days, today),
    )

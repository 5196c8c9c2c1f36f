"""Checking in: what a patron has to show for today."""

from dataclasses import dataclass
from datetime import date, timedelta

from library.clock import Clock, utc_now
from reader.chapters import Chapters
from reader.days import Day, local_day
from reader.diary import Diary
from reader.marked import Kind
from reader.marks import Marks
from reader.refusals import CannotRead
from reader.sayings import saying
from reader.shelf import Shelf
from reader.streaks import streak

LOOKED_BACK = timedelta(days=4000)  # her diary is one read, however long


class NothingReadToday(CannotRead):
    """There is nothing to show yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    words: str
    title_id: str
    title_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """`days` and `instalments` are 0 where she wants nothing recorded."""

    quotation: str
    title_id: str
    title_name: str
    date: date
    days: int
    instalments: int


class CheckIns:
    """Nothing is kept of a check-in: it is read off the diary, and can be said as often as she likes."""

    def __init__(
        self, shelf: Shelf, chapters: Chapters, marks: Marks, diary: Diary, *, now: Clock = utc_now
    ) -> None:
        self._shelf, self._chapters, self._marks, self._diary, self._now = shelf, chapters, marks, diary, now

    async def today(self, patron: str) -> CheckIn:
        """Raises NothingReadToday, NotReadable.

        Who keeps no diary is believed to have read: her place is all we know.
        """
        timezone = await self._diary.timezone(patron)
        today = local_day(self._now(), timezone)
        private = not await self._diary.records(patron)
        days = () if private else await self._diary.days(patron, today - LOOKED_BACK)
        if not private and not _instalments(days, today):
            raise NothingReadToday
        quoted = await self._excerpt(patron, today, timezone) or await self._sentence(patron)
        return CheckIn(
            quotation=quoted.words,
            title_id=quoted.title_id,
            title_name=quoted.title_name,
            date=today,
            days=streak(days, today).days,
            instalments=_instalments(days, today),
        )

    async def _excerpt(self, patron: str, today: date, timezone: str) -> Quoted | None:
        """What she wrote out today, which she chose herself."""
        for mark in await self._marks.newest(patron, Kind.EXCERPT, 1):
            if mark.source and local_day(mark.made_at, timezone) == today:
                return Quoted(
                    words=mark.text, title_id=mark.source.title_id, title_name=mark.source.title_name
                )
        return None

    async def _sentence(self, patron: str) -> Quoted:
        """From the instalment she was handed last."""
        here = await self._shelf.current(patron)
        if here is None:
            raise NothingReadToday
        found = await self._chapters.locate(here.title_id, here.place, here.opening, here.along)
        return Quoted(words=saying(found.text), title_id=here.title_id, title_name=here.title_name)


def _instalments(days: tuple[Day, ...], today: date) -> int:
    return sum(day.instalments for day in days if day.date == today)

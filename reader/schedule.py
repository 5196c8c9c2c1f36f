"""When a patron wants to read: days of the week, an hour of her own clock, and how much."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reader.refusals import NoDays, NoSuchTimeZone, PortionOutOfRange

HOME = "Asia/Shanghai"
EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
LARGEST = 60  # instalments or minutes at a time

EVENING, MORNING = time(22), time(7)  # between them nobody is written to unasked
ON_TIME = timedelta(minutes=15)  # what a busy morning may cost
SOON = timedelta(hours=6)
A_DAY = timedelta(days=1)


class Unit(StrEnum):
    INSTALMENTS = "instalments"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """`days` count from Monday, 0. Raises NoDays, PortionOutOfRange, NoSuchTimeZone."""

    at: time
    days: frozenset[int] = EVERY_DAY
    portion: int = 1
    unit: Unit = Unit.INSTALMENTS
    timezone: str = HOME

    def __post_init__(self) -> None:
        if not self.days or not self.days <= EVERY_DAY:
            raise NoDays
        if not 1 <= self.portion <= LARGEST:
            raise PortionOutOfRange(LARGEST)
        _zone(self.timezone)

    def after(self, moment: datetime) -> datetime:
        """The first time to deliver after a moment, in UTC.

        An hour that the clocks skip comes as much later as they skip; of one they repeat the first counts.
        """
        day = self.local(moment).date() - A_DAY  # a whole day may be skipped, as Samoa did
        while (due := self._on(day)) <= moment or day.weekday() not in self.days:
            day += A_DAY
        return due

    def on_or_after(self, day: date) -> datetime:
        """The first time to deliver that is not before a day of hers."""
        return self.after(self._at(day, time.min) - timedelta(milliseconds=1))

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(_zone(self.timezone))

    def best(self, due: datetime, now: datetime) -> datetime:
        """When something due is best delivered: `now` or later.

        What was missed for long joins the next time if that is near, and never comes at night unasked.
        """
        if now - due <= ON_TIME:
            return now
        coming = self.after(now)
        moment = self._by_day(now)
        return coming if coming - moment <= SOON else moment

    def _by_day(self, now: datetime) -> datetime:
        here = self.local(now)
        if _is_night(self.at) or not _is_night(here.time()):
            return now
        return self._at(here.date() + A_DAY * (here.time() >= EVENING), MORNING)

    def _on(self, day: date) -> datetime:
        return self._at(day, self.at)

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, _zone(self.timezone)).astimezone(UTC)


def _is_night(hour: time) -> bool:
    return hour >= EVENING or hour < MORNING


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as failure:  # what is no name, or no file of ours
        raise NoSuchTimeZone(name) from failure

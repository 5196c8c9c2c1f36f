"""How long a patron has kept reading, counted kindly: an off day is no failure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from reader.days import Day

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
FORGIVEN = 1  # days off in a week from Monday to Sunday
ENOUGH = 3  # days that make a week of reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """`days` she read in a row, those off not counted, and `weeks`; `today` is whether she read today.

    A day or a week that is not over breaks nothing.
    """

    days: int
    weeks: int
    today: bool


def streak(days: Iterable[Day], today: date) -> Streak:
    read = {day.date for day in days if day.date <= today}
    return Streak(days=_days(read, today), weeks=_weeks(read, today), today=today in read)


def _days(read: set[date], today: date) -> int:
    off, count, day = Counter[date](), 0, today if today in read else today - A_DAY
    first = min(read, default=today)
    while day >= first:
        count += day in read
        off[_monday(day)] += day not in read
        if off[_monday(day)] > FORGIVEN:
            break
        day -= A_DAY
    return count


def _weeks(read: set[date], today: date) -> int:
    in_week = Counter(map(_monday, read))
    this = _monday(today)
    before = takewhile(lambda monday: in_week[monday] >= ENOUGH, _mondays_before(this))
    return (in_week[this] >= ENOUGH) + sum(1 for _ in before)


def _mondays_before(monday: date) -> Iterable[date]:
    while monday - date.min >= A_WEEK:
        yield (monday := monday - A_WEEK)


def _monday(day: date) -> date:
    return day - day.weekday() * A_DAY

"""To when a librarian may put off a question with one click, by the clock on her wall."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from web.desk.wording import CHINA

MORNING = time(9)


class NoSuchMoment(Exception):
    """None of those offered."""


@dataclass(frozen=True, slots=True)
class Moment:
    key: str
    label: str
    at: datetime


def moments(now: datetime) -> tuple[Moment, ...]:
    today = now.astimezone(CHINA).date()
    monday = today + timedelta(days=7 - today.weekday())
    return (
        Moment("1h", "1 小时后", now + timedelta(hours=1)),
        Moment("3h", "3 小时后", now + timedelta(hours=3)),
        Moment("tomorrow", "明天 9:00", _morning(today + timedelta(days=1))),
        Moment("monday", "下周一 9:00", _morning(monday)),
    )


def chosen(written: str, now: datetime) -> datetime:
    """What a form brought: one of the moments, or a day, such as 2026-03-05. Raises NoSuchMoment."""
    for moment in moments(now):
        if moment.key == written:
            return moment.at
    try:
        return _morning(date.fromisoformat(written))
    except ValueError:
        raise NoSuchMoment from None


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, CHINA)

"""Which day is meant: 明天, 下周一, 三天后, 3月5日, next monday, маргааш."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from language.clock_words import HAN_DAYS, NAMED_DAYS, NUM, WEEK, anonymous
from language.folding import fold
from language.numerals import number

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
FARTHEST = timedelta(days=366)

COUNTED = {
    "今天": 0,
    "大后天": 3,
    "后天": 2,
    "明天": 1,
    "明日": 1,
    "tomorrow": 1,
    "маргааш": 1,
    "нөгөөдөр": 2,
}
NEAR = rf"(?P<near>{'|'.join(COUNTED)})"
IN_DAYS = rf"(?P<days>{NUM}) ?(?:天|日|days?|өдөр)(?!\w*月)(?:之?后|以后)?"
IN_WEEKS = rf"(?P<weeks>{NUM}) ?(?:周|个?星期|个?礼拜|weeks?|долоо хоног)(?:之?后|以后)?"
NEXT = rf"(?P<next>下下?)(?:一?个)?{WEEK}(?P<next_day>[一二三四五六日天1-7])?"
THIS = rf"[这本]?(?:个)?{WEEK}(?P<this_day>[一二三四五六日天1-7])"
NAMED = rf"(?:next |дараагийн )?(?P<named>{'|'.join(NAMED_DAYS)})\w*(?: гараг\w*)?"
DATE = rf"(?:(?P<month>{NUM}) ?[月./-] ?)(?P<day>{NUM})(?:[日号])?"
OF_MONTH = rf"(?P<of_month>{NUM}) ?号"
MONTH = r"(?P<next_month>下个?月(?:初|1号|一号)?)"

A_DAY_SAID = anonymous("|".join((NEAR, DATE, OF_MONTH, IN_DAYS, IN_WEEKS, NEXT, THIS, MONTH, NAMED)))


def day(text: str, today: date) -> date | None:
    """The coming day that a text names, within a year; None where it names none, or one that is over."""
    said = fold(text)
    for pattern, meant in KINDS:
        if found := pattern.search(said):
            on = meant({name: value for name, value in found.groupdict().items() if value}, today)
            return on if on and today < on <= today + FARTHEST else None
    return None


def _near(said: Mapping[str, str], today: date) -> date:
    return today + COUNTED[said["near"]] * A_DAY


def _counted(said: Mapping[str, str], today: date) -> date | None:
    count = number(said.get("days", "")) or 7 * (number(said.get("weeks", "")) or 0)
    return today + count * A_DAY if count < 1000 else None


def _next_week(said: Mapping[str, str], today: date) -> date:
    weekday = HAN_DAYS[said.get("next_day", "一")]
    return today - today.weekday() * A_DAY + len(said["next"]) * A_WEEK + weekday * A_DAY


def _this_week(said: Mapping[str, str], today: date) -> date:
    """The nearest such day to come."""
    weekday = HAN_DAYS[said["this_day"]] if "this_day" in said else NAMED_DAYS[said["named"]]
    return today + A_DAY * ((weekday - today.weekday() - 1) % 7 + 1)


def _date(said: Mapping[str, str], today: date) -> date | None:
    month, on = number(said["month"]), number(said["day"])
    this_year = _made(today.year, month, on)
    return this_year if this_year and this_year > today else _made(today.year + 1, month, on)


def _of_month(said: Mapping[str, str], today: date) -> date | None:
    on = number(said["of_month"])
    this_month = _made(today.year, today.month, on)
    following = _first_of_next(today)
    return this_month if this_month and this_month > today else _made(following.year, following.month, on)


def _next_month(_said: Mapping[str, str], today: date) -> date:
    return _first_of_next(today)


def _first_of_next(today: date) -> date:
    return (today.replace(day=28) + 4 * A_DAY).replace(day=1)


def _made(year: int, month: int | None, on: int | None) -> date | None:
    try:
        return date(year, month or 0, on or 0)
    except ValueError:
        return None


KINDS: tuple[tuple["re.Pattern[str]", Callable[[Mapping[str, str], date], date | None]], ...] = (
    (re.compile(NEAR), _near),
    (re.compile(NEXT), _next_week),
    (re.compile(MONTH), _next_month),
    (re.compile(DATE), _date),
    (re.compile(OF_MONTH), _of_month),
    (re.compile(f"{IN_DAYS}|{IN_WEEKS}"), _counted),
    (re.compile(f"{THIS}|{NAMED}"), _this_week),
)

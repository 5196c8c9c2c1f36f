"""A schedule in a patron's words: what she says, and how it is said back."""

import re
from dataclasses import replace
from datetime import datetime, time

from language.clock_words import (
    DAYS_SAID,
    EVERY_DAY,
    HOUR_SAID,
    INSTALMENTS_SAID,
    MINUTES_SAID,
    NAMED_DAYS,
    PART,
    WEEKEND,
    WORKDAYS,
    Said,
)
from language.translation import _, later
from reader.schedule import EVENING, HOME, MORNING, Schedule, Unit

# For patterns: nothing but days, hours and amounts, with what may stand between them.
GLUE = (
    rf"{PART}|每次|每回|大约|[ ,、的在都于约左右钟]"
    r"|at|on|to|of|an?|one|the|next|me|pieces?|parts?|instalments?|надад|өдөр(?!\w)"
)
# Atomic, because 周一、周一、周一、… could be divided in very many ways.
HABIT = rf"(?>{DAYS_SAID}|{HOUR_SAID}|{MINUTES_SAID}|{INSTALMENTS_SAID}|{GLUE})"
HABITS = f"(?:{HABIT})*+"
NAMED = re.compile(f"{DAYS_SAID}|{HOUR_SAID}|{MINUTES_SAID}|{INSTALMENTS_SAID}")
# Looked at before anything else: what has none of these names no hour, and no day.
HOURLY = r"[点时:]|中午|正午|noon|[ap]\.?m|цаг|үд"
WITH_HOUR = f"(?=.*(?:{HOURLY}))"
TIMED = rf"(?=.*(?:{HOURLY}|[每天日周]|星期|礼拜|week|dail|every|өдөр|өдр|{'|'.join(NAMED_DAYS)}))"

PARTS = (
    (5, later("凌晨{time}")), (9, later("早上{time}")), (12, later("上午{time}")),
    (13, later("中午{time}")), (18, later("下午{time}")), (24, later("晚上{time}")),
)  # fmt: skip
WEEKDAYS = (later("一"), later("二"), later("三"), later("四"), later("五"), later("六"), later("日"))


def told(text: str) -> str:
    """Of a folded text what is about days, hours and amounts."""
    return " ".join(found[0] for found in NAMED.finditer(text))


def changed(schedule: Schedule | None, said: Said, timezone: str = HOME) -> Schedule | None:
    """The schedule with what she said about it; None where the hour is still missing.

    Raises PortionOutOfRange.
    """
    if schedule is None:
        if said.at is None:
            return None
        schedule = Schedule(at=said.at, timezone=timezone)
    changed = replace(schedule, at=said.at or schedule.at, days=said.days or schedule.days)
    if said.minutes is not None:
        return replace(changed, portion=said.minutes, unit=Unit.MINUTES)
    if said.instalments is not None:
        return replace(changed, portion=said.instalments, unit=Unit.INSTALMENTS)
    return changed


def habit(schedule: Schedule) -> str:
    """每天早上7:30，每次 2 段."""
    each = _("每次 {n} 段") if schedule.unit is Unit.INSTALMENTS else _("每次约 {n} 分钟")
    return _("{days}{hour}，{portion}").format(
        days=_days(schedule.days), hour=hour(schedule.at), portion=each.format(n=schedule.portion)
    )


def occasion(moment: datetime, schedule: Schedule) -> str:
    """11月24日（周二）早上7:30, by her own clock."""
    here = schedule.local(moment)
    return _("{month}月{day}日（周{weekday}）{hour}").format(
        month=here.month, day=here.day, weekday=_(WEEKDAYS[here.weekday()]), hour=hour(here.time())
    )


def hour(at: time) -> str:
    part = next(name for end, name in PARTS if at.hour < end)
    return _(part).format(time=f"{at.hour - 12 * (at.hour > 12)}:{at.minute:02}")


def is_at_night(schedule: Schedule) -> bool:
    return schedule.at >= EVENING or schedule.at < MORNING


def _days(days: frozenset[int]) -> str:
    named = {EVERY_DAY: _("每天"), WORKDAYS: _("工作日"), WEEKEND: _("周末")}
    if days in named:
        return named[days]
    return _("每周{days}").format(days=_("、").join(_(WEEKDAYS[day]) for day in sorted(days)))

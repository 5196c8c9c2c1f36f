"""Which days the state works: weekends, public holidays, and the weekend days worked in exchange (调休)."""

from datetime import date
from enum import StrEnum

import chinese_calendar

KNOWN = range(
    min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1
)  # the State Council tells a year's holidays in the autumn before it
SATURDAY = 5


class DayKind(StrEnum):
    """`WORKING` includes weekend days worked in exchange; `RESTING` is an ordinary free day."""

    WORKING = "working"
    RESTING = "resting"
    HOLIDAY = "holiday"


def kind_of(day: date) -> DayKind:
    """Beyond the years that are KNOWN the week alone decides."""
    if day.year not in KNOWN:
        return DayKind.RESTING if day.weekday() >= SATURDAY else DayKind.WORKING
    if day in chinese_calendar.workdays:
        return DayKind.WORKING
    if day in chinese_calendar.holidays:
        return DayKind.HOLIDAY
    return DayKind.RESTING if day.weekday() >= SATURDAY else DayKind.WORKING

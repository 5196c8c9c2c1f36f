"""Bunches: days taken together, so that a long period fits on a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from reference.statistics.sums import Sums

DAYS_UP_TO, WEEKS_UP_TO = 31, 31 * 7  # days in a period


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bunch:
    """Both days are in it."""

    step: Step
    since: date
    until: date
    sums: Sums


def bunches(days: Mapping[date, Sums]) -> tuple[Bunch, ...]:
    """Single days, weeks from Monday on, or months, whichever fits; days in their order."""
    return tuple(_bunches(days, step_of(len(days))))


def step_of(days: int) -> Step:
    return Step.DAY if days <= DAYS_UP_TO else Step.WEEK if days <= WEEKS_UP_TO else Step.MONTH


def _bunches(days: Mapping[date, Sums], step: Step) -> Iterator[Bunch]:
    for _, found in groupby(days, key=lambda day: _place(day, step)):
        among = list(found)
        sums = sum((days[day] for day in among), Sums())
        yield Bunch(step=step, since=among[0], until=among[-1], sums=sums)


def _place(day: date, step: Step) -> tuple[int, int]:
    match step:
        case Step.DAY:
            return day.year, day.toordinal()
        case Step.WEEK:
            return day.isocalendar()[:2]
        case Step.MONTH:
            return day.year, day.month

"""A period, and the place it is asked about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

MONTH, TEN, SINGLE = len("2026-03"), len("2026-03-1"), len("2026-03-15")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Both days are in it. Of a `branch` with all below it, of a `venue`; "" is everywhere."""

    since: date
    until: date
    branch: str = ""
    venue: str = ""

    @property
    def days(self) -> list[date]:
        length = (self.until - self.since).days + 1
        return [self.since + timedelta(days=ahead) for ahead in range(length)]

    @property
    def spans(self) -> list[str]:
        """What its days begin with: whole months, else whole tens of days, else single days."""
        return list(_spans(self.days, (MONTH, TEN, SINGLE)))


def spans_of(day: str) -> tuple[str, str]:
    """The month and the ten days it lies in, such as 2026-03 and 2026-03-1."""
    return day[:MONTH], day[:TEN]


def tens_of(span: str) -> list[str]:
    """A month's tens of days; what is shorter stays as it is."""
    return [f"{span}-{ten}" for ten in "0123"] if len(span) == MONTH else [span]


def _spans(days: list[date], lengths: tuple[int, ...]) -> Iterator[str]:
    length, *shorter = lengths
    for span, found in groupby(days, key=lambda day: day.isoformat()[:length]):
        among = list(found)
        if _begins(among[0] - DAY, span) or _begins(among[-1] + DAY, span):
            yield from _spans(among, tuple(shorter))
        else:
            yield span


def _begins(day: date, span: str) -> bool:
    return day.isoformat().startswith(span)

"""Drawing up a plan: its titles cut into as many days as are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import ceil

from reader.planned import Day
from reader.refusals import DoesNotFit

LONGEST = 100  # days
MOST = 60  # instalments a day, of about a minute each


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How many instalments a title has."""

    title_id: str
    title_name: str
    instalments: int


def propose(titles: Sequence[Length], days: int) -> tuple[Day, ...]:
    """Days of about equal portions, each of one title; fewer days where there are fewer instalments.

    Raises DoesNotFit where a portion would be too large, or there are more titles than days.
    """
    lengths = [title.instalments for title in titles]
    least = sum(ceil(length / MOST) for length in lengths)
    if not least <= days <= LONGEST:
        raise DoesNotFit(least)
    shares = _shares(lengths, min(days, sum(lengths)))
    return tuple(day for title, share in zip(titles, shares, strict=True) for day in _evenly(title, share))


def apportion(days: Sequence[Day], counts: Sequence[int]) -> tuple[Day, ...]:
    """The same days with other portions; a title's last day takes what is left. Raises DoesNotFit."""
    again: list[Day] = []
    wanted = dict(zip(days, counts, strict=True))
    for _, group in groupby(days, key=lambda day: day.title_id):
        first, title = 0, list(group)
        for day in title:
            rest = day.of - first
            count = rest if day is title[-1] else wanted[day]
            if not 1 <= count <= min(rest, MOST):
                raise DoesNotFit(len(days))
            again.append(replace(day, first=first, count=count))
            first += count
    return tuple(again)


def _shares(lengths: Sequence[int], days: int) -> list[int]:
    """Days for each title, as its length is to all; at least one, and never more than it has instalments.

    Whoever has the largest portion gets the next day, which keeps the largest portion as small as can be.
    """
    shares = [1] * len(lengths)
    for _ in range(days - len(lengths)):
        portions = [length / share for length, share in zip(lengths, shares, strict=True)]
        shares[portions.index(max(portions))] += 1
    return shares


def _evenly(title: Length, days: int) -> list[Day]:
    bounds = [round(title.instalments * day / days) for day in range(days + 1)]
    return [
        Day(
            title_id=title.title_id,
            title_name=title.title_name,
            first=first,
            count=end - first,
            of=title.instalments,
        )
        for first, end in pairwise(bounds)
    ]

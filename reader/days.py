"""Days as a patron counts them, and what she read on one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reader.pace import Amount, Pace

HERE = "Asia/Shanghai"  # the time zone of whoever named none

Counts = Mapping[str, int]  # of instalments, han and words


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was handed out and not yet read before; `seconds` is how long that takes at her own pace."""

    date: date
    instalments: int
    han: int
    words: int
    seconds: int
    titles: tuple[str, ...]


def local_day(at: datetime, timezone: str) -> date:
    return at.astimezone(ZoneInfo(timezone or HERE)).date()


def in_order(read: Mapping[str, Mapping[str, Counts]], pace: Pace) -> tuple[Day, ...]:
    """The days, oldest first, from what was counted by title and by day."""
    days: dict[str, dict[str, Counts]] = defaultdict(dict)
    for title_id, counts in read.items():
        for day, counted in counts.items():
            days[day][title_id] = counted
    return tuple([_day(date.fromisoformat(day), days[day], pace) for day in sorted(days)])


def _day(day: date, titles: Mapping[str, Counts], pace: Pace) -> Day:
    counts = titles.values()
    amount = Amount(han=_sum(counts, "han"), words=_sum(counts, "words"))
    return Day(
        date=day,
        instalments=_sum(counts, "instalments"),
        han=amount.han,
        words=amount.words,
        seconds=round(60 * pace.minutes(amount)),
        titles=tuple(titles),
    )


def _sum(counts: Collection[Counts], name: str) -> int:
    return sum(counted[name] for counted in counts)

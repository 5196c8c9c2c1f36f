"""Statistics: reports made from facts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from library.clock import Clock, utc_now
from library.hours import BEIJING
from reference.models import Kind, Outcome
from reference.repository.facts import FactRepository
from reference.statistics.fact import BY_LIBRARIANS, MINUTE, End
from reference.statistics.period import Period
from reference.statistics.report import Report
from reference.statistics.subtotal import Group, Subtotal
from reference.statistics.sums import Sums, Waits, spread

HOURS = 24


class Statistics:
    """Each report is put together when somebody asks for it."""

    def __init__(
        self, repository: FactRepository, *, promised: timedelta | None = None, now: Clock = utc_now
    ) -> None:
        """A first answer is `promised` within so much working time."""
        self._repository, self._now = repository, now
        self.promised = int(promised / MINUTE) if promised else None

    @property
    def today(self) -> date:
        return self._now().astimezone(BEIJING).date()

    async def report(self, period: Period) -> Report:
        found = await self._repository.subtotal(period)
        asked, by_hour = _ends("day", found.groups("days")), _counted("hour", found.groups("hours"))
        worked, ways = _by_librarians(found.groups("sorts")), list(found.groups("ways"))
        firsts, spents = _by_month("first", found), _by_month("spent", found)
        minutes = _said("minutes", found)
        return Report(
            period=period,
            total=sum(asked.values(), Sums()),
            days={day: asked.get(day.isoformat(), Sums()) for day in period.days},
            branches=_ends("branch", found.groups("branches")),
            venues=_ends("venue", found.groups("branches")),
            hours=tuple(by_hour[hour] for hour in range(HOURS)),
            kinds={Kind(kind): count for kind, count in _counted("kind", worked).items() if kind},
            reads={read: count for read, count in _counted("read", worked).items() if read},
            outcomes={Outcome(one): count for one, count in _counted("outcome", worked).items() if one},
            satisfaction=_said("satisfaction", found),
            unsorted=_counted("kind", worked)[None],
            subjects=_said("subject", found),
            reference=sum(count for group, count in worked if _is_reference(group)),
            handed_over=_counted("handed_over", ways)[True],
            reopened=_counted("reopened", ways)[True],
            waits=self._waits(sum(firsts.values(), Counter()), sum(spents.values(), Counter())),
            months={month: self._waits(firsts[month], spents[month]) for month in sorted({*firsts, *spents})},
            worked=spread(minutes),
            minutes=sum(length * count for length, count in minutes.items()),
        )

    def _waits(self, first: Mapping[int, int], spent: Mapping[int, int]) -> Waits:
        return Waits(first=spread(first, self.promised), spent=spread(spent))

    async def venues(self) -> list[str]:
        """Where patrons stood who ever asked."""
        return await self._repository.venues()


def _ends(field: str, groups: Iterable[Group]) -> dict[str, Sums]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group, count in groups:
        found[group[field]][group["end"]] += count
    return {place: Sums(**ends) for place, ends in sorted(found.items())}


def _counted(field: str, groups: Iterable[Group]) -> "Counter[Any]":
    found: Counter[Any] = Counter()
    for group, count in groups:
        found[group[field]] += count
    return found


def _said(field: str, found: Subtotal) -> Mapping[Any, int]:
    """Of those of which it is known."""
    return {
        known: count for known, count in _counted(field, found.groups(field)).items() if known is not None
    }


def _by_month(field: str, found: Subtotal) -> "defaultdict[str, Counter[int]]":
    months: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for group, count in found.groups(field):
        if group[field] is not None:
            months[group["month"]][group[field]] += count
    return months


def _by_librarians(groups: Iterable[Group]) -> list[Group]:
    return [(group, count) for group, count in groups if group["end"] in BY_LIBRARIANS]


def _is_reference(group: Mapping[str, object]) -> bool:
    """Z39.7: to say where the lift is is none, and what nobody has sorted is not claimed to be one."""
    return group["end"] == End.ANSWERED and group["kind"] not in {None, Kind.DIRECTIONAL}

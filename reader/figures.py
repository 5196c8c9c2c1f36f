"""What is read, in figures: never of fewer than five patrons, and none of who wants nothing recorded."""

from dataclasses import dataclass
from datetime import date, timedelta

from library.clock import Clock, utc_now
from library.few import Count, parts, told
from reader.days import HERE, local_day
from reader.repository.figures import FigureRepository

QUIET = timedelta(days=14)  # without a word: stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFigures:
    title_id: str
    name: str
    readers: Count
    instalments: Count
    finished: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFigures:
    """`monday` is the week's first day."""

    monday: date
    readers: Count
    instalments: Count
    finished: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """How many have laid a book down in a chapter."""

    chapter: int
    name: str
    readers: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFigures:
    going: Count
    paused: Count
    finished: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """`stopped` have left or fallen silent; `after` says after how many days, from none to all but one."""

    joined: Count
    active: Count
    finished: Count
    stopped: Count
    after: tuple[Count, ...]


class Figures:
    def __init__(self, repository: FigureRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    def monday(self, weeks: int) -> date:
        """The first day of so many weeks, of which this is the last."""
        today = local_day(self._now(), HERE)
        return today - timedelta(days=today.weekday() + 7 * (weeks - 1))

    async def titles(self, since: date) -> tuple[TitleFigures, ...]:
        """Those read most first."""
        return tuple(
            TitleFigures(
                title_id=found["_id"],
                name=found["name"],
                readers=told(found["readers"]),
                instalments=found["instalments"] if told(found["readers"]) else None,
                finished=told(found["finished"]),
            )
            for found in await self._repository.titles(since)
        )

    async def weeks(self, since: date) -> tuple[WeekFigures, ...]:
        """Every week from the one that begins then, the newest first; also those in which nobody read."""
        read, finished = await self._repository.weeks(since), await self._repository.finished(since)
        weeks = (self.monday(1) - since).days // 7 + 1
        mondays = [since + timedelta(days=7 * week) for week in reversed(range(weeks))]
        return tuple(
            WeekFigures(
                monday=monday,
                readers=told(read.get(monday, (0, 0))[0]),
                instalments=read[monday][1] if monday in read and told(read[monday][0]) else None,
                finished=told(finished.get(monday, 0)),
            )
            for monday in mondays
        )

    async def stops(self, title_id: str) -> tuple[Stop, ...]:
        """Chapters in the order of the book, of those where anybody stopped."""
        found = await self._repository.stops(title_id, self._now() - QUIET)
        return tuple(
            Stop(chapter=one["chapter"], name=one["name"], readers=told(one["readers"])) for one in found
        )

    async def deliveries(self) -> DeliveryFigures:
        found = await self._repository.deliveries()
        going, paused, finished = parts([found.get(one, 0) for one in ("going", "paused", "finished")])
        return DeliveryFigures(going=going, paused=paused, finished=finished)

    async def plan(self, plan_id: str, days: int) -> PlanFigures:
        found = await self._repository.plan(plan_id, self._now() - QUIET)
        stopped = [found.stopped.get(day, 0) for day in range(days)]
        whole = [found.active, found.finished, sum(stopped)]
        active, finished, fallen = parts(whole)
        return PlanFigures(
            joined=told(sum(whole)),
            active=active,
            finished=finished,
            stopped=fallen,
            after=tuple(parts(stopped) if fallen else [None] * days),
        )

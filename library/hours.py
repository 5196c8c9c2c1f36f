"""Opening hours: several spans a day, holidays, days worked in exchange, and a library's own exceptions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from library.working_days import DayKind, kind_of

BEIJING = ZoneInfo("Asia/Shanghai")
MIDNIGHT = 24 * 60
FARTHEST = 400  # days; a place with no opening in more than a year has none


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From and to, in minutes of the day; the first minute is within, the last is not."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MIDNIGHT:
            raise ValueError(f"a span goes forward within one day, not from {self.opens} to {self.closes}")


Spans = tuple[Span, ...]
CLOSED: Spans = ()


@dataclass(frozen=True, slots=True)
class Different:
    """What is different on one day, and why."""

    spans: Spans
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A day's own exception comes first, then what is said of its kind, then its place in the week.

    `week` begins on Monday. `kinds` says what holds on every day of a kind; so 工作日 follows the state.
    """

    week: tuple[Spans, ...] = (CLOSED,) * 7
    kinds: Mapping[DayKind, Spans] = field(default_factory=dict)
    exceptions: Mapping[date, Different] = field(default_factory=dict)
    zone: ZoneInfo = BEIJING

    def on(self, day: date) -> Spans:
        if day in self.exceptions:
            return self.exceptions[day].spans
        return self.kinds.get(kind_of(day), self.week[day.weekday()])

    def why(self, day: date) -> str:
        """The reason of a day's exception, if it has one."""
        known = self.exceptions.get(day)
        return known.reason if known else ""

    def is_open(self, moment: datetime) -> bool:
        return any(opens <= moment < closes for opens, closes in self._day(self._local(moment)))

    def closing(self, moment: datetime) -> datetime | None:
        """When it closes, if it is open then; where one span ends as the next begins it stays open."""
        end = None
        for opens, closes in self._from(moment, days=2):
            if opens == end or (end is None and opens <= moment):
                end = closes
        return end

    def next_opening(self, moment: datetime) -> datetime | None:
        """The first time it is open from then on, `moment` itself if it is; None where it opens no more."""
        for opens, _ in self._from(moment):
            return max(opens, moment)
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How long it was open from start to end."""
        days = (self._local(end) - self._local(start)).days + 1
        spent = timedelta()
        for opens, closes in self._from(start, days=max(days, 0)):
            spent += max(min(closes, end) - max(opens, start), timedelta())
        return spent

    def after(self, start: datetime, wait: timedelta) -> datetime | None:
        """When it will have been open that long; None where it will not be within FARTHEST days."""
        left = wait
        for opens, closes in self._from(start):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= closes - begins
        return None

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _from(self, moment: datetime, days: int = FARTHEST) -> Iterator[tuple[datetime, datetime]]:
        """Spans that end after a moment, in their order."""
        first = self._local(moment)
        for ahead in range(days):
            for opens, closes in self._day(first + timedelta(days=ahead)):
                if closes > moment:
                    yield opens, closes

    def _day(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        midnight = datetime.combine(day, time(), self.zone)
        for span in sorted(self.on(day)):
            # Minutes are added to a local midnight: Beijing time has no summer time.
            yield midnight + timedelta(minutes=span.opens), midnight + timedelta(minutes=span.closes)

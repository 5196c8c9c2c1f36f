"""A delivery, and one occasion of it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from reader.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A title that comes to a patron by itself; so far `given` portions, `last` the key of the last one.

    `next_due` is None while it is paused without an end, and when it is finished.
    """

    patron: str
    title_id: str
    schedule: Schedule
    started_at: datetime
    next_due: datetime | None
    plan: str | None = None
    paused: bool = False
    paused_until: date | None = None
    finished_at: datetime | None = None
    given: int = 0
    last: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One occasion of a delivery, in one worker's hands. Its `key` is the same for whoever has it next."""

    delivery: Delivery
    at: datetime
    lease: str = field(repr=False)

    @property
    def key(self) -> str:
        """Unique among all messages, so that what was handed out or sent once is not again."""
        return f"delivery:{self.delivery.patron}/{self.delivery.title_id}/{self.at.timestamp():.3f}"

    def best(self, now: datetime) -> datetime:
        """When it is best delivered: `now` or later."""
        return self.delivery.schedule.best(self.at, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What a delivery is once something due is settled."""

    due: Due
    after: Delivery

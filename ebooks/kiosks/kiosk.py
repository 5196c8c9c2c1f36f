"""A kiosk: one enrolled device at one place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ebooks.kiosks.hours import Hours

SILENT = timedelta(minutes=5)  # a kiosk speaks every minute, and a network may hiccup


class State(StrEnum):
    ONLINE = "online"
    SILENT = "silent"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kiosk:
    """`titles`, `viewport` and the rest are what it said of itself at `seen_at`.

    `offline_seconds` is how long it last was without us, found out at `back_at`. Without `hours` its place is
    always open. `alarmed_at` is when its silence was told at the desk. It speaks `language` until somebody
    touches another: zh, mn or en.
    """

    id: str
    name: str
    venue: str
    enrolled_at: datetime
    seen_at: datetime
    by: str = ""
    language: str = "zh"
    titles: int = 0
    viewport: str = ""
    offline_seconds: int = 0
    back_at: datetime | None = None
    hours: Hours | None = None
    alarmed_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""

    @property
    def offline(self) -> timedelta:
        return timedelta(seconds=self.offline_seconds)

    def state(self, now: datetime) -> State:
        if self.revoked_at:
            return State.REVOKED
        return State.SILENT if now - self.seen_at >= SILENT else State.ONLINE

    def is_missed(self, now: datetime) -> bool:
        """Whether it says nothing though its place is open; at night nobody needs to be called."""
        opened = self.hours.opened_at(now) if self.hours else self.seen_at
        if self.revoked_at or opened is None:
            return False
        return now - max(self.seen_at, opened) >= SILENT

"""Holds: a place in the queue for a title."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """At `position` 0 a copy of `licence_id` is kept for her `until` then; before that both are empty."""

    id: str
    title_id: str
    patron: str
    since: datetime
    venue: str = ""
    licence_id: str = ""
    until: datetime | None = None
    position: int = 0

    @property
    def is_ready(self) -> bool:
        return bool(self.licence_id)

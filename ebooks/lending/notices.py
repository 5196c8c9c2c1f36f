"""Notices: what a patron should be told, decided in the same write as what it tells of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    READY = "ready"  # a copy is kept for her
    LAPSED = "lapsed"  # it was, and is no longer
    ENDING = "ending"  # her loan ends soon
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`about` is the id of the loan or hold, `until` its deadline."""

    kind: Kind
    patron: str
    title_id: str
    about: str
    until: datetime

    @property
    def key(self) -> str:
        """The same for the same news, however often it is brought."""
        return f"lending:{self.kind}:{self.about}:{self.until:%Y%m%d%H%M}"

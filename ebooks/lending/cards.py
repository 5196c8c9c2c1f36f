"""A patron's card: a line for each loan and hold, so that a limit is one conditional write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ebooks.lending.rules import Limits


class Side(StrEnum):
    LOANS = "loans"
    HOLDS = "holds"

    def limit(self, limits: Limits) -> int:
        return limits.loans if self is Side.LOANS else limits.holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`id` is that of the loan or hold it was written for."""

    id: str
    title_id: str
    at: datetime


Card = Mapping[Side, tuple[Line, ...]]

"""How long things are lent, and how many to whom."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A copy is lent for `loan`, kept for who waited for `reserved`; `warning` before the end we say so.

    A loan may be renewed `renewals` times. Days are counted by `timezone`.
    """

    loan: timedelta = timedelta(days=21)
    reserved: timedelta = timedelta(days=3)
    warning: timedelta = timedelta(days=3)
    renewals: int = 2
    timezone: str = "Asia/Shanghai"

    def day(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many titles a patron of one group may have at once; open access does not count."""

    loans: int = 5
    holds: int = 5

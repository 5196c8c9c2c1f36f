"""Days as a patron counts them, and what she read on one."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = "Asia/Shanghai"  # the time zone of whoever named none


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

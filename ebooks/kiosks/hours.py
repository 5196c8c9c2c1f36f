"""When a kiosk's place is open, by the clock on its wall."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
WRITTEN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")


class NoSuchHours(Exception):
    """What was written is no span of a day."""

    def __init__(self, written: str) -> None:
        super().__init__(f"no hours: {written}")
        self.written = written


@dataclass(frozen=True, slots=True)
class Hours:
    """Every day from `opens` to `closes`, which may be after midnight."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"

    def opened_at(self, moment: datetime) -> datetime | None:
        """When the doors opened that are open at a moment; None where they are shut."""
        here = moment.astimezone(CHINA)
        today = datetime.combine(here.date(), self.opens, CHINA)
        opened = today if today <= here else today - timedelta(days=1)
        closed = datetime.combine(opened.date(), self.closes, CHINA)
        if self.closes <= self.opens:
            closed += timedelta(days=1)
        return opened if here < closed else None


def read_hours(written: str) -> Hours | None:
    """What a librarian typed, such as 9:00-17:00; None for always, said or not. Raises NoSuchHours."""
    if not written.strip():
        return None
    found = WRITTEN.fullmatch(written.strip())
    if found is None:
        raise NoSuchHours(written)
    opens, minute, closes, last = map(int, found.groups())
    try:
        hours = Hours(time(opens, minute), time(closes % 24, last))
    except ValueError:
        raise NoSuchHours(written) from None
    if (opens, minute, closes, last) == (0, 0, 24, 0):
        return None
    if closes > 24 or hours.opens == hours.closes:
        raise NoSuchHours(written)
    return hours

"""The form of a licence: what was typed, kept as it was where it cannot be used."""

from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Form

from ebooks.lending.licences import Licence
from web.desk.typed import one_line

CHINA = ZoneInfo("Asia/Shanghai")
MOST_COPIES, MOST_LOANS = 100_000, 10_000_000
FURTHEST = timedelta(days=100 * 366)  # from today; calendars end where one computes on


class LicenceForm:
    """An empty field is no limit."""

    def __init__(
        self,
        copies: Annotated[str, Form(max_length=10)] = "1",
        until: Annotated[str, Form(max_length=10)] = "",
        loans: Annotated[str, Form(max_length=10)] = "",
        venue: Annotated[str, Form(max_length=60)] = "",
    ) -> None:
        self.copies, self.until, self.loans = copies.strip(), until.strip(), loans.strip()
        self.venue = one_line(venue)

    def trouble(self, today: date) -> str:
        """What is wrong with it, in words; "" where nothing is."""
        if not _is_count(self.copies, MOST_COPIES):
            return f"同时可借的份数要在 1 到 {MOST_COPIES} 之间。"
        if self.loans and not _is_count(self.loans, MOST_LOANS):
            return "可借的总次数要是 1 以上的整数，或者空着。"
        try:
            last = self._last_day()
        except ValueError:
            return "到期日请写成 2027-01-31 这样，或者空着。"
        if last and last - today > FURTHEST:
            return "到期日太远了。没有期限的，请空着。"
        return "到期日已经过了。" if last and last < today else ""

    def licence(self, licence_id: str, now: datetime) -> Licence:
        """Of a form without trouble; it ends when its last day does, in China."""
        return Licence(
            id=licence_id,
            added_at=now,
            copies=int(self.copies),
            until=self.ends_at,
            loans_left=int(self.loans) if self.loans else None,
            venue=self.venue,
        )

    @classmethod
    def of(cls, licence: Licence) -> "LicenceForm":
        """What may be changed of one there is."""
        until = licence.until and (licence.until - timedelta(seconds=1)).astimezone(CHINA).date()
        return cls(copies=str(licence.copies), until=str(until or ""))

    @property
    def ends_at(self) -> datetime | None:
        last = self._last_day()
        return datetime.combine(last + timedelta(days=1), time(), CHINA) if last else None

    def _last_day(self) -> date | None:
        return date.fromisoformat(self.until) if self.until else None


def _is_count(written: str, most: int) -> bool:
    return written.isascii() and written.isdigit() and 1 <= int(written) <= most

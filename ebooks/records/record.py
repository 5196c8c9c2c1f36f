"""A record of somebody else's catalogue, brought to our words."""

from dataclasses import dataclass
from datetime import datetime


class WrongRecord(ValueError):
    """One record that cannot be used; `reason` says why, in Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a licence allows: so many at once, until a day, so many loans, at one venue."""

    copies: int = 1
    until: datetime | None = None
    loans: int | None = None
    venue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Empty where it says nothing; `code` is the short code of a title of ours."""

    code: str = ""
    isbn: str | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    series: str = ""
    volume: str = ""
    publisher: str = ""
    year: str = ""
    terms: Terms | None = None

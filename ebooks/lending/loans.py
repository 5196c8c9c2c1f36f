"""Loans: a title in a patron's hands."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """`id` says nothing of the patron, so it may stand in what leaves the house."""

    id: str
    title_id: str
    patron: str
    licence_id: str
    since: datetime
    until: datetime
    venue: str = ""
    renewals: int = 0
    warned: bool = False

"""A report: the desk in figures, over a period and of a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reference.models import Kind, Outcome
from reference.statistics.period import Period
from reference.statistics.sums import Spread, Sums, Waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`days` are all of the period in their order, `hours` those of a day by what was asked in each.

    Kinds, READ and outcomes are of the answered and unanswered ones, of which nobody has sorted `unsorted`.
    `months`, such as 2026-03, are those with any wait, in their order. Satisfaction is what patrons said who
    said anything. Librarians said how long they `worked`, together `minutes`, and what the subject was, only
    of some.
    """

    period: Period
    total: Sums
    days: Mapping[date, Sums]
    branches: Mapping[str, Sums]
    venues: Mapping[str, Sums]
    hours: tuple[int, ...]
    kinds: Mapping[Kind, int]
    reads: Mapping[int, int]
    outcomes: Mapping[Outcome, int]
    unsorted: int
    satisfaction: Mapping[int, int]
    subjects: Mapping[str, int]
    reference: int  # reference transactions: answered, and more than the way to the lift
    handed_over: int
    reopened: int
    waits: Waits
    months: Mapping[str, Waits]
    worked: Spread
    minutes: int

    @property
    def nameless(self) -> int:
        """Answered and unanswered ones without a subject."""
        return self.total.answered + self.total.unanswered - sum(self.subjects.values())

    @property
    def offered(self) -> int:
        """Answered by the house of which we know whether it helped."""
        return self.total.deflected + self.handed_over

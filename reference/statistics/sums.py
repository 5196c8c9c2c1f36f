"""Sums: how many questions came to which end, and how long people waited."""

from collections.abc import Mapping
from dataclasses import dataclass

from reference.statistics.fact import End


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """By what became of them; unanswered and abandoned ones are figures of their own."""

    answered: int = 0
    unanswered: int = 0
    abandoned: int = 0
    deflected: int = 0
    silent: int = 0
    open: int = 0

    def __add__(self, more: "Sums") -> "Sums":
        return Sums(
            answered=self.answered + more.answered,
            unanswered=self.unanswered + more.unanswered,
            abandoned=self.abandoned + more.abandoned,
            deflected=self.deflected + more.deflected,
            silent=self.silent + more.silent,
            open=self.open + more.open,
        )

    def of(self, end: End) -> int:
        return int(getattr(self, end.value))

    @property
    def received(self) -> int:
        return self.answered + self.unanswered + self.abandoned + self.deflected + self.silent + self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Working minutes: half of `count` questions took no longer than the median, nine in ten than `p90`.

    `kept` took no longer than was promised, where anything was.
    """

    count: int = 0
    median: int | None = None
    p90: int | None = None
    kept: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """For the first answer, and until all was answered."""

    first: Spread
    spent: Spread


def spread(lengths: Mapping[int, int], promised: int | None = None) -> Spread:
    """Of how many questions took how many minutes; `promised` are minutes too."""
    count = sum(lengths.values())
    return Spread(
        count=count,
        median=_rank(lengths, count, 50),
        p90=_rank(lengths, count, 90),
        kept=None if promised is None else sum(n for length, n in lengths.items() if length <= promised),
    )


def _rank(lengths: Mapping[int, int], count: int, percent: int) -> int | None:
    """The nearest rank, which is a wait somebody had."""
    passed = 0
    for length, times in sorted(lengths.items()):
        passed += times
        if passed * 100 >= percent * count:
            return length
    return None

"""Spots: where an instalment stands in a title's contents, and the arithmetic of going on from there."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

WRITTEN = re.compile(r"([1-9]\d{0,4})-([1-9]\d{0,4})")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """`chapter` counts the lines of the contents, `number` the instalments of that chapter, both from 1."""

    chapter: int
    number: int

    def __str__(self) -> str:
        return f"{self.chapter}-{self.number}"

    @classmethod
    def read(cls, written: str) -> "Spot | None":
        """What `str` wrote; None where it is nothing of the kind."""
        found = WRITTEN.fullmatch(written)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def of(cls, instalment_id: str) -> "Spot":
        """An instalment's id ends with its spot."""
        *_, chapter, number = instalment_id.split("/")
        return cls(int(chapter), int(number))


class Spots:
    """All spots of a title, from the number of instalments in each of its chapters."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = counts
        self._before = [0, *accumulate(counts)]

    def __len__(self) -> int:
        return self._before[-1]

    def __contains__(self, spot: Spot) -> bool:
        return 1 <= spot.chapter <= len(self._counts) and 1 <= spot.number <= self._counts[spot.chapter - 1]

    def index(self, spot: Spot) -> int:
        """How many instalments stand before it."""
        return self._before[spot.chapter - 1] + spot.number - 1

    def at(self, index: int) -> Spot:
        chapter = bisect_right(self._before, index)
        return Spot(chapter, index - self._before[chapter - 1] + 1)

    def near(self, spot: Spot) -> Spot:
        """The spot itself, or the last one before it: after a new import a chapter may be shorter."""
        chapter = min(max(spot.chapter, 1), len(self._counts))
        last = self._counts[chapter - 1]
        return Spot(chapter, min(max(spot.number, 1), last) if spot.chapter == chapter else last)

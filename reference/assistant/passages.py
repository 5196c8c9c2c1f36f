"""What the assistant may draw on: pieces of the house's own texts, found for one question."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST, LONGEST = 8, 1_200  # passages of one question, and characters of each


class Origin(StrEnum):
    KNOWLEDGE = "knowledge"
    RULES = "rules"
    CATALOGUE = "catalogue"  # what publishers wrote about their books


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`address` is the page it is published on, where there is one."""

    origin: Origin
    name: str
    text: str
    address: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether a librarian stands for it. What came with a book's file anybody may have written."""
        return self.origin is not Origin.CATALOGUE


Finder = Callable[[str], Awaitable[Sequence[Passage]]]
"""Passages that may answer a question, the best first."""

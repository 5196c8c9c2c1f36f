"""What a patron may want, and what we think she wants."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.understanding.scores import SURE, VERY_SURE

# For patterns that take in unmarked words: 搜鲁迅 states what is wanted, 搜不到书怎么办 asks.
STATED = r"(?!.*(?:[吗么哪几谁不没借怎回]|如何|为何|多少|我的|[过逾到]期))"


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: hashing long patterns is slow
class Intent:
    """One thing a patron may want.

    `label` is what she is shown when we ask back; sending the first of `phrases` always means this intent.
    `patterns` match the whole folded text; their named groups become the meaning's slots.
    A `careful` intent cannot be undone, so a slip of the finger or a "may I" is asked back.
    """

    name: str
    label: str
    phrases: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...] = ()
    careful: bool = False


def intent(
    name: str, label: str, *phrases: str, patterns: Iterable[str] = (), careful: bool = False
) -> Intent:
    return Intent(name, label, phrases, tuple(re.compile(pattern) for pattern in patterns), careful)


@dataclass(frozen=True, slots=True)
class Meaning:
    """An intent with how sure we are, from 0 to 1."""

    intent: Intent
    score: float
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sure(self) -> bool:
        return self.score >= (VERY_SURE if self.intent.careful else SURE)

"""How long reading takes: at an ordinary pace, and at a patron's own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import median

HAN_A_MINUTE = 400  # silent reading of Chinese: 300 to 500 in use
WORDS_A_MINUTE = 230  # silent reading of alphabetic scripts
HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
HAN_RUN = re.compile(f"{HAN.pattern}+")
WORDS = re.compile("[^\\W\\d_\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

SLOWEST, FASTEST = 0.3, 3.0  # times the ordinary: 120 and 1,200 Han a minute
SAMPLES = 20  # the last so many; people become faster, and books differ
ENOUGH = 3  # samples, before they are believed
TOO_SOON, TOO_LATE = timedelta(seconds=5), timedelta(minutes=10)  # she leafed; she laid it down


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much text: Han one by one, alphabetic scripts by the word."""

    han: int = 0
    words: int = 0

    @classmethod
    def of(cls, text: str) -> "Amount":
        # What is missing without them: a third of the time that finding one after the other takes.
        rest, runs = HAN_RUN.subn(" ", text)
        return cls(han=len(text) - len(rest) + runs, words=len(WORDS.findall(rest)))

    @property
    def minutes(self) -> float:
        """At an ordinary pace."""
        return self.han / HAN_A_MINUTE + self.words / WORDS_A_MINUTE

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(han=self.han + other.han, words=self.words + other.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`factor` is how many times faster than ordinary she reads; `measured` is how often she was timed."""

    factor: float = 1.0
    measured: int = 0

    @classmethod
    def of(cls, samples: Sequence[float]) -> "Pace":
        """The median, which one telephone call does not move; ordinary until there are a few samples."""
        if len(samples) < ENOUGH:
            return cls(measured=len(samples))
        return cls(factor=min(max(median(samples), SLOWEST), FASTEST), measured=len(samples))

    @property
    def is_measured(self) -> bool:
        """Whether it is her own."""
        return self.measured >= ENOUGH

    @property
    def han_a_minute(self) -> int:
        return round(HAN_A_MINUTE * self.factor)

    @property
    def words_a_minute(self) -> int:
        return round(WORDS_A_MINUTE * self.factor)

    def minutes(self, amount: Amount) -> float:
        return amount.minutes / self.factor


def sample(ordinary_minutes: float, took: timedelta) -> float | None:
    """How many times faster than ordinary that was; None where it was no reading."""
    if not ordinary_minutes or not TOO_SOON <= took <= TOO_LATE:
        return None
    return round(ordinary_minutes * 60 / took.total_seconds(), 3)


def minutes(text: str) -> float:
    """Minutes a text takes at an ordinary pace."""
    return Amount.of(text).minutes


def whole_minutes(rest: float) -> int:
    """What a patron is told: whole minutes, and at least one where anything is left."""
    return ceil(round(rest, 3))

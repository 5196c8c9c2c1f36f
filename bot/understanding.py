"""What a patron's words may mean: commands in many wordings, each with a score."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from language.folding import fold, key
from language.segmenting import words

SURE = 0.6  # from here on we act; below we ask back
WORTH_ASKING = 0.3  # below this a wording is no candidate even for asking back
SAID_POLITELY = 0.95  # a wording with nothing but politeness around it
SIMILAR_AT_MOST = 0.9  # shared words alone never reach an exact wording

# What people put round a command without changing it; longest first, so that 麻烦帮我 goes before 帮我.
POLITENESS = re.compile(
    r"^(?:你好|您好|请问|请|麻烦|劳驾|帮我|帮忙|给我|我想要?|我要|想要?|可以|能不能|能否|能|那就|那|那么|再|就|书童)+"
    r"|(?:一下|一下子|可以吗|好吗|行吗|好不好|谢谢您?|谢了|吧|呗|啊|呀|哦|哈|啦|了|嘛)+$"
)

PUNCTUATION = " ,.!?~、。"


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a patron may want.

    `label` is what she is shown when we ask back; sending the first of `phrases` always means this intent.
    `patterns` match the whole folded text; their named groups become the meaning's slots.
    """

    name: str
    label: str
    phrases: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...] = ()


def intent(name: str, label: str, *phrases: str, patterns: Iterable[str] = ()) -> Intent:
    return Intent(name, label, phrases, tuple(re.compile(pattern) for pattern in patterns))


@dataclass(frozen=True, slots=True)
class Meaning:
    """An intent with how sure we are, from 0 to 1."""

    intent: Intent
    score: float
    slots: Mapping[str, str] = field(default_factory=dict)


class Understanding:
    """Ranks intents for a text. Made once at start-up: it segments every known wording."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        self._intents = tuple(dict.fromkeys(intents))
        self._exact = {key(phrase): one for one in self._intents for phrase in one.phrases}
        self._wordings = [(one, frozenset(words(fold(p)))) for one in self._intents for p in one.phrases]
        seen_in = Counter(word for _, wording in self._wordings for word in wording)
        self._weight = {w: math.log(1 + len(self._wordings) / n) for w, n in seen_in.items()}
        self._unseen = math.log(1 + len(self._wordings))
        self.meanings = lru_cache(maxsize=4096)(self._meanings)

    def best(self, text: str) -> Meaning | None:
        """The meaning we are sure of, if there is one."""
        ranked = self.meanings(text)
        return ranked[0] if ranked and ranked[0].score >= SURE else None

    def _meanings(self, text: str) -> tuple[Meaning, ...]:
        """All meanings worth asking about, the surest first."""
        folded = fold(text)
        if exact := self._exact.get(key(folded)):
            return (Meaning(exact, 1.0),)
        bare = _bare(folded)
        if politely := self._exact.get(key(bare)):
            return (Meaning(politely, SAID_POLITELY),)
        if told := self._by_pattern(bare) or self._by_pattern(folded):
            return (told,)
        return self._by_words(bare)

    def _by_pattern(self, folded: str) -> Meaning | None:
        for one in self._intents:
            for pattern in one.patterns:
                if found := pattern.fullmatch(folded):
                    return Meaning(one, 1.0, {k: v for k, v in found.groupdict().items() if v})
        return None

    def _by_words(self, folded: str) -> tuple[Meaning, ...]:
        said = frozenset(words(folded))
        best: dict[Intent, float] = {}
        for one, wording in self._wordings:
            best[one] = max(best.get(one, 0.0), self._similarity(said, wording))
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        return tuple(Meaning(one, score) for one, score in ranked if score >= WORTH_ASKING)

    def _similarity(self, said: frozenset[str], wording: frozenset[str]) -> float:
        """Weighted Dice coefficient: rare words count more, and so do words we cannot place."""
        if not (shared := said & wording):
            return 0.0
        return SIMILAR_AT_MOST * 2 * self._sum(shared) / (self._sum(said) + self._sum(wording))

    def _sum(self, some: frozenset[str]) -> float:
        return sum(self._weight.get(word, self._unseen) for word in some)


def _bare(folded: str) -> str:
    """The text without politeness, unless nothing else would be left."""
    return POLITENESS.sub("", folded).strip(PUNCTUATION) or folded

"""Which of many short texts says what another short text says."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from language.segmenting import words
from reference.synonyms import Synonyms

Bag = frozenset[str]
LIKENESS = 0.6
NONE = Synonyms()

# Words a question is made of and not about.
SILENT = frozenset(Path(__file__).with_name("silent_words.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`score` is 1 where both texts have the same words, 0 where they share none."""

    name: str
    wording: str
    score: float


class Ranking:
    """Built once over `(name, wordings)`."""

    def __init__(self, entries: Iterable[tuple[str, Sequence[str]]], synonyms: Synonyms = NONE) -> None:
        self._synonyms = synonyms
        self._entries = [
            (name, [(wording, terms(wording, synonyms)) for wording in texts]) for name, texts in entries
        ]
        self._having = _index(self._entries)
        self._weights = _weights([bag for _, wordings in self._entries for _, bag in wordings])
        self._strange = max(self._weights.values(), default=1.0)

    def best(self, text: str) -> list[Match]:
        """The best wording of each entry that shares a word with the text, best entry first."""
        asked = terms(text, self._synonyms)
        near = sorted(set[int]().union(*(self._having[word] for word in asked if word in self._having)))
        matches = [self._match(asked, *self._entries[at]) for at in near]
        return sorted((match for match in matches if match.score), key=lambda match: -match.score)

    def _match(self, asked: Bag, name: str, wordings: Sequence[tuple[str, Bag]]) -> Match:
        """How like its best wording, and how much of the question is known to any of the entry's wordings."""
        likeness, wording = max((self._likeness(asked, bag), wording) for wording, bag in wordings)
        known = Bag().union(*(bag for _, bag in wordings))
        score = LIKENESS * likeness + (1 - LIKENESS) * self._coverage(asked, known)
        return Match(name=name, wording=wording, score=score)

    def _likeness(self, asked: Bag, bag: Bag) -> float:
        """How much of each the other covers, weighed by how telling the words are (F1 of the two)."""
        whole = self._weight(asked) + self._weight(bag)
        return 2 * self._weight(asked & bag) / whole if whole else 0.0

    def _coverage(self, asked: Bag, known: Bag) -> float:
        whole = self._weight(asked)
        return self._weight(asked & known) / whole if whole else 0.0

    def _weight(self, bag: Bag) -> float:
        """A word no entry knows weighs as much as the rarest: the question is about something else."""
        return sum(self._weights.get(word, self._strange) for word in bag)


def terms(text: str, synonyms: Synonyms = NONE) -> Bag:
    """What a question is about; all of its words if it has no telling ones."""
    said = Bag(words(synonyms.plain(text)))
    return said - SILENT or said


def _index(entries: Sequence[tuple[str, Sequence[tuple[str, Bag]]]]) -> Mapping[str, set[int]]:
    """Where each word is known, so that only those are compared that share one."""
    having: defaultdict[str, set[int]] = defaultdict(set)
    for at, (_, wordings) in enumerate(entries):
        for word in Bag().union(*(bag for _, bag in wordings)):
            having[word].add(at)
    return dict(having)


def _weights(bags: Sequence[Bag]) -> Mapping[str, float]:
    """Inverse document frequency, as BM25 has it."""
    frequency = Counter(word for bag in bags for word in bag)
    return {
        word: math.log(1 + (len(bags) - count + 0.5) / (count + 0.5)) for word, count in frequency.items()
    }

"""Which intents' wordings share words with what was said: enough to ask back, never to act."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from bot.understanding.intents import Intent
from language.folding import fold
from language.segmenting import index_words


class Resemblance:
    """Dice's coefficient over words, where rare words count more and words we cannot place count most."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        wordings = [(one, frozenset(index_words(fold(phrase)))) for one in intents for phrase in one.phrases]
        seen_in = Counter(word for _, wording in wordings for word in wording)
        self._weights = {word: math.log(1 + len(wordings) / n) for word, n in seen_in.items()}
        self._unseen = math.log(1 + len(wordings))
        self._wordings = [(one, sum(map(self._weight, wording))) for one, wording in wordings]
        self._having = defaultdict(list)
        for place, (_, wording) in enumerate(wordings):
            for word in wording:
                self._having[word].append(place)

    def scores(self, folded: str) -> dict[Intent, float]:
        """From 0 to 1 for the wording nearest to the text, for each intent that shares a word with it."""
        said = frozenset(index_words(folded))
        in_all = sum(map(self._weight, said))
        best: dict[Intent, float] = {}
        for place, shared in self._shared(said).items():
            one, in_wording = self._wordings[place]
            best[one] = max(best.get(one, 0.0), 2 * shared / (in_all + in_wording))
        return best

    def _shared(self, said: frozenset[str]) -> dict[int, float]:
        shared: dict[int, float] = defaultdict(float)
        for word in said & self._having.keys():
            for place in self._having[word]:
                shared[place] += self._weights[word]
        return shared

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._unseen)

"""The one place that ranks what a sentence may mean."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.understanding import scores
from bot.understanding.intents import Intent, Meaning
from bot.understanding.politeness import bare, peeled, plain
from bot.understanding.resemblance import Resemblance
from bot.understanding.sounds import HAN, heard, initials, spelled
from language.folding import fold, key
from language.segmenting import is_word, words

LONGEST_COMMAND = 30  # letters; whoever writes more asks or tells
TITLE_MARKS = re.compile("[《》]")
REPEATED = re.compile(r"^(..+?)\1+$")
SHORTEST_SPELLED = 3  # Latin letters; fewer are initials, if anything
# A lost letter makes another word of a short one (shelf, self), a wrong one even of previous (precious).
SWAPPED_FROM, LOST_FROM, WRONG_FROM = 4, 6, 10


class Understanding:
    """Ranks intents for a text. Made once at start-up: it segments and spells every known wording."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        self._intents = tuple(dict.fromkeys(intents))
        phrases = [(key(phrase), one) for one in self._intents for phrase in one.phrases]
        self._exact = {wording: one for wording, one in reversed(phrases) if wording}  # the first one wins
        self._plain = {plain(wording): one for wording, one in reversed(self._exact.items())}
        self._spelled = {spelled(wording): wording for wording in self._exact}
        self._heard = {"".join(heard(w)): w for w in self._exact if HAN.fullmatch(w) and len(w) > 1}
        self._initials = _unambiguous_initials(self._intents)
        self._resemblance = Resemblance(self._intents)
        self._meanings_of_short = lru_cache(maxsize=4096)(self._rank)

    def best(self, text: str) -> Meaning | None:
        """The meaning we are sure of, if there is one."""
        ranked = self.meanings(text)
        return ranked[0] if ranked and ranked[0].is_sure else None

    def meanings(self, text: str) -> tuple[Meaning, ...]:
        """All meanings worth asking about, the surest first."""
        # Long texts are personal and hardly said twice: they are not kept in memory.
        return self._meanings_of_short(text) if len(text) <= LONGEST_COMMAND else self._rank(text)

    def _rank(self, text: str) -> tuple[Meaning, ...]:
        folded = fold(text)
        said = _command_in(folded)
        if exact := self._exact.get(said):
            return (Meaning(exact, scores.EXACT),)
        found = (
            self._politely(said)
            or self._by_pattern(folded)
            or self._by_pattern(bare(folded))
            or self._by_sound(said)
        )
        if found and found.is_sure:
            return (found,)
        return self._ranked(found, folded) if said else ()

    def _by_pattern(self, folded: str) -> Meaning | None:
        for one in self._intents:
            for pattern in one.patterns:
                if found := pattern.fullmatch(folded):
                    return Meaning(one, scores.EXACT, {k: v for k, v in found.groupdict().items() if v})
        return None

    def _politely(self, said: str) -> Meaning | None:
        said = plain(said)
        for start, end, asked in peeled(said):
            if one := self._plain.get(said[start:end]):
                return Meaning(one, scores.WHETHER if asked else scores.POLITE)
        return None

    def _by_sound(self, said: str) -> Meaning | None:
        ways = self._heard_in(said) if HAN.search(said) else self._spelled_in(said)
        return max(ways, key=_score, default=None)

    def _heard_in(self, said: str) -> Iterator[Meaning]:
        sounds = heard(said)
        for start, end, _asked in peeled(said):
            if wording := self._heard.get("".join(sounds[start:end])):
                meant = _makes_other_words(said[start:end], wording)
                yield Meaning(self._exact[wording], scores.RESEMBLES if meant else scores.SOUNDS)

    def _spelled_in(self, said: str) -> Iterator[Meaning]:
        if one := self._initials.get(said):
            yield Meaning(one, scores.INITIALS)
        letters = spelled(said)
        if len(letters) < SHORTEST_SPELLED:
            return
        near = extract(letters, self._spelled.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
        for spelling, off, _place in near:
            score = _slip(letters, spelling) if off else scores.SPELLED
            yield Meaning(self._exact[self._spelled[spelling]], score)

    def _ranked(self, found: Meaning | None, folded: str) -> tuple[Meaning, ...]:
        alike = self._resemblance.scores(folded)
        best = {
            one: scores.SAME_WORDS if likeness == 1 else scores.RESEMBLES * likeness
            for one, likeness in alike.items()
        }
        if found:
            best[found.intent] = max(found.score, best.get(found.intent, 0.0))
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        return tuple(Meaning(one, score) for one, score in ranked if score >= scores.WORTH_ASKING)


def _command_in(folded: str) -> str:
    """The key by which commands are known; empty where there can be none."""
    if len(folded) > 2 * LONGEST_COMMAND or TITLE_MARKS.search(folded):
        return ""  # a question; or a title, whatever words are in it
    said = REPEATED.sub(r"\1", key(folded))  # 人工人工人工 is an impatient 人工
    return said if len(said) <= LONGEST_COMMAND else ""


def _unambiguous_initials(intents: Iterable[Intent]) -> dict[str, Intent]:
    """jx for 继续: of the main wordings only, since xyj is 西游记 sooner than 下一节."""
    meant: dict[str, set[Intent]] = defaultdict(set)
    for one in intents:
        meant[initials(key(one.phrases[0])) if one.phrases else ""].add(one)
    return {short: some.pop() for short, some in meant.items() if len(short) > 1 and len(some) == 1}


def _makes_other_words(said: str, wording: str) -> bool:
    """暑假 sounds like 书架, but whoever writes it means it; nobody means 书加."""
    return any(len(word) > 1 and word not in wording and is_word(word) for word in words(said))


def _slip(said: str, wording: str) -> float:
    """Two letters changed places, or one was lost, or is wrong in a long word; else it is another word."""
    swapped, lost = sorted(said) == sorted(wording), len(said) < len(wording)
    long_enough = len(wording) >= (SWAPPED_FROM if swapped else LOST_FROM if lost else WRONG_FROM)
    return scores.SLIP if long_enough else scores.RESEMBLES


def _score(meaning: Meaning) -> float:
    return meaning.score

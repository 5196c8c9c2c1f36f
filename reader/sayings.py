"""A sentence worth quoting, found in a text."""

import re

from language.script import Script, script_of
from language.sentences import clauses, sentences
from reader.pace import HAN, WORDS

LENGTHS = {True: (15, 60, 30), False: (6, 32, 16)}  # Han or words: at least, at most, and best
WELL_ENDED = re.compile(r"[。！？.!?…][”’」』）)\"]*$")
LEANING = re.compile(
    "^(?:[他她它这那其此但而因于所却又也再便就才还]|可是|不过|如果"
    "|And |But |So |He |She |It |Тэр |Гэвч |Харин )"
)
MENTIONED = re.compile(r"[〔\[（(0-9０-９*#@/\\]|https?:|[道说問问曰]：")
PAIRS = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"))
CUT = "……"


def saying(text: str) -> str:
    """The sentence that stands best by itself; the beginning of the first, where none does; "" of nothing."""
    whole = [" ".join(sentence.split()) for sentence in sentences(text)]
    good = [sentence for sentence in whole if _stands(sentence)]
    if good:
        return min(good, key=_awkwardness)
    return _beginning(next(filter(None, whole), ""))


def _stands(sentence: str) -> bool:
    least, most, _best = _lengths(sentence)
    return (
        least <= _length(sentence) <= most
        and WELL_ENDED.search(sentence) is not None
        and all(sentence.count(opening) == sentence.count(closing) for opening, closing in PAIRS)
        and sentence.count('"') % 2 == 0
    )


def _awkwardness(sentence: str) -> float:
    """In lengths off the best one; who leans on what was said before is twice as far."""
    _least, _most, best = _lengths(sentence)
    off = abs(_length(sentence) - best) / best
    return off + bool(LEANING.search(sentence)) + 2 * bool(MENTIONED.search(sentence))


def _beginning(sentence: str) -> str:
    """As many clauses as a quotation may have."""
    _least, most, _best = _lengths(sentence)
    kept = ""
    for clause in clauses(sentence):
        if _length(kept + clause) > most:
            break
        kept += clause
    if kept.strip() == sentence:
        return sentence
    return (kept.rstrip(" ，、；：,;:") or sentence[:most]) + CUT


def _lengths(sentence: str) -> tuple[int, int, int]:
    return LENGTHS[script_of(sentence) is Script.HAN]


def _length(sentence: str) -> int:
    counted = HAN if script_of(sentence) is Script.HAN else WORDS
    return len(counted.findall(sentence))

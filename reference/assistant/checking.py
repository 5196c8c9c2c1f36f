"""Whether a model's reply says what the passages it cites say, and nothing else.

The guard stands here and not in the model: whoever talks it out of its rules still has to get past this.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from language.sentences import sentences
from reference.assistant.grounding import Grounds
from reference.assistant.passages import Passage
from reference.assistant.refusals import Declined, Fault, Unfounded
from reference.assistant.request import DECLINES
from reference.assistant.sketches import Line, Sketch

LONGEST = 600  # characters; three hundred are asked for
MARK = re.compile(r"\s*[\[［【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]］】]")
NUMBER = re.compile(r"\d+")
HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence without its marks, and the numbers they name; none where it has no mark of its own."""

    text: str
    cites: tuple[int, ...]


def checked(reply: str, passages: Sequence[Passage]) -> Sketch:
    """Raises Declined, Unfounded."""
    reply = reply.replace("\r\n", "\n").strip()
    if not reply or DECLINES in reply:
        raise Declined
    if len(reply) > LONGEST:
        raise Unfounded(Fault.LONG)
    if any(char != "\n" and unicodedata.category(char) in HIDDEN for char in reply):
        raise Unfounded(Fault.HIDDEN)
    said = [sentence for paragraph in reply.splitlines(keepends=True) for sentence in _said(paragraph)]
    if not said:
        raise Declined
    _check(said, passages)
    return _sketch(said, passages)


def _said(paragraph: str) -> list[Said]:
    """A sentence without marks of its own leans on those that come next in its paragraph."""
    plain = MARK.sub(lambda mark: "".join(f"[{number}]" for number in NUMBER.findall(mark[1])), paragraph)
    said: list[Said] = []
    cites: tuple[int, ...] = ()
    for sentence in reversed(sentences(plain)):
        cites = _cited(sentence) or cites
        said.insert(0, Said(MARK.sub("", sentence), cites))
    return [one for one in said if one.text.strip()]


def _cited(sentence: str) -> tuple[int, ...]:
    return tuple(
        dict.fromkeys(int(number) for mark in MARK.findall(sentence) for number in NUMBER.findall(mark))
    )


def _check(said: Sequence[Said], passages: Sequence[Passage]) -> None:
    """Raises Unfounded."""
    for sentence in said:
        if not sentence.cites:
            raise Unfounded(Fault.UNCITED, sentence.text)
        if not all(1 <= number <= len(passages) for number in sentence.cites):
            raise Unfounded(Fault.NO_SUCH_PASSAGE, sentence.text)
        Grounds([passages[number - 1] for number in sentence.cites]).bear(sentence.text)


def _sketch(said: Sequence[Said], passages: Sequence[Passage]) -> Sketch:
    """With the sources in the order in which they are cited."""
    places = {number: place for place, number in enumerate(_order(said), start=1)}
    lines = [Line(text=one.text, sources=tuple(places[number] for number in one.cites)) for one in said]
    return Sketch(lines=tuple(lines), sources=tuple(passages[number - 1] for number in places))


def _order(said: Sequence[Said]) -> Iterator[int]:
    yield from dict.fromkeys(number for one in said for number in one.cites)

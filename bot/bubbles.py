"""Cut long words into chat bubbles."""

import re
from collections.abc import Iterator

import grapheme

# WeChat silently cuts longer text: 2,047 bytes of UTF-8 (several sources in its community; not documented).
BUBBLE_BYTES = 2047

# Where to cut, the best place first: after a line, after a sentence, after a clause, between two characters.
LINE, SENTENCE, CLAUSE = (re.compile(p) for p in (r"(?<=\n)", r"(?<=[。！？!?…])", r"(?<=[，、；：,;: ])"))


def bubbles(text: str, limit: int = BUBBLE_BYTES) -> list[str]:
    """The text in pieces of at most `limit` bytes, cut where one would pause; blank edges are dropped."""
    packed = [""]
    for piece in _pieces(text, limit, (LINE, SENTENCE, CLAUSE)):
        if len((packed[-1] + piece).encode()) <= limit:
            packed[-1] += piece
        else:
            packed.append(piece)
    return [bubble for one in packed if (bubble := one.strip())]


def _pieces(text: str, limit: int, places: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    if len(text.encode()) <= limit:
        yield text
    elif not places:
        yield from grapheme.graphemes(text)
    else:
        for piece in places[0].split(text):
            yield from _pieces(piece, limit, places[1:])

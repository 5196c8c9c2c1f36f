"""Grapheme clusters: what a reader takes for one character, and what no cut may go through."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

import grapheme

LONGEST = 475  # characters; whatever calls itself one cluster beyond this is an attack and is cut
CONTEXTS = (
    "",
    "👍",
    "क्",
    "🇨",
)  # that join two characters which would stand apart: rules GB11, GB9c, GB12 and GB13


@lru_cache(4096)
def joins(character: str) -> bool:
    """Whether a character belongs to a blank or punctuation mark before it, as accents and selectors do."""
    return bool(grapheme.length("." + character) == 1)


def split_after(pattern: re.Pattern[str], text: str) -> list[str]:
    """Split after each match, except before a character that joins the match; joining gives the text back.

    A pattern with a group splits only where the group took part in the match.
    """
    return cut_at(text, [m.end() for m in pattern.finditer(text) if m.lastindex or not pattern.groups])


def cut_at(text: str, places: list[int]) -> list[str]:
    """The pieces between ascending places; a place before a character that joins is passed over."""
    pieces, start = [], 0
    for end in places:
        if end < len(text) and not joins(text[end]):
            pieces.append(text[start:end])
            start = end
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def slices(text: str, length: int, *, tail: int) -> Iterator[str]:
    """Pieces of about `length` characters made of whole clusters; the last is longer than `tail`."""
    start = 0
    while len(text) - start > length + tail:
        end = start + _safe_length(text[start : start + LONGEST], length)
        yield text[start:end]
        start = end
    yield text[start:]


def _safe_length(text: str, length: int) -> int:
    """The last break up to `length`, else the first after it, else all."""
    for end in chain(range(length, 0, -1), range(length + 1, len(text))):
        verdict = _breaks(text[end - 1], text[end])
        if verdict is None:
            return grapheme.safe_split_index(text[: length + 1], length) or len(
                next(grapheme.graphemes(text))
            )
        if verdict:
            return end
    return len(text)


@lru_cache(1 << 14)
def _breaks(before: str, after: str) -> bool | None:
    """Whether a cluster ends between two characters; None where it depends on what stands before them.

    Walking through clusters takes the library 10 microseconds a character, so the usual pairs are remembered.
    """
    clusters = (list(grapheme.graphemes(context + before + after)) for context in CONTEXTS)
    verdicts = {found[-1] == after for found in clusters}
    return verdicts.pop() if len(verdicts) == 1 else None

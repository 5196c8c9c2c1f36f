"""The pictures of a page: what they are called, and after which of its blocks each stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ebooks.book import Figure
from ebooks.epub.block import Block

MOST = 500  # of one page; an illustrated one has a dozen
_LONGEST_NAME = 500  # characters; what is longer brings the picture with it, and is none of the archive
_LONGEST_WORDS = 200
_DECORATION = ("presentation", "none")
_FRAMES: tuple[list[str], ...] = ([], ["svg"])


class Figures:
    """Told of pictures as they come. One amid a paragraph stands behind it: no text is torn apart."""

    def __init__(self, blocks: Sequence[Block], found: list[Figure]) -> None:
        self._blocks, self._found = blocks, found
        self._waiting: list[Figure] = []

    def note(self, said: Mapping[str, str], *, amid: bool, within: Sequence[str]) -> None:
        """By the attributes of its tag; `amid` where there is text that is no block yet.

        `within` are the elements around it that are not read: a drawing may frame a picture, others hide it.
        """
        if "hidden" in said or said.get("role") in _DECORATION or list(within) not in _FRAMES:
            return
        source = said.get("src") or said.get("xlink:href") or said.get("href", "")
        if 0 < len(source) <= _LONGEST_NAME and len(self._found) + len(self._waiting) < MOST:
            figure = Figure(len(self._blocks), source, _words(said))
            (self._waiting if amid else self._found).append(figure)

    def settle(self) -> None:
        """What was text has become blocks."""
        if self._waiting:
            at = len(self._blocks)
            self._found += [replace(figure, at=at) for figure in self._waiting]
            self._waiting = []

    def shrink(self) -> None:
        """Several blocks may have become one, as the cells of a row do."""
        last = len(self._blocks)
        for number in range(len(self._found) - 1, -1, -1):
            if self._found[number].at <= last:
                return
            self._found[number] = replace(self._found[number], at=last)


def _words(said: Mapping[str, str]) -> str:
    """What is to be seen; the name of a file says nothing."""
    words = " ".join((said.get("alt") or said.get("title") or said.get("aria-label", "")).split())
    is_name = words.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg"))
    return "" if is_name else words[:_LONGEST_WORDS]

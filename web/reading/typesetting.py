"""Instalments to paragraphs, shown whole wherever an instalment ends, with the pictures between them."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from language.illustration import Illustration
from reader.places import Instalment
from reader.spots import Spot

PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")


@dataclass(frozen=True, slots=True)
class Run:
    """Text; with a spot where an instalment begins, so that the page can be opened and followed there."""

    text: str
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Block:
    runs: tuple[Run, ...]

    @property
    def is_verse(self) -> bool:
        """Only verse and what is preformatted have lines of their own."""
        return any("\n" in run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter, or the piece of it that is shown; `begins` where it is shown from its beginning."""

    name: str
    begins: bool
    blocks: tuple[Block | Illustration, ...]


def typeset(instalments: Sequence[Instalment]) -> list[Section]:
    """A heading that only repeats the chapter's name is left to the page."""
    return [
        _section(list(pieces)) for _, pieces in groupby(instalments, key=lambda one: Spot.of(one.id).chapter)
    ]


def _section(pieces: list[Instalment]) -> Section:
    starts = [0, *accumulate(len(one.text) for one in pieces)]
    spots = {start: Spot.of(one.id) for start, one in zip(starts, pieces, strict=False)}
    name, begins = pieces[0].chapter_name, pieces[0].number == 1
    blocks = list(_blocks("".join(one.text for one in pieces), spots))
    if begins and len(blocks) > 1 and _solid(blocks[0][1]) == "".join(name.split()):
        start, second = blocks[1]
        first = second.runs[0]
        blocks[:2] = [(start, Block((Run(first.text, blocks[0][1].runs[0].spot), *second.runs[1:])))]
    plates = [
        (start + one.at, one)
        for start, piece in zip(starts, pieces, strict=False)
        for one in piece.illustrations
    ]
    return Section(name, begins, tuple(_illustrated(blocks, plates)))


def _illustrated(
    blocks: Sequence[tuple[int, Block]], plates: Sequence[tuple[int, Illustration]]
) -> Iterator[Block | Illustration]:
    """Each picture before the paragraph that begins where it stands, or after the last."""
    left = deque(plates)
    for start, block in blocks:
        while left and left[0][0] <= start:
            yield left.popleft()[1]
        yield block
    yield from (one for _, one in left)


def _blocks(text: str, spots: dict[int, Spot]) -> Iterator[tuple[int, Block]]:
    """With the character of the text at which each begins."""
    seen = 0
    for found in PARAGRAPH.finditer(text):
        inside = sorted(start for start in spots if seen <= start < found.end())
        seen = found.end()
        cuts = [found.start(), *(start for start in inside if start > found.start()), found.end()]
        early = [spots[start] for start in inside if start <= found.start()]
        waiting = early[-1] if early else None
        runs = [
            Run(text[start:end], spots.get(start) or (waiting if start == found.start() else None))
            for start, end in pairwise(cuts)
        ]
        if any(run.text.strip() for run in runs):
            yield found.start(), Block(_trimmed(runs))


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    first, last = runs[0], runs[-1]
    if first is last:
        return (Run(first.text.strip(), first.spot),)
    return (Run(first.text.lstrip(), first.spot), *runs[1:-1], Run(last.text.rstrip(), last.spot))


def _solid(block: Block) -> str:
    return "".join("".join(run.text.split()) for run in block.runs)

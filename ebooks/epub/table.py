"""Rows of a table as lines, where they are data; a table that only arranges a page stays paragraphs."""

from collections.abc import Sequence
from itertools import takewhile

from ebooks.epub.block import Block
from language.paragraphs import Kind

PARTS = frozenset(["table", "tr", "td", "th"])
_BETWEEN = "｜"
_LONGEST = 120  # characters of a row that is data
_MOST = 10_000  # characters of a table, which grows by a copy with each row


class Table:
    """Told of tags as they come, gathers the blocks between them; `anchors` move with what they stand at."""

    def __init__(self, blocks: list[Block], anchors: dict[str, int]) -> None:
        self._blocks, self._anchors = blocks, anchors
        self._start = 0  # the table's first block
        self._cells: list[int] = []  # the first block of each cell in the row

    def start(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cells.append(len(self._blocks))
            return
        self.end()
        if tag == "table":
            self._start = len(self._blocks)

    def end(self) -> None:
        """Of a row or of the table."""
        cells, self._cells = self._cells, []
        if len(cells) > 1:
            self._close(cells)

    def _close(self, cells: Sequence[int]) -> None:
        first, found = cells[0], self._blocks[cells[0] :]
        if len(found) < 2 or not all(block.kind is Kind.PROSE for block in found):
            return
        if sum(len(block.text) for block in found) > _LONGEST:
            return
        texts = [
            " ".join(block.text for block in self._blocks[start:end])
            for start, end in zip(cells, [*cells[1:], len(self._blocks)], strict=True)
        ]
        if sum(map(bool, texts)) > 1:
            self._put(first, Block(_BETWEEN.join(texts).rstrip(_BETWEEN), Kind.TABLE, 0, _linked(found)))

    def _put(self, first: int, row: Block) -> None:
        """As a block of its own, or as one more line of the block before."""
        anchored = [*takewhile(lambda anchor: self._anchors[anchor] >= first, reversed(self._anchors))]
        self._anchors.update(dict.fromkeys(anchored, first))
        before = self._blocks[first - 1] if first > self._start else None
        if before and before.kind is Kind.TABLE and len(before.text) < _MOST and not anchored:
            row = Block(f"{before.text}\n{row.text}", Kind.TABLE, 0, _linked([before, row]))
            first -= 1
        self._blocks[first:] = [row]


def _linked(blocks: Sequence[Block]) -> float:
    return sum(block.linked * len(block.text) for block in blocks) / sum(len(block.text) for block in blocks)

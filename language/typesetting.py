"""Running text as a picture: set in even lines, or in columns from the right, as large as it fits."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import ImageDraw

from language import lettering
from language.breaking import broken

STEP, HALF = 1.16, 0.58  # ems from one character of a column to the next; a mark fills half a square
RISE = 0.88  # ems from the top of a square to the baseline, in the fonts we use
VERTICAL_LIKED, HORIZONTAL_LIKED = 40.0, 2.0  # a column is a breath; see breaking.broken
BREATHS = 2  # columns more than need be, so that each may end with a clause
OPENERS, STOPS, CLOSERS = "“‘「『（《〈【〔", "。，、；：", "”’」』）》〉】〕"
HALVES = STOPS + CLOSERS
UPRIGHT = lettering.UPRIGHT | str.maketrans("“”‘’", "﹃﹄﹁﹂")
WESTERN_MARKS = str.maketrans("" if lettering.WESTERN else "“”‘’", "" if lettering.WESTERN else "\"\"''")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows that fit; `leading` is pixels from row to row, `size` the letters' in pixels."""

    rows: tuple[str, ...]
    size: int
    leading: int
    is_vertical: bool

    @property
    def across(self) -> int:
        """Pixels over all rows."""
        return self.leading * (len(self.rows) - 1) + self.size if self.rows else 0

    @property
    def along(self) -> float:
        """Pixels of the longest row."""
        measure = column_ems if self.is_vertical else line_ems
        return max((measure(row) for row in self.rows), default=0.0) * self.size


def in_lines(text: str, width: int, height: int, sizes: Sequence[int], *, leading: float = 1.75) -> Block:
    """As large as fits; what is too much at the smallest size is cut and ends with ……"""
    for size in sizes:
        rows = tuple(broken(readable(text), width / size, line_ems, liked=HORIZONTAL_LIKED))
        block = Block(rows=rows, size=size, leading=round(size * leading), is_vertical=False)
        if block.across <= height:
            return block
    return _cut(block, height)


def in_columns(
    text: str, height: int, width: int, sizes: Sequence[int], *, leading: float = 1.75
) -> Block | None:
    """As large as fits; None for what does not fit, or cannot stand upright."""
    if not stands_upright(text):
        return None
    for size in sizes:
        rows = tuple(broken(text, height / size, column_ems, liked=VERTICAL_LIKED, spare=BREATHS))
        block = Block(rows=rows, size=size, leading=round(size * leading), is_vertical=True)
        if block.across <= width and block.along <= height + size * HALF:
            return block
    return None


def readable(text: str) -> str:
    """What our fonts can draw; curly quotes are as wide as Han in them, and stay only beside Han."""
    known = lettering.legible(text)
    return known if lettering.WIDE_LETTER.search(known) else known.translate(WESTERN_MARKS)


def stands_upright(text: str) -> bool:
    """Whether all of it is Han and their marks."""
    return bool(text) and all(
        unicodedata.east_asian_width(letter) in "WF" or letter in "“”‘’—…·" for letter in text
    )


def line_ems(text: str) -> float:
    """How wide a line is, without the blank halves where two marks meet and where the last one hangs."""
    wide = lettering.len_at(100)(text) / 100
    first, last = text[:1] in OPENERS, text[-1:] in HALVES
    return wide - 0.5 * sum(_meet(*pair) for pair in pairwise(text)) - 0.5 * (_is_wide(text) and first + last)


def column_ems(text: str) -> float:
    """How high a column is; a stop at its foot hangs."""
    return sum(_step(letter) for letter in text) - HALF * (text[-1:] in STOPS)


def draw_block(draw: ImageDraw.ImageDraw, block: Block, corner: tuple[float, float], ink: str) -> None:
    """Lines from the upper left corner, columns from the upper right one."""
    x, y = corner
    for number, row in enumerate(block.rows):
        shift = number * block.leading
        if block.is_vertical:
            _draw_column(draw, row, (x - block.size - shift, y), block.size, ink)
        else:
            draw_line(draw, row, (x, y + shift), block.size, ink)


def draw_line(draw: ImageDraw.ImageDraw, text: str, corner: tuple[float, float], size: int, ink: str) -> None:
    """From the upper left corner of the first letter's square; an opening mark hangs before it."""
    x, y = corner
    if _is_wide(text) and text[:1] in OPENERS:
        x -= size / 2
    for run in _runs(text):
        x = lettering.draw_run(draw, run, (x, y + RISE * size), size, ink) - size / 2


def _runs(text: str) -> list[str]:
    """Cut where two marks meet, which stand half a square closer."""
    runs = [text[:1]]
    for before, letter in pairwise(text):
        if _meet(before, letter):
            runs.append(letter)
        else:
            runs[-1] += letter
    return runs


def _meet(before: str, letter: str) -> bool:
    return (before in HALVES and letter in OPENERS + HALVES) or (before in OPENERS and letter in OPENERS)


def _is_wide(text: str) -> bool:
    return lettering.WIDE_LETTER.search(text) is not None


def _step(letter: str) -> float:
    return HALF if letter in OPENERS + HALVES else STEP


def _draw_column(
    draw: ImageDraw.ImageDraw, text: str, corner: tuple[float, float], size: int, ink: str
) -> None:
    """From the upper left corner of the first square; marks use the half of theirs that is not blank."""
    x, y = corner
    for letter in text:
        raised = (1 - HALF + 0.08) * size if letter in OPENERS else 0
        if letter in "—―":
            _draw_dash(draw, (x + size / 2, y), size, ink)
        else:
            lettering.draw_run(draw, letter.translate(UPRIGHT), (x, y - raised + RISE * size), size, ink)
        y += _step(letter) * size


def _draw_dash(draw: ImageDraw.ImageDraw, top: tuple[float, float], size: int, ink: str) -> None:
    """As long as its place, so that two are one line."""
    x, y = top
    draw.line((x, y, x, y + STEP * size), fill=ink, width=max(2, size // 18))


def _cut(block: Block, height: int) -> Block:
    most = max(1, (height - block.size) // block.leading + 1)
    *kept, last = block.rows[:most]
    ending = last[:-2].rstrip(OPENERS + HALVES + ",.;:!?！？ ") + "……"
    return Block(rows=(*kept, ending), size=block.size, leading=block.leading, is_vertical=False)

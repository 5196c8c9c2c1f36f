"""Lettering: text as a picture, in columns from the right where it is Chinese, in lines where it is not."""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pylopdf_fonts_zh_cn as fonts
from PIL import Image, ImageDraw, ImageFont

from language.western import western

Font = ImageFont.FreeTypeFont
SERIF, SANS = str(fonts.serif_path()), str(fonts.sans_path())
WESTERN = western()  # has Mongolian Cyrillic
UPRIGHT = str.maketrans(
    "（）〔〕【】《》〈〉「」『』—…，、。：；！？(),", "︵︶︹︺︻︼︽︾︿﹀﹁﹂﹃﹄︱︙︐︑︒︰︔︕︖︵︶︐"
)
WIDE_LETTER = re.compile(
    "[\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
DOTS = re.compile("…+")
RUN = re.compile(r"[\x21-\x7e\u00a1-\u058f]+(?: [\x21-\x7e\u00a1-\u058f]+)*")
WIDE = 1.1  # a character's height and the gap below it, in its own size
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands at one place in a column; Latin words are turned on their side and take more of it."""

    text: str
    length: float
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """Text that fits: columns (from the right) or lines (from the top), and the size to set them at."""

    rows: tuple[tuple[Cell, ...], ...]
    size: int


def is_vertical(text: str) -> bool:
    """Whether most letters are East Asian."""
    letters = [letter for letter in text if letter.isalnum()]
    return sum(unicodedata.east_asian_width(letter) in "WF" for letter in letters) * 2 >= len(letters)


def legible(text: str) -> str:
    """The text without what neither font can draw."""
    known = "".join(letter for letter in text if letter == " " or _face(letter))
    return " ".join(known.split())


def in_columns(text: str, height: int, sizes: Sequence[int], most: int = 3) -> Setting:
    """The largest setting in one column, else in two, else in three; what is longer still is cut."""
    cells = _cells(DOTS.sub(ELLIPSIS, text.strip("《》")))
    for columns, size in _choices(sizes, most):
        rows = _wrap(cells, height / size, columns)
        if len(rows) <= columns:
            return Setting(rows, size)
    size = sizes[-1]
    rows = _wrap(cells, height / size - WIDE, 0)[:most]
    return Setting((*rows[:-1], (*rows[-1], Cell("︙", WIDE))), size)


def in_lines(text: str, width: int, height: int, sizes: Sequence[int]) -> Setting:
    """The largest setting of words in lines; what does not fit the height at the smallest size is cut."""
    for size in sizes:
        lines = _fill(_short_enough(text.split(), width, size), width, size)
        if len(lines) * leading(size) <= height and set(text.split()) >= set(" ".join(lines).split()):
            break
    else:
        most = max(1, int(height // leading(size)))
        lines = [*lines[: most - 1], lines[most - 1] + ELLIPSIS] if len(lines) > most else lines
    return Setting(tuple((Cell(line, len_at(size)(line)),) for line in lines), size)


def leading(size: int) -> int:
    return round(size * 1.32)


def len_at(size: int) -> Callable[[str], float]:
    return lambda text: sum(font.getlength(piece) for piece, font in _pieces(text, size))


def draw_column(
    draw: ImageDraw.ImageDraw, cells: Sequence[Cell], top: tuple[float, float], size: int, ink: str
) -> None:
    """Characters one below the other; `top` is the middle of the column's upper edge."""
    middle, y = top
    weight = _weight(size)
    for cell in cells:
        centre = y + cell.length * size / 2
        if cell.turned:
            _draw_turned(draw, cell.text, (middle, centre), size, ink)
        else:
            fitting = size if len(cell.text) == 1 else round(size * 0.86)
            font = _pieces(cell.text, fitting)[0][1]
            draw.text((middle, centre), cell.text, ink, font, anchor="mm", stroke_width=weight)
        y += cell.length * size


def draw_line(draw: ImageDraw.ImageDraw, text: str, centre: tuple[float, float], size: int, ink: str) -> None:
    """Words side by side, centred, each letter from the first font that has it."""
    left = centre[0] - len_at(size)(text) / 2
    for piece, font in _pieces(text, size):
        draw.text((left, centre[1]), piece, ink, font, anchor="lm", stroke_width=_weight(size))
        left += font.getlength(piece)


def draw_run(draw: ImageDraw.ImageDraw, text: str, start: tuple[float, float], size: int, ink: str) -> float:
    """From the left, on a baseline, in a book's weight; tells where it ends."""
    left, baseline = start
    for piece, font in _pieces(text, size):
        draw.text((left, baseline), piece, ink, font, anchor="ls")
        left += font.getlength(piece)
    return left


def _weight(size: int) -> float:
    """A title is seen as a thumbnail too, and there a regular weight is hair."""
    return size / 80 if size >= 32 else 0


def column_height(cells: Sequence[Cell]) -> float:
    """In sizes."""
    return sum(cell.length for cell in cells)


def _choices(sizes: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Large in one column, middling in two, small in three."""
    third = max(1, len(sizes) // most)
    return [(columns + 1, size) for columns in range(most) for size in sizes[: third * (columns + 1)]]


def _cells(text: str) -> list[Cell]:
    cells, at = [], 0
    for run in RUN.finditer(text):
        cells += [
            Cell(letter, WIDE) for letter in text[at : run.start()].translate(UPRIGHT) if letter.strip()
        ]
        cells.append(_latin(run.group()))
        at = run.end()
    return cells + [Cell(letter, WIDE) for letter in text[at:].translate(UPRIGHT) if letter.strip()]


def _latin(run: str) -> Cell:
    if len(run) == 1 and not run.isalnum():
        return Cell(run.translate(UPRIGHT), WIDE)
    return Cell(run, WIDE) if len(run) <= 2 else Cell(run, len_at(100)(run) / 100 + 0.3, turned=True)


def _wrap(cells: Sequence[Cell], height: float, columns: int) -> tuple[tuple[Cell, ...], ...]:
    """Columns no higher than `height`, in even lengths if they are known to be few."""
    even = column_height(cells) / columns + WIDE * 0.95 if columns > 1 else height
    rows: list[list[Cell]] = [[]]
    for cell in cells:
        if rows[-1] and column_height(rows[-1]) + cell.length > min(height, max(even, cell.length)):
            rows.append([])
        rows[-1].append(cell)
    too_high = any(column_height(row) > height for row in rows)
    return tuple(map(tuple, rows)) + ((),) * (9 if too_high else 0)


def _short_enough(words: Sequence[str], width: int, size: int) -> list[str]:
    """Words wider than a line, broken."""
    longest = int(width / size * 0.95)  # letters, at their widest
    pieces = [word if len_at(size)(word) <= width else textwrap.wrap(word, longest) for word in words]
    return [part for piece in pieces for part in ([piece] if isinstance(piece, str) else piece)]


def _fill(words: Sequence[str], width: int, size: int) -> list[str]:
    measure, lines = len_at(size), [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if measure(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _draw_turned(
    draw: ImageDraw.ImageDraw, text: str, centre: tuple[float, float], size: int, ink: str
) -> None:
    length = round(len_at(size)(text)) + 4
    mask = Image.new("L", (length, round(size * 1.5)))
    pen = ImageDraw.Draw(mask)
    left = 2.0
    for piece, font in _pieces(text, size):
        pen.text((left, mask.height / 2), piece, 255, font, anchor="lm", stroke_width=_weight(size))
        left += font.getlength(piece)
    turned = mask.transpose(Image.Transpose.ROTATE_270)
    draw.bitmap((round(centre[0] - turned.width / 2), round(centre[1] - turned.height / 2)), turned, ink)


def _pieces(text: str, size: int) -> list[tuple[str, Font]]:
    """Runs of letters with the font that has them."""
    pieces: list[tuple[str, Font]] = []
    western = WIDE_LETTER.search(text) is None
    for letter in text:
        font = _face(letter, size, western=western) or _font(SERIF, size)
        if pieces and pieces[-1][1] is font:
            pieces[-1] = (pieces[-1][0] + letter, font)
        else:
            pieces.append((letter, font))
    return pieces


def _face(letter: str, size: int = 40, *, western: bool = False) -> Font | None:
    path = _font_with(letter, western)
    return _font(path, size) if path else None


@lru_cache(maxsize=8192)
def _font_with(letter: str, western: bool = False) -> str | None:
    """The first font with a glyph for a letter, which is one that looks other than the glyph for none."""
    first = [WESTERN] if western or "\u0400" <= letter <= "\u052f" else []
    for path in (*first, SERIF, SANS):
        font = _font(path, 40)
        if bytes(font.getmask(letter)) != bytes(font.getmask("\U0010fffd")):
            return path
    return None


@lru_cache(maxsize=64)
def _font(path: str, size: int) -> Font:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)

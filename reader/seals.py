"""A library's seal, cut for its name: characters in columns from the right, white on cinnabar."""

from itertools import pairwise
from math import ceil, sqrt

from PIL import ImageDraw

from language import lettering

CINNABAR, PAPER = "#b03524", "#f8f1e4"
MOST = 16  # characters; a longer name is sealed with its first letters
OURS = "书童"


def carving(name: str) -> tuple[str, ...]:
    """The columns of a seal, from the right; a name that is not Chinese is sealed with its initials."""
    han = "".join(
        letter
        for letter in lettering.legible(name)
        if lettering.WIDE_LETTER.match(letter) and letter.isalpha()
    )
    if not han:
        return (_initials(name),)
    kept = han[:MOST]
    count = round(sqrt(len(kept))) if len(kept) > 2 else 1
    ends = [ceil(len(kept) * column / count) for column in range(count + 1)]
    return tuple(kept[start:end] for start, end in pairwise(ends))


def draw_seal(draw: ImageDraw.ImageDraw, corner: tuple[float, float], side: int, name: str) -> None:
    """`corner` is the upper left one; a square seal of `side` pixels, narrower where one column is enough."""
    columns = carving(name)
    wide = side if len(columns) > 1 or not lettering.WIDE_LETTER.search(columns[0]) else round(side * 0.56)
    x, y = corner
    draw.rounded_rectangle((x, y, x + wide, y + side), radius=side // 12, fill=CINNABAR)
    inset = side * 0.045
    box = (x + inset, y + inset, x + wide - inset, y + side - inset)
    draw.rounded_rectangle(box, radius=side // 16, outline=PAPER, width=max(1, side // 56))
    if len(columns) == 1 and len(columns[0]) <= 3 and not lettering.WIDE_LETTER.search(columns[0]):
        lettering.draw_line(
            draw,
            columns[0],
            (x + wide / 2, y + side / 2),
            round(side * 0.86 / (len(columns[0]) + 0.6)),
            PAPER,
        )
        return
    _carve(draw, columns, (x, y, wide, side))


def _carve(
    draw: ImageDraw.ImageDraw, columns: tuple[str, ...], area: tuple[float, float, float, float]
) -> None:
    """Each column fills the height, as seal cutters do."""
    x, y, wide, high = area
    pad = high * 0.1
    step = (wide - 2 * pad) / len(columns)
    for number, column in enumerate(columns):
        middle = x + wide - pad - step * (number + 0.5)
        pitch = (high - 2 * pad) / len(column)
        size = round(min(step, (high - 2 * pad) / len(columns[0])) * 0.94)
        for place, letter in enumerate(column):
            top = y + pad + pitch * (place + 0.5) - size / 2
            lettering.draw_run(draw, letter, (middle - size / 2, top + 0.88 * size), size, PAPER)


def _initials(name: str) -> str:
    words = [word for word in lettering.legible(name).split() if word[:1].isalnum()]
    return "".join(word[0].upper() for word in words[:3]) or OURS

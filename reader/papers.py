"""Papers to print on: a season's colours, and what is painted on the sheet tone in tone."""

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PIL import Image, ImageDraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """`faint` is for what stands back, and still reads at 4.5 to 1 on the sheet."""

    sheet: str
    shade: str
    ink: str
    faint: str
    accent: str


SPRING = Paper(sheet="#f5f3e7", shade="#e4e9d5", ink="#2a2c26", faint="#666654", accent="#4c6b45")
SUMMER = Paper(sheet="#eef3f1", shade="#d9e6e4", ink="#22292b", faint="#5a6768", accent="#1f6672")
AUTUMN = Paper(sheet="#f8f1e3", shade="#eedfc6", ink="#2d2721", faint="#6f6352", accent="#a2451f")
WINTER = Paper(sheet="#f3f1ef", shade="#e0e2e6", ink="#26272b", faint="#63646b", accent="#8e2b2b")
EVENING = Paper(sheet="#222a33", shade="#34414e", ink="#efe7d6", faint="#a9a89f", accent="#dfae66")
SEASONS = (WINTER, SPRING, SUMMER, AUTUMN)
COLOURS = 96  # of a palette; letters keep their soft edges, and a sheet stays below 100 kB or so
EVENINGS = 5  # every fifth sheet is a dark one

Motif = Callable[[ImageDraw.ImageDraw, random.Random, tuple[int, int]], None]


def paper_of(day: date, chance: random.Random) -> Paper:
    """Of the season, winter being December to February, or the dark sheet."""
    dark = chance.randrange(EVENINGS) == 0
    return EVENING if dark else SEASONS[day.month % 12 // 3]


def sheet(size: tuple[int, int], paper: Paper, chance: random.Random) -> Image.Image:
    """A sheet with a motif in its lower half, drawn twice as large and scaled down for smooth edges."""
    picture = Image.new("RGB", size, paper.sheet)
    large = (size[0] * 2, size[1] * 2)
    mask = Image.new("L", large)
    chance.choice(MOTIFS)(ImageDraw.Draw(mask), chance, large)
    picture.paste(paper.shade, mask=mask.reduce(2))
    return picture


def as_png(picture: Image.Image) -> bytes:
    """Median cut takes four times as long as an octree, and strays further from a colour now and then."""
    file = io.BytesIO()
    picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _mountains(draw: ImageDraw.ImageDraw, chance: random.Random, size: tuple[int, int]) -> None:
    """Three ridges, the nearest clearest."""
    wide, high = size
    for ridge, depth in enumerate((70, 130, 210)):
        waves = [
            (chance.uniform(0.7, 3.2), chance.uniform(0, 6.3), chance.uniform(20, 110)) for _ in range(4)
        ]
        base = high * (0.60 + ridge * 0.075)
        crest = [
            (x, base - sum(h * math.sin(x / wide * f * 3 + p) for f, p, h in waves))
            for x in range(0, wide + 9, 9)
        ]
        draw.polygon([(0, high), *crest, (wide, high)], fill=depth)


def _moon(draw: ImageDraw.ImageDraw, chance: random.Random, size: tuple[int, int]) -> None:
    """A moon, and its light on still water."""
    wide, high = size
    x, y, radius = chance.uniform(0.2, 0.42) * wide, chance.uniform(0.5, 0.56) * high, 0.17 * wide
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=200)
    for line in range(13):
        level, half = high * (0.68 + line * 0.012), chance.uniform(0.04, 0.3) * wide
        middle = x + chance.uniform(-0.08, 0.08) * wide
        draw.line((middle - half, level, middle + half, level), fill=230, width=5)


def _rain(draw: ImageDraw.ImageDraw, chance: random.Random, size: tuple[int, int]) -> None:
    """Thin rain, all of one wind."""
    wide, high = size
    for _ in range(120):
        x, y, length = (
            chance.uniform(-0.1, 1) * wide,
            chance.uniform(0.3, 0.8) * high,
            chance.uniform(60, 230),
        )
        draw.line((x, y, x + length * 0.2, y + length), fill=chance.choice((110, 170, 240)), width=4)


def _rings(draw: ImageDraw.ImageDraw, chance: random.Random, size: tuple[int, int]) -> None:
    """Where drops fell into a pond."""
    wide, high = size
    for _ in range(5):
        x, y = chance.uniform(0, 1) * wide, chance.uniform(0.52, 0.82) * high
        for ring in range(1, chance.randint(4, 7)):
            reach = ring * chance.uniform(46, 54)
            box = (x - reach, y - reach * 0.36, x + reach, y + reach * 0.36)
            draw.ellipse(box, outline=max(70, 250 - ring * 32), width=5)


def _plain(_draw: ImageDraw.ImageDraw, _chance: random.Random, _size: tuple[int, int]) -> None:
    """An empty sheet is a design too."""


MOTIFS: tuple[Motif, ...] = (_mountains, _moon, _rain, _rings, _plain)

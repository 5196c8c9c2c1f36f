"""A cover for a book without one: thread-bound, with a title slip, as Chinese books were for centuries."""

import hashlib
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from language import lettering

WIDTH, HEIGHT = 600, 800
SPINE = 50  # from the right edge to the thread
INK, PAPER, CINNABAR, THREAD = "#2b2620", "#f6efdf", "#b23a26", "#efe6d2"
SIZES = (76, 68, 60, 54, 48, 44, 40, 36, 32, 29, 26)
LINE_SIZES = (62, 56, 50, 45, 40, 36, 32, 28, 25, 22)
HOLES = (0.075, 0.358, 0.642, 0.925)


@dataclass(frozen=True, slots=True)
class Palette:
    """The cloth, what is painted on it tone in tone, and the silk at its corners."""

    cloth: str
    shade: str
    silk: str


PALETTES = (
    Palette("#2f4a63", "#1f3448", "#b59a62"),  # indigo
    Palette("#5b6b57", "#43523f", "#d3c08f"),  # pine
    Palette("#7a4a3a", "#5c3428", "#d8b98a"),  # chestnut
    Palette("#46586a", "#33424f", "#a9b7b5"),  # slate
    Palette("#8a7a4e", "#6b5d38", "#4d4a3a"),  # autumn fragrance
    Palette("#5a4558", "#423041", "#c0a08f"),  # plum
    Palette("#37625f", "#264946", "#cbb682"),  # celadon
    Palette("#8c5a4a", "#6d4236", "#3f4b4a"),  # persimmon
)


def draw_cover(name: str, authors: tuple[str, ...] = ()) -> Image.Image:
    """600 by 800 pixels; the same name and authors always give the same picture."""
    seed = hashlib.sha256("\0".join((name, *authors)).encode()).digest()
    palette, chance = PALETTES[seed[0] % len(PALETTES)], random.Random(seed)
    cover = _cloth(palette.cloth, chance)
    _paint(cover, _motif(seed[1]), palette.shade, chance)
    _bind(cover, palette)
    title, author = lettering.legible(name) or "书", lettering.legible(_signature(authors))
    if lettering.is_vertical(title):
        _slip(cover, title, author, chance)
    else:
        _plate(cover, title, author, chance)
    return cover


def _signature(authors: tuple[str, ...]) -> str:
    return ("、" if lettering.is_vertical("".join(authors)) else ", ").join(authors[:2])


def _cloth(
    colour: str, chance: random.Random, size: tuple[int, int] = (WIDTH, HEIGHT), depth: int = 26
) -> Image.Image:
    """A woven ground: threads across and along, and a breath of light from the upper left."""
    weave = Image.blend(_threads(chance, size, (1, 14)), _threads(chance, size, (14, 1)), 0.5)
    light = (
        Image.linear_gradient("L").rotate(20).crop((48, 48, 208, 208)).resize(size, Image.Resampling.BILINEAR)
    )
    relief = Image.blend(weave, ImageChops.invert(light), 0.34).point(
        lambda tone: 128 + (tone - 128) * depth // 100
    )
    return ImageChops.overlay(Image.new("RGB", size, colour), Image.merge("RGB", (relief,) * 3))


def _threads(chance: random.Random, size: tuple[int, int], stretch: tuple[int, int]) -> Image.Image:
    small = (size[0] // stretch[0] + 1, size[1] // stretch[1] + 1)
    noise = Image.frombytes("L", small, chance.randbytes(small[0] * small[1]))
    return noise.resize(size, Image.Resampling.BILINEAR)


Motif = Callable[[ImageDraw.ImageDraw, random.Random], None]


def _motif(number: int) -> Motif:
    motifs: tuple[Motif, ...] = (_mountains, _waves, _moon, _nothing)
    return motifs[number % len(motifs)]


def _paint(cover: Image.Image, motif: Motif, shade: str, chance: random.Random) -> None:
    """Twice as large and scaled down, for smooth edges."""
    mask = Image.new("L", (WIDTH * 2, HEIGHT * 2))
    motif(ImageDraw.Draw(mask), chance)
    cover.paste(shade, mask=mask.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def _mountains(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Three ridges, the nearest darkest."""
    for ridge, depth in enumerate((80, 135, 200)):
        waves = [(chance.uniform(0.8, 3.6), chance.uniform(0, 6.3), chance.uniform(18, 62)) for _ in range(4)]
        base = 1190 + ridge * 130
        crest = [
            (x, base - sum(h * math.sin(x / 1200 * f * 3 + p) for f, p, h in waves))
            for x in range(0, 1208, 8)
        ]
        draw.polygon([(0, 1600), *crest, (1200, 1600)], fill=depth)


def _waves(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Overlapping fans of water, row before row."""
    radius = chance.choice((66, 80, 96))
    for row in range(9):
        y = 1230 + row * radius // 2
        for x in range(-radius if row % 2 else 0, 1200 + radius, radius * 2):
            for ring in range(4):
                reach = radius - ring * radius // 4
                box = (x - reach, y - reach, x + reach, y + reach)
                draw.ellipse(box, fill=40 + row * 12 if ring == 0 else None, outline=190, width=4)


def _moon(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A moon over still water."""
    x, y, radius = chance.randint(640, 860), chance.randint(520, 760), chance.randint(150, 210)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=150)
    for line in range(11):
        level, half = 1260 + line * 30, chance.randint(120, 420)
        middle = x + chance.randint(-160, 160)
        draw.line((middle - half, level, middle + half, level), fill=190, width=4)


def _nothing(_draw: ImageDraw.ImageDraw, _chance: random.Random) -> None:
    """Plain cloth is a pattern too."""


def _bind(cover: Image.Image, palette: Palette) -> None:
    """Silk at the corners of the spine, a thread along it and one round it at each of the four holes."""
    draw = ImageDraw.Draw(cover)
    edge, inner = WIDTH - 1, WIDTH - SPINE
    for top in (0, HEIGHT - SPINE - 6):
        draw.rectangle((inner, top, edge, top + SPINE + 6), fill=palette.silk)
    for shift, colour in ((2, palette.shade), (0, THREAD)):
        draw.line((inner + shift, 0, inner + shift, HEIGHT), fill=colour, width=3)
        for hole in HOLES:
            y = round(hole * HEIGHT) + shift
            draw.line((inner, y, edge, y), fill=colour, width=3)
    for hole in HOLES:
        y = round(hole * HEIGHT)
        draw.ellipse((inner - 4, y - 4, inner + 5, y + 5), fill=palette.shade)


def _slip(cover: Image.Image, title: str, author: str, chance: random.Random) -> None:
    """The title slip at the upper left, the author beside its foot, a seal below."""
    setting = lettering.in_columns(title, 500, SIZES)
    pitch = round(setting.size * 1.3)
    width = max(112, pitch * len(setting.rows) + 46)
    height = min(560, max(360, round(max(map(lettering.column_height, setting.rows)) * setting.size) + 84))
    box = (42, 42, 42 + width, 42 + height)
    _paper(cover, box, chance)
    draw = ImageDraw.Draw(cover)
    right = box[0] + width / 2 + pitch * (len(setting.rows) - 1) / 2
    tallest = max(map(lettering.column_height, setting.rows)) * setting.size
    top = box[1] + (height - tallest) / 2
    for number, column in enumerate(setting.rows):
        lettering.draw_column(draw, column, (right - number * pitch, top), setting.size, INK)
    _sign(cover, author, box)


def _sign(cover: Image.Image, author: str, box: tuple[int, int, int, int]) -> None:
    left = box[2] + 40
    if author:
        setting = lettering.in_columns(author, box[3] - box[1] - 70, (26, 24, 22), most=1)
        height = lettering.column_height(setting.rows[0]) * setting.size
        draw = ImageDraw.Draw(cover)
        lettering.draw_column(draw, setting.rows[0], (left, box[3] - 62 - height), setting.size, PAPER)
    _seal(cover, (left, box[3] - 25))


def _plate(cover: Image.Image, title: str, author: str, chance: random.Random) -> None:
    """A label across the upper half, for titles that run in lines."""
    middle, width = (WIDTH - SPINE) // 2, 430
    setting = lettering.in_lines(title, width - 70, 290, LINE_SIZES)
    step = lettering.leading(setting.size)
    height = step * len(setting.rows) + (150 if author else 90)
    box = (middle - width // 2, 110, middle + width // 2, 110 + height)
    _paper(cover, box, chance)
    draw = ImageDraw.Draw(cover)
    for number, (line,) in enumerate(setting.rows):
        lettering.draw_line(draw, line.text, (middle, box[1] + 45 + step * (number + 0.5)), setting.size, INK)
    if author:
        draw.line((middle - 32, box[3] - 88, middle + 32, box[3] - 88), fill=CINNABAR, width=2)
        words = lettering.in_lines(author, width - 70, 34, (24, 22, 20, 18))
        lettering.draw_line(draw, words.rows[0][0].text, (middle, box[3] - 54), words.size, INK)
    _seal(cover, (middle, HEIGHT - 90))


def _paper(cover: Image.Image, box: tuple[int, int, int, int], chance: random.Random) -> None:
    """A slip of paper with a double frame, lying on the cloth."""
    shadow = Image.new("L", cover.size)
    ImageDraw.Draw(shadow).rectangle((box[0] + 2, box[1] + 4, box[2] + 4, box[3] + 7), fill=120)
    cover.paste("#000000", mask=shadow.filter(ImageFilter.GaussianBlur(5)))
    size = (box[2] - box[0], box[3] - box[1])
    cover.paste(_cloth(PAPER, chance, size, depth=10), box[:2])
    draw = ImageDraw.Draw(cover)
    draw.rectangle((box[0] + 9, box[1] + 9, box[2] - 10, box[3] - 10), outline=INK, width=3)
    draw.rectangle((box[0] + 15, box[1] + 15, box[2] - 16, box[3] - 16), outline=INK, width=1)


def _seal(cover: Image.Image, centre: tuple[float, float]) -> None:
    """The house's seal, 书童, cut in relief."""
    x, y = centre
    draw = ImageDraw.Draw(cover)
    draw.rounded_rectangle((x - 17, y - 30, x + 17, y + 30), radius=5, fill=ImageColor.getrgb(CINNABAR))
    for letter, shift in (("书", -13), ("童", 13)):
        cell = lettering.Cell(letter, lettering.WIDE)
        lettering.draw_column(draw, [cell], (x, y + shift - 13.2), 24, PAPER)

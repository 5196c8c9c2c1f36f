"""A chapter with pictures in it, for whoever reads it over HTTP or in a browser."""

import hashlib
import io
from functools import cache

from PIL import Image, ImageDraw

from ebooks.book import Chapter, Picture
from language.illustration import Illustration
from language.paragraphs import Kind, Paragraph

HEADING, POEM = Paragraph("第一章", Kind.HEADING), Paragraph("满纸荒唐言，\n一把辛酸泪。", Kind.VERSE)
TEXT = tuple(Paragraph(f"第{n}段。" + "说的是一件小事。" * 30) for n in range(6))


@cache
def webp(colour: str = "teal", size: tuple[int, int] = (300, 200)) -> Picture:
    """A ring on white."""
    image, file = Image.new("RGB", size, "white"), io.BytesIO()
    ImageDraw.Draw(image).ellipse((9, 9, size[0] - 9, size[1] - 9), outline=colour, width=12)
    image.save(file, "WEBP")
    return Picture(hashlib.sha256(file.getvalue()).hexdigest(), file.getvalue())


def plate(at: int, words: str = "", picture: Picture | None = None) -> Illustration:
    picture = picture or webp()
    with Image.open(io.BytesIO(picture.content)) as image:
        return Illustration(at, picture.name, words, *image.size)


def chapter(*plates: Illustration) -> Chapter:
    return Chapter(title="第一章", paragraphs=(HEADING, POEM, *TEXT), illustrations=plates)

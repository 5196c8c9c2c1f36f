"""A day's reading as a picture one likes to share: a sentence, the book, the days, and a code."""

import hashlib
import io
import json
import random
from dataclasses import astuple, dataclass, replace
from datetime import date

from PIL import Image, ImageDraw

from language import lettering
from language.translation import _, speaking
from language.typesetting import (
    Block,
    draw_block,
    draw_line,
    in_columns,
    in_lines,
    line_ems,
    readable,
    stands_upright,
)
from library import qr
from reader.papers import EVENING, Paper, as_png, paper_of, sheet
from reader.seals import draw_seal

WIDTH, HEIGHT = 1080, 1620
MARGIN, RIGHT = 104, 976
TOP, SOURCE, FOOT = 250, 1080, 1250  # of the quotation, its lowest edge, and of what stands below
SIZES = (104, 96, 88, 80, 74, 68, 64, 60, 56, 52, 48, 44, 40)
QUOTED = 180  # characters; what is longer is cut
CODE = 232  # pixels, with its quiet zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """`days` in a row, today's among them, and `instalments` of today; 0 for what is not counted.

    Nothing of it says who she is. `link` is where the code leads.
    """

    quotation: str
    title: str
    author: str
    days: int
    instalments: int
    date: date
    library: str
    link: str
    language: str = "zh_CN"

    def written(self) -> str:
        """One line."""
        return json.dumps(
            astuple(replace(self, quotation=self.quotation[: QUOTED + 1])),
            default=date.isoformat,
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def read(cls, written: str) -> "Poster":
        """What `written` wrote."""
        quotation, title, author, days, instalments, day, library, link, language = json.loads(written)
        return cls(
            quotation=quotation,
            title=title,
            author=author,
            days=days,
            instalments=instalments,
            date=date.fromisoformat(day),
            library=library,
            link=link,
            language=language,
        )


def draw(poster: Poster) -> bytes:
    """A PNG of 1080 by 1620 pixels; the same poster always gives the same picture."""
    paper, picture = blank(poster)
    pen = ImageDraw.Draw(picture)
    with speaking(poster.language):
        _head(pen, poster, paper)
        _quote(pen, poster, paper)
        _days(pen, poster, paper)
        _seal_and_invite(pen, poster, paper)
    code = _code(poster.link, paper)
    picture.paste(code, (RIGHT - code.width, FOOT + 6))
    return as_png(picture)


def blank(poster: Poster) -> tuple[Paper, Image.Image]:
    """The sheet it will be printed on, nothing written yet."""
    seed = hashlib.sha256(f"{poster.title}\0{poster.quotation}\0{poster.date}".encode()).digest()
    chance = random.Random(seed)
    paper = paper_of(poster.date, chance)
    return paper, sheet((WIDTH, HEIGHT), paper, chance)


def _head(pen: ImageDraw.ImageDraw, poster: Poster, paper: Paper) -> None:
    """The library's name, and the day."""
    pen.line((MARGIN, 128, MARGIN + 56, 128), fill=paper.accent, width=5)
    day = _day(poster.date)
    room = RIGHT - MARGIN - line_ems(day) * 30 - 60
    name = in_lines(poster.library, round(room), 40, (32, 30, 28, 26, 24))
    draw_block(pen, name, (MARGIN, 152), paper.ink)
    draw_line(pen, day, (RIGHT - line_ems(day) * 30, 152), 30, paper.faint)


def _quote(pen: ImageDraw.ImageDraw, poster: Poster, paper: Paper) -> None:
    quotation = _fitting(readable(poster.quotation)) or readable(poster.title) or "书"
    columns = in_columns(quotation, 740, 660, SIZES)
    if columns:
        _in_columns(pen, columns, poster, paper)
    else:
        _in_lines(pen, in_lines(quotation, RIGHT - MARGIN, 640, SIZES[3:]), poster, paper)


def _in_columns(pen: ImageDraw.ImageDraw, block: Block, poster: Poster, paper: Paper) -> None:
    """From the right, and at their left foot, a little lower, the book in a smaller hand."""
    top = TOP + 20
    draw_block(pen, block, (RIGHT - 8, top), paper.ink)
    left = RIGHT - 8 - block.across - block.leading
    source = "".join((f"《{_title(poster)}》", "　" * bool(poster.author), readable(poster.author)))
    column = in_columns(source, 640, 44, (34, 30, 26)) if stands_upright(source) else None
    if column is None or left < MARGIN:
        _source_line(pen, poster, paper, top + block.along + 64)
        return
    foot = top + max(block.along, column.along + 96)
    pen.line(
        (left - 17, foot - column.along - 76, left - 17, foot - column.along - 20), fill=paper.accent, width=3
    )
    draw_block(pen, column, (left, foot - column.along), paper.faint)


def _in_lines(pen: ImageDraw.ImageDraw, block: Block, poster: Poster, paper: Paper) -> None:
    """Rather above the middle of its room, with the book below."""
    top = TOP + max(0, (640 - block.across) * 0.38)
    draw_block(pen, block, (MARGIN, top), paper.ink)
    _source_line(pen, poster, paper, top + block.across + 78)


def _source_line(pen: ImageDraw.ImageDraw, poster: Poster, paper: Paper, top: float) -> None:
    pen.line((MARGIN, top + 20, MARGIN + 56, top + 20), fill=paper.accent, width=3)
    words = f"《{_title(poster)}》" if poster.language.startswith("zh") else f"«{_title(poster)}»"
    source = "　".join(filter(None, (words, readable(poster.author))))
    block = in_lines(source, RIGHT - MARGIN - 96, 110, (36, 34, 32, 30), leading=1.4)
    draw_block(pen, block, (MARGIN + 84, top), paper.faint)


def _fitting(quotation: str) -> str:
    return quotation if len(quotation) <= QUOTED else quotation[:QUOTED].rstrip("，、；：,;: ") + "……"


def _title(poster: Poster) -> str:
    return readable(poster.title).strip("《》«»") or "书"


def _days(pen: ImageDraw.ImageDraw, poster: Poster, paper: Paper) -> None:
    """The number large, as one would write it in a diary."""
    if poster.days:
        before, after = _("坚持阅读第 {n} 天").split("{n}")
        draw_line(pen, before.strip(), (MARGIN, FOOT), 34, paper.faint)
        number = str(poster.days)
        wide = lettering.draw_run(pen, number, (MARGIN - 4, FOOT + 176), 132, paper.accent)
        draw_line(pen, after.strip(), (wide + 18, FOOT + 145), 36, paper.faint)
    else:
        draw_line(pen, _("今日所读"), (MARGIN, FOOT + 110), 44, paper.accent)
    if poster.instalments:
        words = _("今天读了 {n} 段").format(n=poster.instalments)
        draw_line(pen, words, (MARGIN, FOOT + 206), 30, paper.faint)


def _seal_and_invite(pen: ImageDraw.ImageDraw, poster: Poster, paper: Paper) -> None:
    words = _("扫码一起读")
    draw_line(pen, words, (RIGHT - CODE / 2 - line_ems(words) * 14, FOOT + CODE + 22), 28, paper.faint)
    draw_seal(pen, (RIGHT - CODE - 150, FOOT + CODE - 96), 88, poster.library)


def _code(link: str, paper: Paper) -> Image.Image:
    """In the sheet's own colours, which are far enough apart; dark on light, as scanners want it."""
    small = Image.open(io.BytesIO(qr.png(link, level=qr.Level.Q, scale=1))).convert("L")
    scale = max(3, CODE // small.width)
    large = small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST)
    light, dark = (paper.ink, paper.sheet) if paper is EVENING else (paper.sheet, paper.ink)
    code = Image.new("RGB", large.size, dark)
    code.paste(light, mask=large)
    return code


def _day(day: date) -> str:
    return f"{day.year}.{day.month:02}.{day.day:02}"

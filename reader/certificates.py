"""A reading plan read to its end, certified as a library would: a border, few words, a seal."""

import json
from dataclasses import astuple, dataclass
from datetime import date

from PIL import Image, ImageDraw

from language import lettering
from language.translation import _, speaking
from language.typesetting import Block, draw_block, draw_line, in_lines, line_ems, readable
from reader.papers import AUTUMN, WINTER, as_png
from reader.seals import draw_seal

WIDTH, HEIGHT = 1080, 1440
MIDDLE, ROOM = WIDTH // 2, 740
GOLD, SHEET, INK, FAINT = "#a98a4b", "#fbf6ea", WINTER.ink, AUTUMN.faint
HEADING = (96, 88, 80, 72, 64, 56, 48)
NAMES = (68, 62, 56, 50, 44, 38, 32)
WORDS = (46, 44, 42, 40, 38, 36, 34, 32, 30, 28)
BODY = (420, 1090)  # upper and lower edge of what is certified
SHOWN = 6  # titles by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """`name` is her alias, or one she typed; `days` from the first to the last."""

    plan: str
    name: str
    days: int
    titles: tuple[str, ...]
    date: date
    library: str
    language: str = "zh_CN"

    def written(self) -> str:
        """One line."""
        return json.dumps(astuple(self), default=date.isoformat, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, written: str) -> "Certificate":
        """What `written` wrote."""
        plan, name, days, titles, day, library, language = json.loads(written)
        return cls(
            plan=plan,
            name=name,
            days=days,
            titles=tuple(titles),
            date=date.fromisoformat(day),
            library=library,
            language=language,
        )


def draw(certificate: Certificate) -> bytes:
    """A PNG of 1080 by 1440 pixels; the same certificate always gives the same picture."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), SHEET)
    pen = ImageDraw.Draw(picture)
    _border(pen)
    with speaking(certificate.language):
        _heading(pen)
        _words(pen, certificate)
        _sign(pen, certificate)
    return as_png(picture)


def _border(pen: ImageDraw.ImageDraw) -> None:
    """Two frames, and a key pattern turned in at each corner."""
    for inset, width in ((44, 6), (60, 2)):
        pen.rectangle((inset, inset, WIDTH - inset - 1, HEIGHT - inset - 1), outline=GOLD, width=width)
    for right in (False, True):
        for below in (False, True):
            corner = [_mirrored(point, right=right, below=below) for point in KEY]
            pen.line(corner, fill=GOLD, width=4, joint="curve")


KEY = ((60, 148), (98, 148), (98, 98), (148, 98), (148, 60), (84, 60), (84, 84), (60, 84), (60, 148))


def _mirrored(point: tuple[int, int], *, right: bool, below: bool) -> tuple[int, int]:
    x, y = point
    return WIDTH - 1 - x if right else x, HEIGHT - 1 - y if below else y


def _heading(pen: ImageDraw.ImageDraw) -> None:
    words = _("阅读证书")
    spaced = "　".join(words) if lettering.WIDE_LETTER.search(words) else words
    block = in_lines(spaced, ROOM + 60, 110, HEADING)
    _centred(pen, block, 206, INK)
    pen.line((MIDDLE - 44, 362, MIDDLE + 44, 362), fill=GOLD, width=4)


def _words(pen: ImageDraw.ImageDraw, certificate: Certificate) -> None:
    name = in_lines(readable(certificate.name) or _("一位读者"), ROOM, 160, NAMES, leading=1.4)
    words = in_lines(said(certificate), ROOM, 330, WORDS, leading=1.8)
    listed = in_lines(_listed(certificate.titles), ROOM, 120, (32, 30, 28, 26, 24), leading=1.7)
    spare = BODY[1] - BODY[0] - name.across - words.across - listed.across
    gap = min(110, max(40, spare / 4))
    top = BODY[0] + max(0, spare - 2 * gap) * 0.36
    _centred(pen, name, top, INK)
    draw_block(pen, words, (MIDDLE - ROOM / 2, top + name.across + gap), INK)
    below = top + name.across + words.across + 1.7 * gap
    draw_block(pen, listed, (MIDDLE - ROOM / 2, below), FAINT)


def said(certificate: Certificate) -> str:
    """What is certified, in the language in force."""
    told = _("用 {days} 天读完了{plan}，共 {count} 部书。持之以恒，特此证明。")
    return told.format(days=certificate.days, plan=_quoted(certificate.plan), count=len(certificate.titles))


def _sign(pen: ImageDraw.ImageDraw, certificate: Certificate) -> None:
    """The library and the day at the right foot, the seal half over them, as it is pressed."""
    right = MIDDLE + ROOM // 2
    library = in_lines(readable(certificate.library), 520, 100, (38, 36, 34, 32, 30, 28), leading=1.4)
    day = _("{year} 年 {month} 月 {day} 日").format(
        year=certificate.date.year, month=certificate.date.month, day=certificate.date.day
    )
    top = 1216 - library.across
    for number, row in enumerate(library.rows):
        wide = line_ems(row) * library.size
        draw_line(pen, row, (right - wide, top + number * library.leading), library.size, INK)
    draw_line(pen, day, (right - line_ems(day) * 32, 1244), 32, FAINT)
    draw_seal(pen, (MIDDLE - ROOM / 2, 1124), 164, certificate.library)


def _centred(pen: ImageDraw.ImageDraw, block: Block, top: float, ink: str) -> None:
    for number, row in enumerate(block.rows):
        left = MIDDLE - line_ems(row) * block.size / 2
        draw_line(pen, row, (left, top + number * block.leading), block.size, ink)


def _quoted(name: str) -> str:
    return _("「{name}」").format(name=readable(name).strip("「」«»"))


def _listed(titles: tuple[str, ...]) -> str:
    names = "".join(_("《{title}》").format(title=readable(title).strip("《》")) for title in titles[:SHOWN])
    return names + _("等") * (len(titles) > SHOWN)

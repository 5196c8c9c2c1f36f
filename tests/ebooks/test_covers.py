import io
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from ebooks.bookbinder import PALETTES, draw_cover
from ebooks.covers import Covers
from language import lettering

LONG = "中华人民共和国公共图书馆法及其实施问答：从条文到日常服务的一百个实例" * 3


def everything_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (800, 1200), **more: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, 200 if mode == "L" else None).save(file, kind, **more)
    return file.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "红楼梦",
        LONG,
        "Alice's Adventures in Wonderland",
        "Өвөл, үлгэр",
        "ᠮᠣᠩᠭᠣᠯ",
        "عربي",
        "𠮷",
        "",
        "W" * 400,
        "A b " * 200,
    ],
)
def test_every_name_gets_a_cover(name: str) -> None:
    cover = draw_cover(name, ("某某", "Lewis Carroll" * 9))
    assert cover.size == (600, 800)
    assert len(cover.getcolors(480_000) or []) > 500


def test_the_same_book_always_looks_the_same_and_another_does_not() -> None:
    one, same, other = draw_cover("红楼梦"), draw_cover("红楼梦"), draw_cover("红楼梦", ("曹雪芹",))
    assert ImageChops.difference(one, same).getbbox() is None
    assert ImageChops.difference(one, other).getbbox() is not None


def test_a_shelf_is_not_of_one_colour() -> None:
    spines = {draw_cover(f"第{number}册").getpixel((575, 20)) for number in range(24)}
    assert len(spines) >= len(PALETTES) - 2


@pytest.mark.parametrize(
    ("text", "columns"), [("红楼梦", 1), ("三国志通俗演义", 1), ("中国特色社会主义法律体系读本", 2)]
)
def test_short_names_stand_in_one_column(text: str, columns: int) -> None:
    assert len(lettering.in_columns(text, 500, (76, 60, 48, 40, 32, 26)).rows) == columns


def test_brackets_stand_upright_and_latin_lies_on_its_side() -> None:
    (row,) = lettering.in_columns("法（Law）3", 500, (40,)).rows
    assert [(cell.text, cell.turned) for cell in row] == [
        ("法", False),
        ("︵", False),
        ("Law", True),
        ("︶", False),
        ("3", False),
    ]


def test_a_name_too_long_for_its_slip_says_so() -> None:
    setting = lettering.in_columns(LONG, 500, (40, 30, 26))
    assert len(setting.rows) == 3
    assert setting.rows[-1][-1].text == "︙"
    assert all(lettering.column_height(row) * setting.size <= 500 for row in setting.rows)


def test_letters_nobody_can_draw_are_left_out_and_mongolian_ones_are_drawn() -> None:
    assert lettering.legible("红ᠮ楼") == "红楼"
    assert len(lettering.legible("Өвөл үлгэр")) == len("Өвөл үлгэр")


def test_lines_keep_to_the_plate() -> None:
    setting = lettering.in_lines("The Modern Prometheus " * 30, 360, 290, (62, 40, 22))
    assert all(lettering.len_at(setting.size)(cell.text) <= 360 for (cell,) in setting.rows)
    assert len(setting.rows) * lettering.leading(setting.size) <= 290


@pytest.mark.parametrize(
    "image",
    [
        picture("JPEG"),
        picture("PNG", "RGBA"),
        picture("PNG", "P"),
        picture("PNG", "L"),
        picture("GIF", "P"),
        picture("WEBP"),
        picture("JPEG", "CMYK"),
    ],
)
async def test_a_books_own_cover_is_made_to_measure(tmp_path: Path, image: bytes) -> None:
    assert await Covers(tmp_path).keep("ab" * 32, image)
    (kept,) = everything_in(tmp_path)
    with Image.open(kept) as cover:
        assert (cover.format, cover.size) == ("WEBP", (600, 900))


@pytest.mark.parametrize(
    "image",
    [
        None,
        b"",
        b"not a picture",
        picture("JPEG")[:200],
        picture("PNG")[:60],
        picture("BMP"),
        partial(picture, "PNG", "1", (20_000, 20_000)),
        partial(picture, "PNG", "1", (8_000, 8_000)),
    ],
)
async def test_what_is_no_cover_is_left_alone(tmp_path: Path, image: bytes | None) -> None:
    image = image() if callable(image) else image  # the large ones are drawn only where they are looked at
    assert not await Covers(tmp_path).keep("ab" * 32, image)
    assert not everything_in(tmp_path)

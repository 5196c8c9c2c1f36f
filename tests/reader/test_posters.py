"""Posters and certificates: always drawn, never too heavy, and their code leads where it should."""

import io
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from language.typesetting import draw_line
from reader import certificates, posters
from reader.certificates import Certificate
from reader.posters import Poster
from reader.seals import carving

LINK = "https://library.example/t/ABCDEFGHJK"
LONG = "后来我们沿着河走了很久，谁也没有再提起那件事情，只有水声陪着，一直到灯火亮起来。" * 4
POSTER = Poster(
    quotation="满纸荒唐言，一把辛酸泪！都云作者痴，谁解其中味？",
    title="红楼梦",
    author="曹雪芹",
    days=23,
    instalments=3,
    date=date(2026, 11, 23),
    library="青山市图书馆",
    link=LINK,
)
CERTIFICATE = Certificate(
    plan="二十一天读红楼",
    name="读者 4F7K",
    days=21,
    titles=("红楼梦", "西游记"),
    date=date(2026, 11, 23),
    library="青山市图书馆",
)
MOST = 300_000  # bytes


def seen(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


@pytest.mark.parametrize(
    ("month", "quotation", "language"),
    [
        (1, POSTER.quotation, "zh_CN"),
        (4, "Call me Ishmael.", "en"),
        (7, "Өвөл дуусаж, хавар ирлээ.", "mn"),
        (10, LONG, "zh_CN"),
    ],
)
def test_in_every_season_a_phone_reads_the_code(month: int, quotation: str, language: str) -> None:
    poster = replace(POSTER, quotation=quotation, language=language, date=date(2026, month, 9))
    picture = posters.draw(poster)
    assert len(picture) < MOST
    assert seen(picture).size == (1080, 1620)
    small = seen(picture).resize((540, 810), Image.Resampling.LANCZOS)  # as a chat shows it
    assert [code.text for code in zxingcpp.read_barcodes(small)] == [LINK]


def test_the_same_day_looks_the_same_and_another_does_not() -> None:
    drawn, other = posters.draw(POSTER), posters.draw(replace(POSTER, days=24))
    assert posters.draw(POSTER) == drawn
    assert ImageChops.difference(seen(drawn), seen(other)).getbbox()


def test_seasons_and_books_have_their_own_sheets() -> None:
    sheets = {
        posters.blank(replace(POSTER, title=title, date=date(2026, month, 9)))[1].getpixel((3, 3))
        for title in ("红楼梦", "呐喊", "野草")
        for month in (1, 4, 7, 10)
    }
    assert len(sheets) >= 4


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=150), st.text(max_size=60), st.text(max_size=30), st.integers(0, 9999))
def test_whatever_is_quoted_is_drawn(quotation: str, title: str, author: str, days: int) -> None:
    drawn = posters.draw(replace(POSTER, quotation=quotation, title=title, author=author, days=days))
    assert len(drawn) < MOST


@settings(max_examples=8, deadline=None)
@given(
    st.text(max_size=80),
    st.text(max_size=40),
    st.lists(st.text(max_size=30), max_size=9),
    st.text(max_size=40),
)
def test_whatever_is_certified_is_drawn(plan: str, name: str, titles: list[str], library: str) -> None:
    certificate = replace(CERTIFICATE, plan=plan, name=name, titles=tuple(titles), library=library)
    assert len(certificates.draw(certificate)) < MOST


@pytest.mark.parametrize("language", ["zh_CN", "mn", "en"])
def test_a_certificate_speaks_her_language(language: str) -> None:
    picture = certificates.draw(replace(CERTIFICATE, language=language))
    assert seen(picture).size == (1080, 1440)
    if language != "zh_CN":
        chinese = seen(certificates.draw(CERTIFICATE))
        assert ImageChops.difference(seen(picture), chinese).getbbox()


def test_mongolian_letters_are_letters_whoever_says_them() -> None:
    """Ours too: no font of every installation has them, and an empty box is no letter."""

    def drawn(word: str) -> bytes:
        picture = Image.new("L", (200, 60))
        draw_line(ImageDraw.Draw(picture), word, (4, 4), 40, "#ffffff")
        return picture.tobytes()

    assert len({drawn(letter) for letter in ("ө", "ү", "Ө", "Ү", "\U0010fffd")}) == 5


def test_what_is_written_is_one_line_and_read_again() -> None:
    poster = replace(POSTER, quotation="一行\n又一行", author='"某"')
    assert Poster.read(poster.written()) == poster
    assert Certificate.read(CERTIFICATE.written()) == CERTIFICATE
    assert "\n" not in poster.written() + CERTIFICATE.written()


@pytest.mark.parametrize(
    ("library", "columns"),
    [
        ("青山市图书馆", ("青山市", "图书馆")),
        ("青山", ("青山",)),
        ("青山图书馆", ("青山图", "书馆")),
        ("Номын сан", ("НС",)),
        ("", ("书童",)),
    ],
)
def test_a_seal_is_cut_in_even_columns(library: str, columns: tuple[str, ...]) -> None:
    assert carving(library) == columns

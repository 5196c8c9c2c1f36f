"""A book that we write says the same to every reader, and the same bytes every time."""

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import ebooklib
import pytest
from ebooklib import epub
from lxml import etree
from PIL import Image

from ebooks.book import Book, Chapter, Direction, Format
from ebooks.epub.writer import write_epub
from ebooks.reading import read_book
from language.paragraphs import Kind, Paragraph

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"


def jpeg() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (60, 80), "teal").save(picture, "JPEG")
    return picture.getvalue()


BOOK = Book(
    format=Format.EPUB,
    title="灯 & <影>",
    authors=("掩卷", "夜航灯"),
    language="zh-CN",
    description="一本试写的书。",
    subjects=("诗歌", "试验"),
    series="青城文丛",
    volume="第二辑",
    publisher="书童",
    year="2026",
    cover=jpeg(),
    chapters=(
        Chapter(title="上编", paragraphs=(Paragraph("上编之前，先说几句话，说完便入正题。"),)),
        Chapter(title="夜归", level=2, paragraphs=(Paragraph("卷罢灯犹暖，\n推门月在肩。", Kind.VERSE),)),
        Chapter(
            title="下编",
            paragraphs=(
                Paragraph("小标题", Kind.HEADING),
                Paragraph("他说：“5 < 6 && 7 > 6。”大家都同意了。"),
                Paragraph("注：这不是代码。", Kind.NOTE),
                Paragraph("if 雨:\n    打伞()", Kind.PREFORMATTED),
            ),
        ),
    ),
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "灯影.epub"
    write_epub(BOOK, path)
    return path


def test_what_is_written_is_what_is_read(written: Path) -> None:
    assert read_book(written) == BOOK


def test_another_reader_finds_the_same_book(written: Path) -> None:
    book = epub.read_epub(written)

    assert [value for value, _ in book.get_metadata("DC", "creator")] == ["掩卷", "夜航灯"]
    assert book.get_metadata("DC", "language")[0][0] == "zh-CN"
    pages = [item.get_content().decode() for item in book.get_items_of_type(ebooklib.ITEM_DOCUMENT)]
    assert any("卷罢灯犹暖，<br/>推门月在肩。" in page for page in pages)
    outer = [entry[0].title if isinstance(entry, tuple) else entry.title for entry in book.toc]
    assert outer == ["上编", "下编"]
    assert [link.title for link in book.toc[0][1]] == ["夜归"]


def test_every_page_is_well_formed_and_says_its_language(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        pages = [
            etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith("xhtml")
        ]

    assert len(pages) == len(BOOK.chapters) + 1
    assert {page.tag for page in pages} == {f"{XHTML}html"}
    assert {page.get("lang") for page in pages} == {"zh-CN"}


def test_the_archive_begins_with_its_type_in_clear(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        first = archive.infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert b"mimetypeapplication/epub+zip" in written.read_bytes()[:64]


def test_neither_the_clock_nor_the_place_changes_the_bytes(written: Path, tmp_path: Path) -> None:
    write_epub(BOOK, tmp_path / "again.epub")

    assert (tmp_path / "again.epub").read_bytes() == written.read_bytes()
    with zipfile.ZipFile(written) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b'dcterms:modified">1980-01-01T00:00:00Z<' in archive.read("EPUB/content.opf")


def test_nothing_but_the_book_is_left_in_the_folder(written: Path) -> None:
    assert list(written.parent.iterdir()) == [written]


def test_the_identifier_follows_the_text_and_not_the_cover(tmp_path: Path) -> None:
    def identifier(book: Book) -> str:
        write_epub(book, tmp_path / "x.epub")
        return str(epub.read_epub(tmp_path / "x.epub").get_metadata("DC", "identifier")[0][0])

    assert identifier(replace(BOOK, cover=None)) == identifier(BOOK)
    assert identifier(replace(BOOK, title="灯影")) != identifier(BOOK)
    assert identifier(replace(BOOK, isbn="9787020002207")) == "urn:isbn:9787020002207"


@pytest.mark.parametrize(
    ("direction", "progression"),
    [(Direction.HORIZONTAL, None), (Direction.VERTICAL_RL, "rtl"), (Direction.VERTICAL_LR, "ltr")],
)
def test_lines_and_pages_run_as_the_book_says(
    direction: Direction, progression: str | None, tmp_path: Path
) -> None:
    write_epub(replace(BOOK, direction=direction), tmp_path / "x.epub")

    assert read_book(tmp_path / "x.epub").direction is direction
    with zipfile.ZipFile(tmp_path / "x.epub") as archive:
        spine = etree.fromstring(archive.read("EPUB/content.opf")).find(f"{OPF}spine")
        assert f"\n  writing-mode: {direction.value};" in archive.read("EPUB/style.css").decode()
    assert spine is not None
    assert spine.get("page-progression-direction") == progression


def test_what_xml_cannot_say_is_left_out(tmp_path: Path) -> None:
    text = "他停了\x00一下，\x0b又\ufffe说下去。"
    write_epub(
        replace(BOOK, chapters=(Chapter(title="一", paragraphs=(Paragraph(text),)),)), tmp_path / "x.epub"
    )

    assert read_book(tmp_path / "x.epub").chapters[0].paragraphs == (Paragraph("他停了一下，又说下去。"),)


def test_a_book_without_chapters_still_opens(tmp_path: Path) -> None:
    write_epub(replace(BOOK, chapters=()), tmp_path / "x.epub")

    assert [link.title for link in epub.read_epub(tmp_path / "x.epub").toc] == [BOOK.title]

"""A borrower's own copy: the publisher's book, with the number of her loan in it."""

import os
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from ebooks.book import Book, Chapter, Format
from ebooks.copies import Copies
from ebooks.epub.copy import write_copy
from ebooks.epub.reader import read_epub
from ebooks.epub.writer import write_epub
from ebooks.lending.loans import Loan
from ebooks.refusals import CannotRead
from language.paragraphs import Paragraph
from tests.ebooks.shelving import Library

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WORDS = "青城图书馆借阅 · 借阅号 01KAV"


@pytest.fixture
def epub(tmp_path):
    chapters = tuple(
        Chapter(title=name, paragraphs=(Paragraph(f"{name}里，小溪流下去。"),))
        for name in ("第一章", "第二章")
    )
    path = tmp_path / "original.epub"
    write_epub(Book(format=Format.EPUB, title="边城", chapters=chapters), path)
    return path


def loan(number: str) -> Loan:
    until = NOW + timedelta(days=21)
    return Loan(id=number, title_id="T", patron="lin", licence_id="L", since=NOW, until=until)


def test_each_chapter_ends_with_the_number_and_nothing_else_changes(epub, tmp_path):
    copy = tmp_path / "copy.epub"
    write_copy(epub, copy, number="01KAV", words=WORDS)
    before, after = read_epub(epub), read_epub(copy)
    for old, new in zip(before.chapters, after.chapters, strict=True):
        *same, last = new.paragraphs
        assert [one.text for one in same] == [one.text for one in old.paragraphs]
        assert last.text == WORDS
    assert (after.title, after.warnings) == (before.title, before.warnings)
    with zipfile.ZipFile(epub) as old, zipfile.ZipFile(copy) as new:
        assert new.testzip() is None
        assert sorted(new.namelist()) == sorted(old.namelist())
        first = new.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert old.read("EPUB/style.css") == new.read("EPUB/style.css")
        assert b'<meta name="shutong:loan" content="01KAV"/>' in new.read("EPUB/content.opf")


def test_the_same_loan_makes_the_same_bytes(epub, tmp_path):
    copies = [tmp_path / name for name in ("one", "other")]
    for copy in copies:
        write_copy(epub, copy, number="01KAV", words=WORDS)
    assert copies[0].read_bytes() == copies[1].read_bytes()


@pytest.mark.corpus
def test_every_good_book_can_be_copied_and_reads_as_before(corpus, tmp_path):
    books = sorted(corpus.rglob("*.epub"))
    copied = 0
    for book in [one for one in books if "broken" not in one.parts][:12]:
        write_copy(book, tmp_path / "copy.epub", number="01KAV", words=WORDS)
        before, after = (
            "".join(paragraph.text for chapter in read.chapters for paragraph in chapter.paragraphs)
            for read in (read_epub(book), read_epub(tmp_path / "copy.epub"))
        )
        assert WORDS in after, book.name
        assert after.replace(WORDS, "") == before, book.name
        copied += 1
    assert copied


def test_what_only_a_forgiving_reader_opens_is_refused(tmp_path):
    damaged = tmp_path / "damaged.epub"
    damaged.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(CannotRead):
        write_copy(damaged, tmp_path / "copy.epub", number="1", words=WORDS)


async def test_a_copy_is_made_once_and_forgotten_when_no_loan_can_need_it(epub, database, tmp_path):
    library = await Library(database, tmp_path / "library").open()
    title = await library.take("边城", "沈从文")
    copies = Copies(tmp_path / "copies", library="青城图书馆", now=lambda: NOW)
    mine = await copies.path(epub, title, loan("01KAVAA"))
    made = mine.stat().st_mtime_ns
    assert await copies.path(epub, title, loan("01KAVAA")) == mine
    assert mine.stat().st_mtime_ns == made
    assert "青城图书馆借阅" in read_epub(mine).chapters[0].paragraphs[-1].text
    long_ago = (NOW - timedelta(days=91)).timestamp()
    os.utime(mine, (long_ago, long_ago))
    other = await copies.path(epub, title, loan("01KAWAA"))
    assert other.is_file()
    assert not mine.exists()


async def test_a_damaged_original_is_handed_out_as_it_is(database, tmp_path):
    library = await Library(database, tmp_path / "library").open()
    title = await library.take("边城", "沈从文")
    original = await library.catalogue.path(title)  # a text that says it is an EPUB
    copies = Copies(tmp_path / "copies", library="青城图书馆", now=lambda: NOW)
    assert await copies.path(original, title, loan("01KAVAA")) == original

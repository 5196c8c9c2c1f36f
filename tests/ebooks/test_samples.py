"""The sample library is worth showing, and every work arrives in the reader's hands as it was written."""

import hashlib
import re
from pathlib import Path

import pytest

from ebooks.book import Book, Direction
from ebooks.reading import read_book
from ebooks.refusals import Damaged
from ebooks.samples import build, read_source
from language.paragraphs import Kind, Paragraph

BOOKS = Path(__file__).parents[2] / "samples/books"
SOURCES = sorted(BOOKS.glob("*.md"))
REGULAR = {"晨启", "夜归", "还书", "晒书", "索书号", "中秋值夜"}
FRONT = "---\ntitle: 甲\nauthor: 乙\nlanguage: zh-CN\ndescription: 丙\nsubjects: 丁、戊\n---\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.stem: path for path in build(BOOKS, tmp_path_factory.mktemp("samples"))}


def text(book: Book) -> str:
    return "".join(paragraph.text for chapter in book.chapters for paragraph in chapter.paragraphs)


def written(folder: Path, source: str) -> Path:
    path = folder / "work.md"
    path.write_text(source, encoding="utf-8")
    return path


def test_there_is_something_for_everybody() -> None:
    books = [read_source(source) for source in SOURCES]

    assert len(books) >= 9
    assert {book.language for book in books} == {"zh-CN", "zh-Hant", "mn", "en"}
    assert {book.direction for book in books} == {Direction.HORIZONTAL, Direction.VERTICAL_RL}
    assert len({book.title for book in books}) == len(books)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_work_is_read_as_it_was_written(source: Path, made: dict[str, Path]) -> None:
    meant, read = read_source(source), read_book(made[source.stem])

    assert (read.title, read.authors, read.language) == (meant.title, meant.authors, meant.language)
    assert (read.description, read.subjects) == (meant.description, meant.subjects)
    assert read.direction is meant.direction
    assert read.chapters == meant.chapters
    assert read.cover is not None
    assert read.warnings == ()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_work_is_no_filler(source: Path) -> None:
    book = read_source(source)
    paragraphs = [paragraph.text for chapter in book.chapters for paragraph in chapter.paragraphs]
    long_ones = [paragraph for paragraph in paragraphs if len(paragraph) >= 20]

    assert len(text(book)) >= 1_000
    assert len(book.chapters) >= 4
    assert all(chapter.paragraphs for chapter in book.chapters)
    assert len(set(long_ones)) == len(long_ones)  # nothing is said twice
    assert not re.search(r"\*\*|```|^#|lorem|TODO|\ufffd", text(book))


def test_the_cyrillic_work_is_in_cyrillic_with_mongolian_vowels() -> None:
    letters = re.findall(r"[^\W\d_]", text(read_source(BOOKS / "nom-idsen-yamaa.md")))

    assert all(re.match("[а-яёөү]", letter, re.I) for letter in letters)
    assert {"ө", "ү"} <= set(letters)


def test_classical_poems_have_lines_of_equal_length() -> None:
    quatrains = [
        paragraph.text
        for chapter in read_source(BOOKS / "deng-xia-ershi-shou.md").chapters
        for paragraph in chapter.paragraphs
        if paragraph.kind is Kind.VERSE and chapter.title in REGULAR
    ]

    assert len(quatrains) == 6
    for quatrain in quatrains:
        assert len({len(line) for line in quatrain.split("\n")}) == 1


def test_building_twice_gives_the_same_bytes(made: dict[str, Path], tmp_path: Path) -> None:
    def digests(paths: list[Path]) -> list[str]:
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]

    assert digests(build(BOOKS, tmp_path / "again")) == digests(list(made.values()))


def test_a_source_is_read_mark_by_mark(tmp_path: Path) -> None:
    body = "# 上\n\n开头。\n下一段。\n\n## 一\n\n### 小题\n\n```\n春\n夏\n\n秋\n```\n\n> 注。\n"
    book = read_source(written(tmp_path, FRONT + body))

    assert (book.title, book.authors, book.subjects) == ("甲", ("乙",), ("丁", "戊"))
    assert [(chapter.title, chapter.level) for chapter in book.chapters] == [("上", 1), ("一", 2)]
    assert book.chapters[0].paragraphs == (Paragraph("开头。"), Paragraph("下一段。"))
    assert book.chapters[1].paragraphs == (
        Paragraph("小题", Kind.HEADING),
        Paragraph("春\n夏", Kind.VERSE),
        Paragraph("秋", Kind.VERSE),
        Paragraph("注。", Kind.NOTE),
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("没有说明。", "两行 ---"),
        (FRONT.replace("title", "titel") + "# 一\n文", "titel、title"),
        (FRONT + "文字在前。\n# 一", "第一章的标题之前"),
        (FRONT, "没有一章"),
        (FRONT + "# 一\n\n```\n春", "没有合上"),
        (FRONT.replace("subjects", "direction: up\nsubjects") + "# 一\n文", "direction"),
    ],
)
def test_a_slip_in_a_source_is_named(source: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(Damaged) as refused:
        read_source(written(tmp_path, source))

    assert "work.md" in refused.value.reason
    assert reason in refused.value.reason

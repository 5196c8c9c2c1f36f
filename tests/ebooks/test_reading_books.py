"""Real books come out as their readers know them: titles, chapters in order, clean text."""

import json
import re
from pathlib import Path

import pytest

from ebooks.book import Book, Direction, Format
from ebooks.reading import read_book
from ebooks.refusals import CannotRead, UnknownFormat
from language.paragraphs import Kind

CORPUS = Path(__file__).parents[3] / "shared/corpus"
KEEP_LINES = (Kind.VERSE, Kind.TABLE, Kind.PREFORMATTED)
BOOKS = sorted(CORPUS.glob("books/*.epub")) + sorted(CORPUS.glob("w3c/*.epub"))
TEXTS = sorted(CORPUS.glob("text/*.txt"))
OTHERS = sorted(path for path in CORPUS.glob("text/*") if path.suffix != ".txt")
KNOWN = {
    Path(book["file"]).name: book
    for book in (json.loads((CORPUS / "text/books.json").read_text("utf-8")) if TEXTS else [])
}
BOILERPLATE = re.compile(r"Project Gutenberg License|\*\*\* ?(START|END) OF|no restrictions whatsoever", re.I)

pytestmark = [pytest.mark.corpus, pytest.mark.usefixtures("corpus")]


def text_of(book: Book) -> str:
    return "\n".join(paragraph.text for chapter in book.chapters for paragraph in chapter.paragraphs)


def read(name: str) -> Book:
    return read_book(CORPUS / "books" / f"{name}.epub")


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


@pytest.mark.parametrize("path", BOOKS, ids=names(BOOKS))
def test_every_epub_is_read_clean(path: Path) -> None:
    book = read_book(path)
    assert book.format is Format.EPUB
    assert book.title
    assert book.chapters
    for chapter in book.chapters:
        assert chapter.title == " ".join(chapter.title.split())
        assert 0 < len(chapter.title) <= 80
        assert chapter.paragraphs
        assert chapter.level >= 1
        for paragraph in chapter.paragraphs:
            assert paragraph.text == paragraph.text.strip() or paragraph.kind is Kind.PREFORMATTED
            assert paragraph.text
            assert "\n" not in paragraph.text or paragraph.kind in KEEP_LINES
            assert not re.search("[\x00-\x08\ufffd\u2028]", paragraph.text)
    assert not BOILERPLATE.search(text_of(book))


@pytest.mark.parametrize("path", TEXTS, ids=names(TEXTS))
def test_every_text_has_the_chapters_its_catalogue_says(path: Path) -> None:
    known, book = KNOWN[path.name], read_book(path)
    assert book.format is Format.TXT
    assert book.title == known["title"]
    assert len(book.chapters) == len(known["chapters"])
    for chapter, expected in zip(book.chapters, known["chapters"], strict=True):
        assert chapter.title.replace(" · ", "/").startswith(expected["title"])
        assert chapter.paragraphs
    assert not re.search("</?(strong|br)|^#", text_of(book), re.M)
    han = len(re.findall("[\u4e00-\u9fff]", text_of(book) + "".join(c.title for c in book.chapters)))
    assert han > 0.97 * known["han"]


@pytest.mark.parametrize("path", OTHERS, ids=names(OTHERS))
def test_data_is_refused_as_no_book(path: Path) -> None:
    with pytest.raises(UnknownFormat, match="不是可以阅读的图书格式"):
        read_book(path)


def test_the_dream_of_the_red_chamber_has_its_120_chapters_out_of_12_files() -> None:
    book = read("zh-hong-lou-meng")
    assert (book.title, book.authors, book.language) == ("红楼梦", ("曹雪芹",), "zh-CN")
    assert len(book.chapters) == 120
    assert book.chapters[0].title == "第一回 甄士隐梦幻识通灵 贾雨村风尘怀闺秀"
    assert book.chapters[2].title == "第三回 贾雨村夤缘复旧职 林黛玉抛父进京都", "completed from the text"
    assert book.chapters[11].title == "第十二回 王熙凤毒设相思局 贾天祥正照风月鉴", (
        "cut from a whole paragraph"
    )
    for number, chapter in enumerate(book.chapters):
        assert re.match("第.{1,5}回 ", chapter.title), number
        assert 2_500 < sum(len(paragraph.text) for paragraph in chapter.paragraphs) < 15_000, chapter.title
    assert (
        book.chapters[0]
        .paragraphs[0]
        .text.startswith("此开卷第一回也．作者自云：因曾历过一番梦幻之后，故将真事隐去，而借")
    )
    assert book.chapters[119].paragraphs[-1].text == "由来同一梦，休笑世人痴!"


def test_the_three_kingdoms_and_the_water_margin_are_whole() -> None:
    kingdoms = read("zh-san-guo-zhi-yan-yi")
    assert len(kingdoms.chapters) == 120
    assert kingdoms.chapters[0].title == "第一回：宴桃园豪杰三结义，斩黄巾英雄首立功"
    assert kingdoms.chapters[0].paragraphs[1].text.startswith("滚滚长江东逝水，浪花淘尽英雄。")
    margin = read("zh-shui-hu-zhuan")
    assert len(margin.chapters) == 71, "70 chapters, and a prologue that the table of contents forgets"
    assert margin.chapters[0].title == "楔子 张天师祈禳瘟疫 洪太尉误走妖魔"
    assert margin.chapters[70].title == "第七十回 忠义堂石碣受天文 梁山泊英雄惊恶梦"
    assert "Produced by" not in text_of(margin) + text_of(kingdoms)


def test_hard_wrapped_stories_read_as_paragraphs() -> None:
    book = read_book(CORPUS / "text/呐喊.txt")
    assert book.authors == ("鲁迅",)
    assert [chapter.title for chapter in book.chapters][:4] == ["《呐喊》自序", "狂人日记", "孔乙己", "药"]
    opening = book.chapters[0].paragraphs[0].text
    assert opening.startswith(
        "我在年青时候也曾经做过许多梦，后来大半忘却了，但自己也并不以为可惜。所谓回忆者，"
    )
    assert opening.endswith("便成了《呐喊》的来由。")


def test_an_english_book_keeps_its_words_apart() -> None:
    book = read("en-pg-alice")
    assert len(book.chapters) == 12
    assert book.chapters[0].title == "CHAPTER I. Down the Rabbit-Hole"
    opening = book.chapters[0].paragraphs[0].text
    assert opening.startswith(
        "Alice was beginning to get very tired of sitting by her sister on the bank, and of having"
    )


def test_ruby_readings_are_dropped_and_lines_run_down() -> None:
    book = read("idpf-kusamakura-japanese-vertical-writing")
    assert book.direction is Direction.VERTICAL_RL
    assert [chapter.title for chapter in book.chapters] == [
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        "十一",
        "十二",
        "十三",
    ]
    assert book.chapters[0].paragraphs[0].text == "山路を登りながら、こう考えた。"


def test_parts_and_chapters_keep_their_levels() -> None:
    levels = {chapter.title: chapter.level for chapter in read("en-frankenstein").chapters}
    assert (levels["Preface"], levels["Chapter I"], levels["Walton, in Continuation"]) == (1, 2, 3)


def test_imprints_colophons_and_title_pages_are_no_chapters() -> None:
    titles = {chapter.title for chapter in read("en-frankenstein").chapters}
    assert not titles & {"Titlepage", "Imprint", "Colophon", "Uncopyright"}


def test_an_unlinear_page_is_not_read_in_between() -> None:
    book = read_book(CORPUS / "w3c/pkg-spine-nonlinear-activation.epub")
    assert len(book.chapters) == 1


def test_the_spine_gives_the_order_and_not_the_files_names() -> None:
    text = text_of(read_book(CORPUS / "w3c/pkg-spine-order.epub"))
    order = [text.index(word) for word in ("must appear first", "second", "third", "fourth") if word in text]
    assert len(order) > 2
    assert order == sorted(order)


def test_covers_are_pictures() -> None:
    cover = read("zh-hong-lou-meng").cover
    assert cover is not None
    assert cover.startswith(b"\x89PNG")


@pytest.mark.parametrize("content", [b"", b"\0\1\2\3" * 500, b"%PDF-1.7 ...", b"Rar!\x1a\x07", b"   \r\n\t"])
def test_what_is_no_book_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "红楼梦.epub"
    path.write_bytes(content)
    with pytest.raises(CannotRead) as refusal:
        read_book(path)
    assert refusal.value.reason.endswith(("。", "）。"))

"""Which pictures of a book are shown, and where: none may cost the book its text."""

import io
from pathlib import Path

import pytest
from PIL import Image

from ebooks import illustrating
from ebooks.reading import read_book
from tests.ebooks.epubs import DAO, MEI, nav, write
from tests.ebooks.pictures import bound, drawn, places, read, shown

MAP = {"map.png": drawn()}
IMG = '<img src="map.png" alt="青城图"/>'


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "book.epub"


# Where they stand


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (f"<h1>第一章</h1><p>{DAO}</p><p>{IMG}</p><p>{MEI}</p>", 1),
        (f"<h1>第一章</h1>{IMG}<p>{DAO}</p><p>{MEI}</p>", 0),
        (f"<p>{IMG}</p><h1>第一章</h1><p>{DAO}</p><p>{MEI}</p>", 0),
        (f"<h1>第一章</h1><p>{DAO}</p><p>{MEI}</p><div>{IMG}</div>", 2),
        (f"<h1>第一章</h1><p>{DAO}{IMG}{MEI}</p><p>{MEI}</p>", 1),
        (f"<h1>第一章</h1><p>{IMG}{DAO}</p><p>{MEI}</p>", 0),
        (f"<h1>第一章</h1><p>{DAO}</p><figure>{IMG}<figcaption>青城山全图</figcaption></figure>", 1),
        (f"<h1>第一章</h1><p>{DAO}</p><table><tr><td>一</td><td>{IMG}二</td></tr></table><p>{MEI}</p>", 2),
        (f'<h1>第一章</h1><p>{DAO}</p><svg><image xlink:href="map.png"/></svg><p>{MEI}</p>', 1),
        (f'<h1>第一章</h1><p>{DAO}</p><svg:svg><svg:image href="map.png"/></svg:svg><p>{MEI}</p>', 1),
        (f"<h1>第一章</h1><ul><li>{DAO}</li><li>{IMG}</li></ul><p>{MEI}</p>", 1),
        (f'<h1>第一章</h1><p>{DAO}</p><IMG SRC="./map.png?x=1#y"><p>{MEI}</p>', 1),
    ],
)
def test_a_picture_stands_between_the_paragraphs_it_stood_between(shelf: Path, body: str, at: int) -> None:
    assert places(read(shelf, MAP, body)) == [[at]]


def test_no_picture_changes_a_word_of_the_text(shelf: Path) -> None:
    body = (
        f"<h1>第一章{IMG}</h1><p>{DAO[:9]}{IMG}{DAO[9:]}</p><table><tr><td>{IMG}一</td><td>二{IMG}</td></tr>"
        f"<tr><td>三</td><td>{IMG}</td></tr></table><p>{IMG}</p><p>{MEI}{IMG}<br/>{DAO}</p>"
    )
    told = {"nav": nav(("第一章", "c1.xhtml"))}
    with_them, without = bound(MAP, body, **told), bound({}, body.replace(IMG, ""), **told)
    texts = [
        [(chapter.title, chapter.paragraphs) for chapter in read_book(write(shelf, book)).chapters]
        for book in (with_them, without)
    ]
    assert texts[0] == texts[1]


def test_a_plate_on_a_page_of_its_own_ends_the_chapter_before(shelf: Path) -> None:
    book = read(
        shelf,
        MAP,
        f"<h1>第一章</h1><p>{DAO}</p>",
        f"<div>{IMG}</div>",
        f"<h1>第二章</h1><p>{MEI}</p>",
        nav=nav(("第一章", "c1.xhtml"), ("第二章", "c3.xhtml")),
    )
    assert places(book) == [[1], []]


def test_a_picture_at_the_end_of_a_file_is_not_of_the_next_chapter(shelf: Path) -> None:
    book = read(shelf, MAP, f"<h1>第一章</h1><p>{DAO}</p>{IMG}", f"<h1>第二章</h1><p>{MEI}</p>")
    assert places(book) == [[1], []]


def test_a_frontispiece_opens_the_first_chapter(shelf: Path) -> None:
    book = read(shelf, MAP, IMG, f"<h1>第一章</h1><p>{DAO}</p>", nav=nav(("第一章", "c2.xhtml")))
    assert places(book) == [[0]]


def test_the_picture_on_a_parts_title_page_opens_its_first_chapter(shelf: Path) -> None:
    book = read(
        shelf,
        MAP,
        f"<h1>第一章</h1><p>{DAO}</p>",
        f"<h1>下卷</h1>{IMG}",
        f"<h1>第二章</h1><p>{MEI}</p>",
        nav=nav(("第一章", "c1.xhtml"), ("下卷", "c2.xhtml"), ("第二章", "c3.xhtml")),
    )
    assert [chapter.title for chapter in book.chapters] == ["第一章", "第二章"]
    assert places(book) == [[], [0]]


def test_chapters_within_one_file_have_each_their_own(shelf: Path) -> None:
    pictures = {f"{n}.png": drawn(seed=n) for n in range(3)}
    body = (
        f'<h2 id="a">第一章</h2><p>{DAO}</p><img src="0.png"/><p>{MEI}</p><img src="1.png"/>'
        f'<h2 id="b">第二章</h2><p>{MEI}</p><img src="2.png"/>'
    )
    book = read(shelf, pictures, body, nav=nav(("第一章", "c1.xhtml#a"), ("第二章", "c1.xhtml#b")))
    assert places(book) == [[1], [0, 1]]  # what stands above a heading belongs to it


# What is said of them


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ('alt="青城  图\n全"', "青城 图全"),
        ('alt="" title="全图"', "全图"),
        ('alt="IMG_0017.JPG"', ""),
        ('alt="&lt;b&gt;"', "<b>"),
        (f'alt="{"长" * 999}"', "长" * 200),
        ("", ""),
    ],
)
def test_words_say_what_is_to_be_seen(shelf: Path, attributes: str, words: str) -> None:
    book = read(shelf, MAP, f'<p>{DAO}</p><img src="map.png" {attributes}/>')
    assert [one.words for one in shown(book)[0]] == [words]


# What is no illustration


@pytest.mark.parametrize(
    "size", [(40, 30), (60, 400), (900, 90), (99, 99), (1, 1)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_ornaments_and_spacers_are_left_out_silently(shelf: Path, size: tuple[int, int]) -> None:
    book = read(shelf, {"map.png": drawn(size=size)}, f"<p>{DAO}</p>{IMG}")
    assert (shown(book), book.pictures, book.warnings) == ([[]], (), ())


def test_a_vignette_at_every_chapter_is_an_ornament_whatever_its_files_are_called(shelf: Path) -> None:
    bodies = [f'<h1>第{n}章</h1><p>{DAO}</p>{IMG}<img src="{n}.png"/>' for n in "一二三"]
    book = read(shelf, MAP | dict.fromkeys(("一.png", "二.png", "三.png"), drawn(seed="a vignette")), *bodies)
    assert (shown(book), book.pictures, book.warnings) == ([[], [], []], (), ())


def test_twice_is_not_often(shelf: Path) -> None:
    book = read(shelf, MAP, *(f"<h1>第{n}章</h1><p>{DAO}</p>{IMG}" for n in "一二"))
    assert [len(chapter) for chapter in shown(book)] == [1, 1]
    assert len(book.pictures) == 1


def test_the_cover_is_not_shown_again_within(shelf: Path) -> None:
    told = {"manifest": '<item id="c" href="map.png" media-type="image/png" properties="cover-image"/>'}
    book = read(shelf, MAP, f"{IMG}<p>{DAO}</p>", **told)
    assert book.cover
    assert (shown(book), book.warnings) == ([[]], ())


def test_a_rare_character_that_was_drawn_stays_a_character(shelf: Path) -> None:
    book = read(shelf, MAP, f'<p>{DAO}<img src="map.png" alt="𠮷"/>也。</p>')
    assert book.chapters[0].paragraphs[0].text == f"{DAO}𠮷也。"
    assert shown(book) == [[]]


@pytest.mark.parametrize(
    "markup",
    [
        f"<div hidden='hidden'>{IMG}</div>",
        f"<nav>{IMG}</nav>",
        '<img src="map.png" role="presentation"/>',
        '<img src="map.png" hidden="hidden"/>',
        '<div epub:type="pg-header"><svg><image href="map.png"/></svg></div>',
        f"<!-- {IMG} -->",
        '<img alt="none"/>',
        "<img/>",
    ],
)
def test_what_the_page_hides_stays_hidden(shelf: Path, markup: str) -> None:
    book = read(shelf, MAP, f"<p>{DAO}</p>{markup}<p>{MEI}</p>")
    assert (shown(book), book.warnings) == ([[]], ())


# What is of no use, or hostile: the text is read all the same


@pytest.mark.parametrize(
    "source",
    [
        "../../../../etc/passwd",
        "/../../etc/passwd",
        "..\\..\\secret.png",
        "%2e%2e/%2e%2e/secret.png",
        "http://example.org/tracker.png",
        "//example.org/tracker.png",
        "file:///etc/passwd",
        "data:image/png;base64,iVBORw0KGgo=",
        "javascript:alert(1)",
        "a\0b.png",
    ],
)
def test_nothing_is_fetched_from_outside_the_book(shelf: Path, source: str) -> None:
    shelf.with_name("secret.png").write_bytes(drawn())
    book = read(shelf, {}, f'<p>{DAO}</p><img src="{source}"/>')
    assert shown(book) == [[]]
    assert book.chapters[0].paragraphs[0].text == DAO


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        drawn("TIFF"),
        drawn("BMP"),
        drawn("JPEG", size=(900, 900))[:2000],
        drawn()[:40],
        drawn("JPEG", size=(900, 900)) + b"\xff\xda" * 200,  # so many scans would be as much work each
    ],
    ids=["missing", "empty", "svg", "html", "tiff", "bmp", "cut off", "only a head", "many scans"],
)
def test_a_picture_of_no_use_costs_a_warning(shelf: Path, data: bytes | None) -> None:
    book = read(shelf, {} if data is None else {"map.png": data}, f"<p>{DAO}</p>{IMG}")
    assert shown(book) == [[]]
    assert book.warnings == ("有 1 张插图缺失、损坏、太大或格式不支持，已略去。",)
    assert book.chapters[0].paragraphs[0].text == DAO


def test_a_picture_too_large_for_memory_costs_a_warning(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object, **__: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(illustrating, "fitted", run_out)
    book = read(shelf, MAP, f"<p>{DAO}</p>{IMG}")
    assert book.warnings == ("有 1 张插图缺失、损坏、太大或格式不支持，已略去。",)


@pytest.mark.parametrize(
    ("allowance", "value", "left"),
    [
        ("MOST", 3, 3),
        ("MOST_BYTES", 1, 1),
        ("MOST_PIXELS_IN_ALL", 300 * 200 + 1, 2),
        ("LONGEST", 0.0, 0),
    ],
)
def test_beyond_an_allowance_the_first_ones_stay(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, allowance: str, value: float, left: int
) -> None:
    monkeypatch.setattr(illustrating, allowance, value)
    pictures = {f"{n}.png": drawn(seed=n) for n in range(5)}
    images = "".join(f'<img src="{name}" alt="{name[:-4]}"/>' for name in pictures)
    book = read(shelf, pictures, f"<p>{DAO}</p>{images}")
    assert [one.words for one in shown(book)[0]] == [str(n) for n in range(left)]
    assert book.warnings == (f"插图太多，后面 {5 - left} 张已略去。",)


# What is drawn


@pytest.mark.parametrize(
    ("size", "fitting"),
    [((300, 200), (300, 200)), ((3000, 2000), (1080, 720)), ((1000, 4000), (405, 1620))],
)
def test_it_is_drawn_to_one_size_and_never_larger_than_it_was(
    shelf: Path, size: tuple[int, int], fitting: tuple[int, int]
) -> None:
    book = read(shelf, {"map.png": drawn(size=size)}, f"<p>{DAO}</p>{IMG}")
    [[one]], [picture] = shown(book), book.pictures
    assert (one.width, one.height) == fitting
    with Image.open(io.BytesIO(picture.content)) as opened:
        assert (opened.format, opened.size) == ("WEBP", fitting)
    assert one.name == picture.name


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "LA"), ("GIF", "P"), ("WEBP", "RGBA")],
)
def test_every_usual_kind_of_picture_is_shown(shelf: Path, kind: str, mode: str) -> None:
    book = read(shelf, {"map.png": drawn(kind, mode)}, f"<p>{DAO}</p>{IMG}")
    assert places(book) == [[1]]


def test_the_same_file_is_drawn_the_same(shelf: Path) -> None:
    body = f"<p>{DAO}</p>{IMG}"
    assert read(shelf, MAP, body).pictures == read(shelf, MAP, body).pictures

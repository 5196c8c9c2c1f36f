"""Small EPUBs, each wrong or unusual in one way that real books are."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from ebooks.book import Book, Direction
from ebooks.epub.archive import resolve
from ebooks.reading import read_book
from ebooks.refusals import Damaged, Protected, TooLarge, UnknownFormat
from language.paragraphs import Kind, Paragraph
from tests.ebooks.epubs import DAO, MEI, files, nav, page, write


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "book.epub"


def read(path: Path, *bodies: str, **told: str) -> Book:
    documents = {f"c{number}.xhtml": page(body) for number, body in enumerate(bodies, 1)}
    return read_book(write(path, files(documents, **told)))


def titles(book: Book) -> list[str]:
    return [chapter.title for chapter in book.chapters]


def paragraphs(book: Book) -> list[Paragraph]:
    return [paragraph for chapter in book.chapters for paragraph in chapter.paragraphs]


def picture(width: int = 200, height: int = 300) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(file, "PNG")
    return file.getvalue()


def test_the_text_between_two_anchors_is_a_chapter(shelf: Path) -> None:
    links = nav(("第一回", "c1.xhtml#a"), ("第二回", "c1.xhtml#b"))
    book = read(shelf, f'<p><a id="a"></a>第一回</p><p>{DAO}</p><p id="b">第二回</p><p>{MEI}</p>', nav=links)
    assert [(c.title, [p.text for p in c.paragraphs]) for c in book.chapters] == [
        ("第一回", [DAO]),
        ("第二回", [MEI]),
    ]


def test_an_anchor_at_the_start_of_a_line_parts_a_paragraph(shelf: Path) -> None:
    links = nav(("第一回", "c1.xhtml"), ("第二回", "c1.xhtml#b"))
    book = read(shelf, f'<p>{DAO}\n<span id="b"/>第二回\n————————\n{MEI}</p>', nav=links)
    assert [p.text for p in book.chapters[0].paragraphs] == [DAO]
    assert [p.text for p in book.chapters[1].paragraphs] == [MEI]


def test_files_without_an_entry_belong_to_the_chapter_before(shelf: Path) -> None:
    book = read(shelf, f"<p>{DAO}</p>", f"<p>{MEI}</p>", nav=nav(("全文", "c1.xhtml")))
    assert titles(book) == ["全文"]
    assert [p.text for p in paragraphs(book)] == [DAO, MEI]


def test_text_before_the_first_entry_is_kept_at_the_front(shelf: Path) -> None:
    book = read(shelf, f"<p>楔子　误走妖魔</p><p>{DAO}</p>", f"<p>{MEI}</p>", nav=nav(("第一回", "c2.xhtml")))
    assert titles(book) == ["楔子 误走妖魔", "第一回"]


def test_a_book_without_contents_is_cut_at_its_headings(shelf: Path) -> None:
    book = read(shelf, f"<h1>甲</h1><p>{DAO}</p><h1>乙</h1><p>{MEI}</p>", f"<p>{DAO}</p>", nav=page(""))
    assert titles(book) == ["甲", "乙"]


def test_a_book_without_contents_or_headings_is_cut_where_lines_say_so(shelf: Path) -> None:
    book = read(shelf, f"<p>第一回 缘起</p><p>{DAO}</p><p>第二回 缘灭</p><p>{MEI}</p>", nav=page(""))
    assert titles(book) == ["第一回 缘起", "第二回 缘灭"]


def test_a_book_without_any_hint_is_cut_at_its_files(shelf: Path) -> None:
    assert titles(read(shelf, f"<p>{DAO}</p>", f"<p>{MEI}</p>", nav=page(""))) == ["第 1 部分", "第 2 部分"]


def test_parts_lend_their_names_where_chapters_share_one(shelf: Path) -> None:
    contents = page(
        '<nav epub:type="toc"><ol>'
        '<li><a href="p1.xhtml">上卷</a><ol><li><a href="c1.xhtml">第一章</a></li></ol></li>'
        '<li><a href="p2.xhtml">下卷</a><ol><li><a href="c2.xhtml">第一章</a></li></ol></li></ol></nav>'
    )
    documents = {
        "p1.xhtml": page("<h1>上卷</h1>"),
        "c1.xhtml": page(f"<p>{DAO}</p>"),
        "p2.xhtml": page("<h1>下卷</h1>"),
        "c2.xhtml": page(f"<p>{MEI}</p>"),
    }
    book = read_book(write(shelf, files(documents, nav=contents)))
    assert titles(book) == ["上卷 · 第一章", "下卷 · 第一章"]


def test_a_page_of_links_and_a_title_page_are_no_chapters(shelf: Path) -> None:
    listing = "".join(f'<p><a href="c3.xhtml#{n}">第{n}章</a></p>' for n in "一二三")
    book = read(
        shelf,
        "<h1>道德经</h1><p>老子 著</p>",
        listing,
        f"<p>{DAO}</p>",
        nav=nav(("书名页", "c1.xhtml"), ("目录", "c2.xhtml"), ("正文", "c3.xhtml")),
    )
    assert titles(book) == ["正文"]


def test_what_a_reader_would_not_read_aloud_is_left_out(shelf: Path) -> None:
    body = (
        f"<script>var x = '<p>no</p>';</script><style>p {{}}</style><!-- no --><nav>no</nav>"
        "<p>道可<span epub:type='pagebreak'>3</span>道</p><canvas>no</canvas>"
        f"<p>{DAO}</p>"
    )
    assert [p.text for p in paragraphs(read(shelf, body))] == ["道可道", DAO]


def test_verse_notes_tables_and_listings_keep_their_kind(shelf: Path) -> None:
    body = (
        f"<p>{DAO}<a epub:type='noteref' href='#n'>[1]</a></p><p>床前明月光，<br/>疑是地上霜。</p>"
        "<table><tr><td>春</td><td>三月</td></tr></table><pre>  a\n  b\n</pre>"
        "<aside epub:type='footnote' id='n'><p>老子的话。</p></aside>"
    )
    assert paragraphs(read(shelf, body)) == [
        Paragraph(f"{DAO}〔1〕"),
        Paragraph("床前明月光，\n疑是地上霜。", Kind.VERSE),
        Paragraph("春｜三月", Kind.TABLE),
        Paragraph("  a\n  b", Kind.PREFORMATTED),
        Paragraph("老子的话。", Kind.NOTE),
    ]


def test_long_lines_broken_by_hand_are_paragraphs_and_not_verse(shelf: Path) -> None:
    long = DAO * 3
    assert paragraphs(read(shelf, f"<p>　　{long}<br/>　　{long}</p>")) == [Paragraph(long), Paragraph(long)]


def test_a_line_broken_within_a_clause_goes_on_in_the_next(shelf: Path) -> None:
    wrapped = "后来后汉皇帝刘禅亡于晋太康七年，魏主曹奂亡于太康元年，吴主孙皓亡于太康四<br/>\n\n年，皆善终。"
    assert paragraphs(read(shelf, f"<p>{wrapped}<br/></p>")) == [
        Paragraph(wrapped.replace("<br/>\n\n", "")),
    ]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("the top of the house!”\n(Which was likely.)", "the top of the house!” (Which was likely.)"),
        ("with gladsome looks,\n“My dear Scrooge”", "with gladsome looks, “My dear Scrooge”"),
        ("他停下来……\n“是谁？”", "他停下来……“是谁？”"),
        ("他用\niPhone\n读书。", "他用iPhone读书。"),
    ],
)
def test_wrapped_lines_are_parted_by_a_blank_except_in_chinese(shelf: Path, lines: str, line: str) -> None:
    assert paragraphs(read(shelf, f"<p>{lines}</p>"))[0].text == line


def test_a_table_is_a_line_for_each_row(shelf: Path) -> None:
    rows = "<tr><td></td><td><p>田</p></td><td> 路 </td></tr><tr><td>1900</td><td>三 <b>亩</b></td><td/></tr>"
    body = f"<p>{DAO}</p><table>{rows}</table><p>{DAO}</p>"
    assert paragraphs(read(shelf, body))[1] == Paragraph("｜田｜路\n1900｜三 亩", Kind.TABLE)


def test_a_table_that_only_arranges_a_page_stays_paragraphs(shelf: Path) -> None:
    body = f"<table><tr><td>{DAO * 3}</td><td>{DAO * 3}</td></tr><tr><td>{DAO}</td></tr></table>"
    assert paragraphs(read(shelf, body)) == [Paragraph(DAO * 3), Paragraph(DAO * 3), Paragraph(DAO)]


def test_a_chapter_may_begin_at_a_row_of_a_table(shelf: Path) -> None:
    row = "<tr id='{0}'><td>{0}</td><td>" + DAO + "</td></tr>"
    body = f"<table>{row.format('a')}{row.format('b')}{row.format('c')}</table>"
    book = read(shelf, body, nav=nav(("甲", "c1.xhtml#a"), ("乙", "c1.xhtml#c")))
    assert [[p.text for p in chapter.paragraphs] for chapter in book.chapters] == [
        [f"a｜{DAO}\nb｜{DAO}"],
        [f"c｜{DAO}"],
    ]


def test_a_rare_reading_follows_its_word_in_brackets(shelf: Path) -> None:
    ruby = "<ruby>饕<rp>(</rp><rt>tāo</rt><rp>)</rp>餮<rt>tiè</rt></ruby>"
    assert (
        paragraphs(read(shelf, f"<p>{DAO}</p><p>{ruby}纹。{DAO}</p>"))[1].text == f"饕餮（tāotiè）纹。{DAO}"
    )


def test_readings_over_every_word_are_dropped(shelf: Path) -> None:
    body = "<p>" + "".join(f"<ruby>{han}<rt>x</rt></ruby>" for han in DAO) + "</p>"
    assert paragraphs(read(shelf, body))[0].text == DAO


def test_a_page_of_headings_is_no_chapter(shelf: Path) -> None:
    book = read(shelf, f"<p>{MEI}</p>", "<h1>上编</h1><h2>道经</h2>", f"<p>{DAO}</p>")
    assert [p.text for p in paragraphs(book)] == [MEI, DAO]


def test_other_editions_at_gutenberg_are_left_out(shelf: Path) -> None:
    listing = (
        "<table><tr><td>46</td><td>First Edition</td></tr><tr><td>47</td><td>Illustrated</td></tr></table>"
    )
    said = "There are several editions of this ebook in the Project Gutenberg collection. Click on any."
    book = read(shelf, f"<h4>{said}</h4>{listing}<p>{DAO}</p>")
    assert [p.text for p in paragraphs(book)] == [DAO]


def test_an_empty_title_tag_does_not_swallow_the_page(shelf: Path) -> None:
    book = read_book(write(shelf, files({"c1.xhtml": page(f"<p>{DAO}</p>", head="<title/>")})))
    assert [p.text for p in paragraphs(book)] == [DAO]


def test_deep_nesting_loses_nothing(shelf: Path) -> None:
    assert [p.text for p in paragraphs(read(shelf, "<div>" * 5000 + DAO))] == [DAO]


def test_html_entities_are_characters_and_others_nothing(shelf: Path) -> None:
    assert paragraphs(read(shelf, "<p>道&nbsp;&mdash;&#20219;&evil;&amp;</p>"))[0].text == "道 —任&"


@pytest.mark.parametrize("charset", ["gb18030", "big5", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_chapters_in_a_charset_nobody_declared(shelf: Path, charset: str) -> None:
    text = "無名天地之始，有名萬物之母。故常無欲，以觀其妙；常有欲，以觀其徼。"
    book = files({"c1.xhtml": page(f"<p>{text}</p>")})
    book["OEBPS/c1.xhtml"] = book["OEBPS/c1.xhtml"].decode().encode(charset)
    assert paragraphs(read_book(write(shelf, book)))[0].text == text


def test_a_wrong_letter_case_finds_its_file(shelf: Path) -> None:
    book = files({"c1.xhtml": page(f"<p>{DAO}</p>")})
    book["oebps/C1.XHTML"] = book.pop("OEBPS/c1.xhtml")
    assert paragraphs(read_book(write(shelf, book)))[0].text == DAO


def test_gutenbergs_licence_is_left_out(shelf: Path) -> None:
    body = (
        "<p>The Project Gutenberg EBook</p><p>*** START OF THE PROJECT GUTENBERG EBOOK 道德经 ***</p>"
        f"<p>Produced by Somebody</p><p>{DAO}</p>"
        "<p>*** END OF THE PROJECT GUTENBERG EBOOK 道德经 ***</p><p>License</p>"
    )
    assert [p.text for p in paragraphs(read(shelf, body))] == [DAO]


def test_metadata_is_presentable(shelf: Path) -> None:
    metadata = (
        "<dc:creator>王弼；河上公 著</dc:creator><dc:identifier>urn:isbn:7-02-000220-X</dc:identifier>"
        "<dc:subject>哲学</dc:subject><dc:subject>哲学</dc:subject>"
        "<dc:description>&lt;p&gt;讲&lt;b&gt;道&lt;/b&gt;。&lt;/p&gt;</dc:description>"
    )
    book = read(shelf, f"<p>{DAO}</p>", metadata=metadata, title=" 道德经\n（注） ")
    assert book.title == "道德经 （注）"
    assert book.authors == ("老子", "王弼", "河上公")
    assert book.isbn == "9787020002207"
    assert book.subjects == ("哲学",)
    assert book.description == "讲道。"


SERIES = {
    "EPUB 3": (
        '<meta property="belongs-to-collection" id="set">全集</meta>'
        '<meta refines="#set" property="collection-type">set</meta>'
        '<meta property="belongs-to-collection" id="c">中华经典</meta>'
        '<meta refines="#c" property="collection-type">series</meta>'
        '<meta refines="#c" property="group-position">3</meta>'
    ),
    "calibre": (
        '<meta name="calibre:series" content="中华经典"/><meta name="calibre:series_index" content="3.0"/>'
    ),
    "none": '<meta name="calibre:series_index" content="1.0"/>',
}


@pytest.mark.parametrize("way", SERIES)
def test_a_series_and_the_number_in_it(shelf: Path, way: str) -> None:
    book = read(shelf, f"<p>{DAO}</p>", metadata=SERIES[way])
    assert (book.series, book.volume) == (("", "") if way == "none" else ("中华经典", "3"))


@pytest.mark.parametrize(
    ("dates", "year"),
    [
        ("<dc:date>2011-05-01T00:00:00+08:00</dc:date>", "2011"),
        (
            '<dc:date opf:event="modification">2024</dc:date><dc:date opf:event="publication">1983</dc:date>',
            "1983",
        ),
        ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", ""),
        ("<dc:date>20111231</dc:date>", "2011"),
        ("<dc:date>某年</dc:date>", ""),
    ],
)
def test_the_year_of_publication(shelf: Path, dates: str, year: str) -> None:
    book = read(shelf, f"<p>{DAO}</p>", metadata=f"{dates}<dc:publisher> 中华书局。</dc:publisher>")
    assert (book.publisher, book.year) == ("中华书局。", year)


@pytest.mark.parametrize(
    ("css", "direction"),
    [
        ("html { -epub-writing-mode: vertical-rl }", Direction.VERTICAL_RL),
        ("body{writing-mode:vertical-lr}", Direction.VERTICAL_LR),
        (".aside { writing-mode: vertical-rl }", Direction.HORIZONTAL),
        ("/* html { writing-mode: vertical-rl } */", Direction.HORIZONTAL),
    ],
)
def test_stylesheets_say_how_lines_run(shelf: Path, css: str, direction: Direction) -> None:
    manifest = '<item id="css" href="a.css" media-type="text/css"/>'
    book = files({"c1.xhtml": page(f"<p>{DAO}</p>")}, manifest=manifest) | {"OEBPS/a.css": css.encode()}
    assert read_book(write(shelf, book)).direction is direction


@pytest.mark.parametrize(
    ("data", "kept"), [(picture(), True), (picture(5, 5), False), (b"no picture", False)]
)
def test_a_cover_must_be_a_picture_of_a_covers_size(shelf: Path, data: bytes, kept: bool) -> None:
    manifest = '<item id="c" href="c.png" properties="cover-image" media-type="image/png"/>'
    book = files({"c1.xhtml": page(f"<p>{DAO}</p>")}, manifest=manifest) | {"OEBPS/c.png": data}
    assert read_book(write(shelf, book)).cover == (data if kept else None)


def test_a_picture_bomb_is_no_cover(shelf: Path) -> None:
    header = picture(200, 300)
    bomb = header[:16] + (60_000).to_bytes(4) + (60_000).to_bytes(4) + header[24:]
    manifest = '<item id="c" href="c.png" properties="cover-image" media-type="image/png"/>'
    book = files({"c1.xhtml": page(f"<p>{DAO}</p>")}, manifest=manifest) | {"OEBPS/c.png": bomb}
    assert read_book(write(shelf, book)).cover is None


def encryption(algorithm: str) -> dict[str, bytes]:
    return {"META-INF/encryption.xml": f'<e><EncryptionMethod Algorithm="{algorithm}"/></e>'.encode()}


def test_obfuscated_fonts_are_no_lock(shelf: Path) -> None:
    book = files({"c1.xhtml": page(f"<p>{DAO}</p>")}) | encryption("http://www.idpf.org/2008/embedding")
    assert paragraphs(read_book(write(shelf, book)))[0].text == DAO


def test_any_other_encryption_is(shelf: Path) -> None:
    book = files({"c1.xhtml": page(f"<p>{DAO}</p>")}) | encryption(
        "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
    )
    with pytest.raises(Protected):
        read_book(write(shelf, book))


def test_ciphertext_without_any_notice_is_not_taken_for_text(shelf: Path) -> None:
    book = files({"c1.xhtml": ""})
    book["OEBPS/c1.xhtml"] = bytes(range(256)) * 20
    with pytest.raises(Damaged):
        read_book(write(shelf, book))


def test_text_that_inflates_to_more_than_any_book_is_refused(shelf: Path) -> None:
    chapter = page("<p>" + DAO * 150_000)
    book = files({f"c{n}.xhtml": chapter for n in range(8)})
    with pytest.raises(TooLarge):
        read_book(write(shelf, book))


def test_more_tags_than_any_book_has_are_refused(shelf: Path) -> None:
    with pytest.raises(TooLarge):
        read(shelf, "<b>" * 600_000)


def test_an_entry_that_lies_about_its_size_is_read_to_its_end(shelf: Path) -> None:
    write(shelf, files({"c1.xhtml": page("<p>" + DAO * 500)}))
    data = bytearray(shelf.read_bytes())
    with zipfile.ZipFile(shelf) as archive:
        size = archive.getinfo("OEBPS/c1.xhtml").file_size
    at = data.rfind(size.to_bytes(4, "little"))
    data[at : at + 4] = (10).to_bytes(4, "little")
    shelf.write_bytes(data)
    assert paragraphs(read_book(shelf)) == [Paragraph(DAO * 500)]


def test_a_word_document_is_no_epub(shelf: Path) -> None:
    with pytest.raises(UnknownFormat, match="Word"):
        read_book(write(shelf, {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}))


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("c1.xhtml#a%20b", ("OEBPS/c1.xhtml", "a b")),
        ("../c1.xhtml", ("c1.xhtml", "")),
        ("../../etc/passwd", None),
        ("..\\..\\etc\\passwd", None),
        ("%2e%2e/%2e%2e/etc/passwd", None),
        ("/OEBPS/x.png", ("OEBPS/x.png", "")),
        ("file:///etc/passwd", None),
        ("//host/x", None),
        ("#here", ("OEBPS/nav.xhtml", "here")),
    ],
)
def test_links_stay_inside(href: str, expected: tuple[str, str] | None) -> None:
    assert resolve("OEBPS/nav.xhtml", href) == expected


def test_a_book_of_empty_pages_and_no_contents_can_be_downloaded(shelf: Path) -> None:
    assert read(shelf, "", nav=page("")).chapters == ()

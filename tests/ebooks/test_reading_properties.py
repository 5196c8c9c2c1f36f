"""Whatever happens to a file on its way, reading it ends soon, with a book or with a refusal."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebooks.charset import decode
from ebooks.epub.document import read_document
from ebooks.epub.lines import tidy
from ebooks.epub.markup import clean, parts
from ebooks.reading import read_book
from ebooks.refusals import CannotRead
from tests.ebooks.epubs import DAO, MEI, files, page, write

QUICK = settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOUND = files(
    {"c1.xhtml": page(f"<h1>一</h1><p>{DAO}</p>"), "c2.xhtml": page(f"<h1>二</h1><p>{MEI}</p>")},
    metadata='<meta name="cover" content="c"/>',
    manifest='<item id="c" href="c.png" media-type="image/png"/>',
) | {"OEBPS/c.png": b"\x89PNG\r\n\x1a\n"}
TAGS = """<p> </p> < > <b_id='a'> </b> <br/> <!-- --> <![CDATA[ ]]> <script> <pre> <rt> <div_class='poem'>
</div> <h1> <a_href='x'> &amp; & ; " ' 道 <title/> <body> </head> <head>
<? <! ————— <a_id=a_epub:type=noteref>"""
SOUP = [tag.replace("_", " ") for tag in TAGS.split()] + ["\n", "\u3000", "\0", "\ud800"]
MARKUP = st.lists(st.sampled_from(SOUP), max_size=60).map("".join)


def zipped(book: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in book.items():
            archive.writestr(name, data)
    return file.getvalue()


WHOLE = zipped(SOUND)


def survives(path: Path) -> None:
    try:
        book = read_book(path)
    except CannotRead:
        return
    assert all(chapter.paragraphs for chapter in book.chapters)


@QUICK
@given(
    changes=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=12)
)
def test_flipped_bytes_of_the_archive(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    path = tmp_path / "book.epub"
    path.write_bytes(data)
    survives(path)


@QUICK
@given(cut=st.tuples(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE))))
def test_missing_stretches_of_the_archive(tmp_path: Path, cut: tuple[int, int]) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(WHOLE[: min(cut)] + WHOLE[max(cut) :])
    survives(path)


@QUICK
@given(name=st.sampled_from(sorted(SOUND)), data=st.data())
def test_mutilated_files_in_a_sound_archive(tmp_path: Path, name: str, data: st.DataObject) -> None:
    original = SOUND[name]
    start, end = sorted((data.draw(st.integers(0, len(original))), data.draw(st.integers(0, len(original)))))
    book = SOUND | {name: original[:start] + data.draw(st.binary(max_size=40)) + original[end:]}
    survives(write(tmp_path / "book.epub", book))


@QUICK
@given(gone=st.sets(st.sampled_from(sorted(SOUND)), min_size=1))
def test_files_that_are_not_there(tmp_path: Path, gone: set[str]) -> None:
    survives(write(tmp_path / "book.epub", {name: data for name, data in SOUND.items() if name not in gone}))


@QUICK
@given(content=st.binary(max_size=400))
def test_any_bytes_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "book.txt"
    path.write_bytes(content)
    survives(path)


@settings(max_examples=200, deadline=2000)
@given(markup=MARKUP)
def test_any_soup_of_tags_gives_clean_blocks(markup: str) -> None:
    document = read_document(markup, {"a"})
    assert all(block.text and "\0" not in block.text for block in document.blocks)
    assert all(0 <= at <= len(document.blocks) for at in document.anchors.values())


@settings(max_examples=200, deadline=2000)
@given(text=st.text(max_size=80))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@settings(max_examples=150, deadline=2000)
@given(text=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=20, max_size=80))
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "gb18030"])
def test_chinese_survives_its_charsets(charset: str, text: str) -> None:
    declared = f'<?xml version="1.0" encoding="{charset}"?><p>{text}，。</p>'
    assert text in decode(declared.encode(charset))[0]


@pytest.mark.parametrize(
    "piece", ["<", "<a '", '<a "', "<!--", "<!DOCTYPE[", "<script>", "<![CDATA[", "<b x=", "</", "<?"]
)
def test_no_unfinished_tag_makes_the_scan_go_back(piece: str) -> None:
    assert sum(1 for _ in parts(clean(piece * 100_000))[1]) <= 100_000

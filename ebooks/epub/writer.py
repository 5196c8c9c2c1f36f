"""Writes a book as an EPUB 3 with EbookLib, the same bytes for the same book."""

import io
import re
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import ebooklib.epub
from lxml import etree

from ebooks.book import Book, Chapter, Direction
from language.paragraphs import Kind, Paragraph

_epub: Any = ebooklib.epub  # EbookLib has no types
_XHTML = "http://www.w3.org/1999/xhtml"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)  # where a zip's calendar begins: no clock may change the bytes
_OPTIONS = {"mtime": _NO_DATE, "epub3_pages": False, "raise_exceptions": True}
_UNFIT_FOR_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_STYLE = """html {{
  writing-mode: {direction};
  -webkit-writing-mode: {direction};
  -epub-writing-mode: {direction};
}}
body {{ margin: 1em; line-height: 1.8; }}
h1, h2, h3 {{ line-height: 1.4; font-weight: bold; }}
p {{ margin: 0; text-indent: {indent}; }}
p.verse {{ margin: 1em 2em; text-indent: 0; }}
p.footnote {{ margin: 1em 0; text-indent: 0; font-size: 0.9em; }}
"""
_PROGRESSION = {Direction.VERTICAL_RL: "rtl", Direction.VERTICAL_LR: "ltr"}
_IMAGES = (  # the first bytes, the file name's ending, the media type
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG", "png", "image/png"),
    (b"GIF8", "gif", "image/gif"),
    (b"RIFF", "webp", "image/webp"),
    (b"", "jpg", "image/jpeg"),
)


def write_epub(book: Book, path: Path) -> None:
    """Put `book` at `path`, whole or not at all; the identifier is the ISBN, else made from the content."""
    draft = io.BytesIO()
    _epub.write_epub(draft, _assembled(book), _OPTIONS)
    part = path.with_name(path.name + ".part")
    part.write_bytes(_undated(draft))
    part.replace(path)


def _assembled(book: Book) -> Any:
    made = _described(book)
    chapters = book.chapters or (Chapter(title=book.title),)  # a spine may not be empty
    pages = [_page(book.language, number, chapter) for number, chapter in enumerate(chapters, 1)]
    for item in (*pages, _style(book), _epub.EpubNcx(), _contents()):
        made.add_item(item)
    made.spine = pages
    made.toc = _outline(
        [
            (chapter.level, _epub.Link(page.file_name, _fit(chapter.title), page.id))
            for chapter, page in zip(chapters, pages, strict=True)
        ]
    )
    return made


def _described(book: Book) -> Any:
    made = _epub.EpubBook()
    made.set_identifier(_identifier(book))
    made.set_title(_fit(book.title))
    made.set_language(book.language or "und")
    made.set_direction(_PROGRESSION.get(book.direction))
    for number, author in enumerate(book.authors, 1):
        made.add_author(_fit(author), uid=f"creator-{number}")
    for name, values in _facts(book).items():
        for value in filter(None, values):
            made.add_metadata("DC", name, _fit(value))
    if book.series:
        _put_series(made, book)
    if book.direction is not Direction.HORIZONTAL:
        made.add_metadata(None, "meta", "", {"name": "primary-writing-mode", "content": book.direction.value})
    if book.cover:
        _put_cover(made, book.cover)
    return made


def _facts(book: Book) -> dict[str, tuple[str, ...]]:
    return {
        "subject": book.subjects,
        "publisher": (book.publisher,),
        "date": (book.year,),
        "description": (book.description,),
    }


def _put_series(made: Any, book: Book) -> None:
    about = {"property": "belongs-to-collection", "id": "series"}
    made.add_metadata(None, "meta", _fit(book.series), about)
    refining = {"collection-type": "series", "group-position": _fit(book.volume)}
    for what, value in refining.items():
        if value:
            made.add_metadata(None, "meta", value, {"refines": "#series", "property": what})


def _identifier(book: Book) -> str:
    if book.isbn:
        return f"urn:isbn:{book.isbn}"
    return uuid.uuid5(uuid.NAMESPACE_OID, repr(replace(book, cover=None, warnings=()))).urn


def _put_cover(made: Any, cover: bytes) -> None:
    ending, media_type = next(kind for magic, *kind in _IMAGES if cover.startswith(magic))
    item = _epub.EpubCover(file_name=f"cover.{ending}")
    item.media_type, item.content = media_type, cover
    made.add_item(item)
    made.add_metadata(None, "meta", "", {"name": "cover", "content": item.id})


def _contents() -> Any:
    nav = _epub.EpubNav(title="目录")
    nav.add_link(href="style.css", rel="stylesheet", type="text/css")
    return nav


def _style(book: Book) -> Any:
    indent = "2em" if book.language.startswith(("zh", "ja")) else "1.5em"
    css = _STYLE.format(direction=book.direction.value, indent=indent)
    return _epub.EpubItem("style", "style.css", "text/css", css.encode())


def _outline(links: Sequence[tuple[int, Any]]) -> list[Any]:
    """Deeper chapters under the one before them, as EbookLib nests: a link, or (link, outline)."""
    tree = []
    while links:
        (level, link), *rest = links
        below = list(takewhile(lambda entry, level=level: entry[0] > level, rest))  # type: ignore[misc]
        tree.append((link, _outline(below)) if below else link)
        links = rest[len(below) :]
    return tree


def _page(language: str, number: int, chapter: Chapter) -> Any:
    language = language or "und"
    html = etree.Element("html", {"xmlns": _XHTML, "lang": language, _XML_LANG: language})
    head = etree.SubElement(html, "head")
    etree.SubElement(head, "title").text = _fit(chapter.title)
    etree.SubElement(head, "link", {"rel": "stylesheet", "type": "text/css", "href": "style.css"})
    body = etree.SubElement(html, "body")
    etree.SubElement(body, f"h{min(chapter.level, 2)}").text = _fit(chapter.title)
    for paragraph in chapter.paragraphs:
        body.append(_element(paragraph))
    content = etree.tostring(html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    name = f"chapter-{number:04}"
    return _epub.EpubItem(name, f"{name}.xhtml", "application/xhtml+xml", content)


def _element(paragraph: Paragraph) -> etree._Element:
    text = _fit(paragraph.text)
    match paragraph.kind:
        case Kind.HEADING:
            element = etree.Element("h3")
        case Kind.PREFORMATTED:
            element = etree.Element("pre")
        case Kind.PROSE:
            element = etree.Element("p")
        case Kind.VERSE:
            return _verse(text)
        case Kind.TABLE:
            return _table(text)
        case Kind.NOTE:
            element = etree.Element("p", {"class": "footnote"})
    element.text = text
    return element


def _verse(text: str) -> etree._Element:
    element = etree.Element("p", {"class": "verse"})
    element.text, *lines = text.split("\n")
    for line in lines:
        etree.SubElement(element, "br").tail = line
    return element


def _table(text: str) -> etree._Element:
    element = etree.Element("table")
    for line in text.split("\n"):
        row = etree.SubElement(element, "tr")
        for cell in line.split("｜"):
            etree.SubElement(row, "td").text = cell
    return element


def _fit(text: str) -> str:
    return _UNFIT_FOR_XML.sub("", text)


def _undated(draft: io.BytesIO) -> bytes:
    """The same archive with every entry dated at the beginning of time."""
    still = io.BytesIO()
    with zipfile.ZipFile(draft) as dated, zipfile.ZipFile(still, "w") as archive:
        for entry in dated.infolist():
            undated = zipfile.ZipInfo(entry.filename, _NO_DATE.timetuple()[:6])
            undated.compress_type = entry.compress_type
            undated.external_attr = 0o644 << 16
            archive.writestr(undated, dated.read(entry))
    return still.getvalue()

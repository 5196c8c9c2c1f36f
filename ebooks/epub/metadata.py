"""What a package says about its book, cut to size; it stays untrusted text, for templates to escape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ebooks.epub.document import read_document
from ebooks.epub.xml import attribute, clean, name_of, named, text_of
from ebooks.imprint import LONGEST_VOLUME, plain, year_in
from ebooks.isbn import isbn13

_LONGEST_TITLE, _LONGEST_NAME, _LONGEST_DESCRIPTION = 300, 100, 4000
_MOST_AUTHORS, _MOST_SUBJECTS, _MOST_ELEMENTS = 20, 50, 2_000
_FILE_AS = re.compile(r"\s*\(?\bfile[- ]as\s*[:=].*$", re.I)
_AND = re.compile(r"\s*[;；、&／]\s*|\s+/\s+")
_WROTE = re.compile(r"\s*[\s,，]?(编著|著|撰|作)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    isbn: str | None = None
    series: str = ""
    volume: str = ""
    publisher: str = ""
    year: str = ""
    cover: str = ""  # an id, or in books that err a path
    writing_mode: str = ""


def read_metadata(package: etree._Element) -> Metadata:
    del package[_MOST_ELEMENTS:]
    refined = dict(_refinements(package))
    series, volume = _series(package, refined)
    return Metadata(
        title=_title(package, refined),
        authors=_authors(package, refined),
        language=next(_texts(package, "language"), "")[:35],
        description=_description(package),
        subjects=tuple(dict.fromkeys(_cut(_texts(package, "subject"), _LONGEST_NAME)))[:_MOST_SUBJECTS],
        isbn=next(filter(None, map(isbn13, _texts(package, "identifier"))), None),
        series=plain(series),
        volume=plain(volume, LONGEST_VOLUME),
        publisher=plain(next(_texts(package, "publisher"), "")),
        year=_year(package),
        cover=_meta(package, "cover"),
        writing_mode=_meta(package, "primary-writing-mode"),
    )


def _texts(package: etree._Element, name: str) -> Iterator[str]:
    return filter(None, map(text_of, named(package, name)))


def _cut(texts: Iterator[str], most: int) -> Iterator[str]:
    return (text[:most].strip() for text in texts)


def _refinements(package: etree._Element) -> Iterator[tuple[tuple[str, str], str]]:
    """EPUB 3 says ("#id", "role") → "aut" where EPUB 2 had an attribute."""
    for meta in named(package, "meta"):
        if refines := attribute(meta, "refines"):
            yield (refines, attribute(meta, "property")), text_of(meta)


def _refinement(element: etree._Element, what: str, refined: dict[tuple[str, str], str]) -> str:
    return refined.get((f"#{attribute(element, 'id')}", what), "") or attribute(element, what)


def _title(package: etree._Element, refined: dict[tuple[str, str], str]) -> str:
    titles = [element for element in named(package, "title") if text_of(element)]
    titles.sort(key=lambda element: _refinement(element, "title-type", refined) not in ("", "main"))
    return _FILE_AS.sub("", text_of(titles[0]))[:_LONGEST_TITLE].strip() if titles else ""


def _authors(package: etree._Element, refined: dict[tuple[str, str], str]) -> tuple[str, ...]:
    creators = [
        (text_of(element), _refinement(element, "role", refined)) for element in named(package, "creator")
    ]
    written = [name for name, role in creators if role in ("", "aut")] or [name for name, _ in creators]
    names = (_WROTE.sub("", part) for name in written for part in _AND.split(_FILE_AS.sub("", name)))
    return tuple(dict.fromkeys(filter(None, _cut(names, _LONGEST_NAME))))[:_MOST_AUTHORS]


def _description(package: etree._Element) -> str:
    """Publishers put escaped HTML there."""
    written = next(_texts(package, "description"), "")
    text = "\n".join(block.text for block in read_document(written[: _LONGEST_DESCRIPTION * 3]).blocks)
    return text[:_LONGEST_DESCRIPTION].strip()


def _series(package: etree._Element, refined: dict[tuple[str, str], str]) -> tuple[str, str]:
    """Its name and this book's number: EPUB 3's collection, else what calibre writes, 1.0 for 1."""
    for meta in named(package, "meta"):
        is_one = attribute(meta, "property") == "belongs-to-collection" and text_of(meta)
        if is_one and _refinement(meta, "collection-type", refined) in ("", "series"):
            return text_of(meta), _refinement(meta, "group-position", refined)
    name = _meta(package, "calibre:series")
    return name, _meta(package, "calibre:series_index").removesuffix(".0") if name else ""


def _year(package: etree._Element) -> str:
    """Of publication; a date of any other event says when the file was made."""
    dates = [
        (attribute(element, "event"), text_of(element))
        for element in named(package, "date")
        if attribute(element, "event") in ("", "publication", "original-publication")
    ]
    dates.sort(key=lambda date: date[0] != "publication")
    return next(filter(None, (year_in(written) for _event, written in dates)), "")


def _meta(package: etree._Element, name: str) -> str:
    metas = (meta for meta in package.iter() if name_of(meta) == "meta" and attribute(meta, "name") == name)
    return next((clean(attribute(meta, "content")) for meta in metas), "")

"""What a package says about its book, cut to size; it stays untrusted text, for templates to escape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ebooks.epub.document import read_document
from ebooks.epub.xml import attribute, clean, name_of, named, text_of
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
    cover: str = ""  # an id, or in books that err a path
    writing_mode: str = ""


def read_metadata(package: etree._Element) -> Metadata:
    del package[_MOST_ELEMENTS:]
    refined = dict(_refinements(package))
    return Metadata(
        title=_title(package, refined),
        authors=_authors(package, refined),
        language=next(_texts(package, "language"), "")[:35],
        description=_description(package),
        subjects=tuple(dict.fromkeys(_cut(_texts(package, "subject"), _LONGEST_NAME)))[:_MOST_SUBJECTS],
        isbn=next(filter(None, map(isbn13, _texts(package, "identifier"))), None),
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


def _meta(package: etree._Element, name: str) -> str:
    metas = (meta for meta in package.iter() if name_of(meta) == "meta" and attribute(meta, "name") == name)
    return next((clean(attribute(meta, "content")) for meta in metas), "")

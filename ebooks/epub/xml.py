"""XML without its dangers: no document type, so no entities; no network; and what can be saved is saved."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from xml.sax.saxutils import escape

from lxml import etree

from ebooks.charset import decode

# Declared charset and internal subset are gone before the parser sees anything.
_PROLOGUE = re.compile(r"<\?xml\b[^>]*>|<!DOCTYPE[^<>\[]*+(?:\[[^\]]*+(?:\]|\Z))?[^<>]*+>?", re.IGNORECASE)
_LONGEST_TEXT = 20_000  # of any one element of a package or a table of contents
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,8}|#x[0-9A-Fa-f]{1,8});)(?:[A-Za-z][\w.-]{0,40};)?")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.S)


def parse(data: bytes) -> etree._Element | None:
    """The root, or None if nothing in the data is an element."""
    text = _PROLOGUE.sub("", decode(data)[0])
    if "<![CDATA[" in text:
        text = _CDATA.sub(lambda found: escape(found[1]), text)
    text = _ENTITY.sub(_known, text).strip()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _known(entity: re.Match[str]) -> str:
    """HTML's entities as their characters; others, which only a document type could define, as nothing.

    An ampersand alone is what somebody forgot to escape.
    """
    if entity[0] == "&":
        return "&amp;"
    character = html.unescape(entity[0])
    return "" if character == entity[0] else escape(character)


def name_of(element: etree._Element) -> str:
    """The tag without its namespace, in whichever way that was written."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=256)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def attribute(element: etree._Element, name: str) -> str:
    """The attribute's value, in any namespace; empty if there is none."""
    if (found := element.get(name)) is not None:
        return str(found).strip()
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].rpartition(":")[2] == name:
            return str(value).strip()
    return ""


def text_of(element: etree._Element) -> str:
    """All text within, blanks collapsed, control characters gone."""
    return clean("".join(str(part) for part in element.itertext())[:_LONGEST_TEXT])


def clean(text: str) -> str:
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join("".join(filter(_is_visible, text)).split())


def _is_visible(character: str) -> bool:
    return character.isprintable() or character in "\u200c\u200d\u180e"


def within(root: etree._Element, name: str) -> etree._Element:
    """The first child of this name, to search there and not in all the rest; the root if there is none."""
    return next((child for child in root if name_of(child) == name), root)


def named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if name_of(element) == name)

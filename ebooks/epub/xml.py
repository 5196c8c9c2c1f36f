"""XML without its dangers: no document type, so no entities; no network; what can be saved of a broken file."""

import re
from collections.abc import Iterator

from lxml import etree

from ebooks.charset import decode

# Declared charset and internal subset are gone before the parser sees anything.
_PROLOGUE = re.compile(r"<\?xml\b[^>]*>|<!DOCTYPE[^<>\[]*+(?:\[[^\]]*+(?:\]|\Z))?[^<>]*+>?", re.IGNORECASE)


def parse(data: bytes) -> etree._Element | None:
    """The root, or None if nothing in the data is an element."""
    text = _PROLOGUE.sub("", decode(data)[0]).strip()
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


def name_of(element: etree._Element) -> str:
    """The tag without its namespace, in whichever way that was written."""
    return re.split(r"[}:]", element.tag)[-1].lower() if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The attribute's value, in any namespace; empty if there is none."""
    for key, value in element.attrib.items():
        if re.split(r"[}:]", str(key))[-1] == name:
            return str(value).strip()
    return ""


def text_of(element: etree._Element) -> str:
    """All text within, blanks collapsed, control characters gone."""
    return clean("".join(str(part) for part in element.itertext()))


def clean(text: str) -> str:
    visible = "".join(c for c in text if c.isprintable() or c.isspace() or c in "\u200c\u200d\u180e")
    return " ".join(visible.split())


def named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if name_of(element) == name)

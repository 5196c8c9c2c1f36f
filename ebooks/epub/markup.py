"""Markup as a flat run of tags and text: in linear time, whatever is unclosed, nested or broken.

A tree would be the more usual thing, and loses text: an HTML5 parser takes all that follows `<title/>` for
the title, libxml2 drops what lies more than 256 elements deep.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter


def _by_first_letter(names: Iterable[str]) -> str:
    """A pattern for any of the names that finds out soon when it is none of them."""
    return "|".join(
        f"{letter}(?:{'|'.join(re.escape(name[1:]) for name in group)})"
        for letter, group in groupby(sorted(names), key=itemgetter(0))
    )


# Each alternative stops at the next "<" or eats up to the end, so no input makes the scan go back.
_INSIDE = r"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+"""
_UNREAD = r"""!--.*?(?:-->|\Z)
      | !(?i:DOCTYPE)[^<>\[]*+(?:\[[^\]]*+(?:\]|\Z))?[^<>]*+>?
      | s(?:cript|tyle)\b(?:[^<>]*[^<>/])?>.*?(?:</s(?:cript|tyle)\b[^<>]*+>|\Z)
      | (?:!(?!\[CDATA\[)|\?)[^<>]*+>?
    """
_CDATA = re.compile(rf"<(?:!\[CDATA\[(?P<inside>.*?)(?:\]\]>|\Z)|{_UNREAD})", re.S | re.X)
_TAG = re.compile(rf"<(/?[A-Za-z][^\s<>/]*+)({_INSIDE})(?:>([^<]*+)</\1>|>)?")
_UNUSUAL = re.compile(r"(</?)([a-z0-9]*+[A-Z:][^\s<>/]*+)")  # with a prefix or capitals
# What says nothing goes at C's speed: comments, declarations, scripts, inline tags with plain attributes.
_PLAIN = r"class|style|lang|xml:lang|title|dir"
_INLINE = _by_first_letter(
    re.findall(r"\w+", "i b u s em strong small big font cite abbr q code tt dfn var mark ins del")
)
_NOISE = {
    with_ids: re.compile(
        rf"""<(?: /(?:{_INLINE})\s*+>
          | (?:{_INLINE}|span)
            (?:\s++(?:(?:{_PLAIN}{"" if with_ids else "|id"})="|epub:type="z3998:)[^"<>]*+")*+\s*+>
          | {_UNREAD})""",
        re.S | re.X,
    )
    for with_ids in (True, False)
}
_ATTRIBUTE = re.compile(r"""([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_UNKNOWN_ENTITY = re.compile(r"&[A-Za-z][\w.-]{0,40};")


# A tag's name (or /name), its attributes; the text inside, if that and the end tag come next; the text after.
Part = tuple[str, str, str | None, str]


def clean(markup: str, *, with_ids: bool = True) -> str:
    """Markup without comments, declarations, scripts, styles, and inline tags that say nothing.

    Those that say only their id are left out, too, unless `with_ids`. Tags' names come in small letters
    and without prefix.
    """
    if _UNUSUAL.search(markup):
        markup = _UNUSUAL.sub(_usual, markup)
    if "<![CDATA[" in markup:
        markup = _CDATA.sub(_as_text, markup)
    markup = _NOISE[with_ids].sub("", markup)
    if "<span" not in markup:
        markup = markup.replace("</span>", "")
    return markup


def parts(markup: str) -> tuple[str, Iterator[Part]]:
    """Clean markup, cut at its tags: the text before the first, and what begins with each."""
    first, *found = _TAG.split(markup)
    return first, zip(found[::4], found[1::4], found[2::4], found[3::4], strict=True)


def attributes_of(written: str) -> dict[str, str]:
    """A start tag's attributes; the first of two with the same name counts, `epub:type` keeps its prefix."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def unescape(text: str) -> str:
    """Character references resolved; entities that only a document type could define are dropped."""
    if "&" not in text:
        return text
    return _UNKNOWN_ENTITY.sub("", html.unescape(text))


def _as_text(match: re.Match[str]) -> str:
    return match[0] if match["inside"] is None else html.escape(match["inside"], quote=False)


def _usual(match: re.Match[str]) -> str:
    return match[1] + match[2].rpartition(":")[2].lower()

"""Markup as a flat run of tags and text: in linear time, whatever is unclosed, nested or broken.

A tree would be the more usual thing, and loses text: an HTML5 parser takes all that follows `<title/>` for
the title, libxml2 drops what lies more than 256 elements deep.
"""

import html
import re
from collections.abc import Iterator
from functools import lru_cache

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """p div section article header footer main body blockquote center figure figcaption aside address
        h1 h2 h3 h4 h5 h6 pre hr ul ol li dl dt dd table thead tbody tfoot tr td th caption nav form
        details""",
    )
)

# Each alternative stops at the next "<" or eats up to the end, so no input makes the scan go back.
_INSIDE = r"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+"""
_UNREAD = r"""<!--.*?(?:-->|\Z)
      | <!DOCTYPE[^<>\[]*+(?:\[[^\]]*+(?:\]|\Z))?[^<>]*+>?
      | <(?:script|style)\b(?:[^<>]*[^<>/])?>.*?(?:</(?:script|style)\b[^<>]*+>|\Z)
      | <(?:!(?!\[CDATA\[)|\?)[^<>]*+>?
    """
_CDATA = re.compile(rf"(?:{_UNREAD})|<!\[CDATA\[(?P<inside>.*?)(?:\]\]>|\Z)", re.S | re.I | re.X)
_TAG = re.compile(
    rf"</(?P<end>[A-Za-z][^\s<>/]*+)[^<>]*+>?|<(?P<start>[A-Za-z][^\s<>/]*+)(?P<written>{_INSIDE})>?"
    r"|(?P<text>[^<]++|<)"
)
_EDGE = re.compile(rf"<(/?(?:{'|'.join(sorted(BLOCKS))})(?=[\s<>/]|\Z))({_INSIDE})>?", re.I)
_PREFIX = re.compile(r"(</?)[A-Za-z][^\s<>/]*:(?=[A-Za-z])")
# What says nothing goes at C's speed: comments, declarations, scripts, inline tags with plain attributes.
_PLAIN = r"class|style|lang|xml:lang|title|dir"
_INLINE = r"i|b|u|s|em|strong|small|big|font|cite|abbr|q|code|tt|dfn|var|mark|ins|del"
_NOISE = {
    with_ids: re.compile(
        rf"""<(?:{_INLINE}|span)(?:\s++(?:{_PLAIN}{"" if with_ids else "|id"})="[^"<>]*+")*+\s*+>
          | </(?:{_INLINE})\s*+>
          | {_UNREAD}""",
        re.S | re.I | re.X,
    )
    for with_ids in (True, False)
}
_ATTRIBUTE = re.compile(r"""([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_UNKNOWN_ENTITY = re.compile(r"&[A-Za-z][\w.-]{0,40};")


# "start", "end" or "text"; the tag's name in small letters without prefix, or the text; the attributes.
Token = tuple[str, str, str]


def clean(markup: str, *, with_ids: bool = True) -> str:
    """Markup without comments, declarations, scripts, styles, prefixes, and inline tags that say nothing.

    Those that say only their id are left out, too, unless `with_ids`.
    """
    if "<![CDATA[" in markup:
        markup = _CDATA.sub(_as_text, markup)
    markup = _NOISE[with_ids].sub("", markup)
    if "<span" not in markup:
        markup = markup.replace("</span>", "")
    return _PREFIX.sub(r"\1", markup) if _PREFIX.search(markup) else markup


def stretches(markup: str) -> list[str]:
    """Clean markup, cut at blocks' tags: a stretch, a tag's name (or /name), its attributes, a stretch …"""
    return _EDGE.split(markup)


def tokens(markup: str) -> Iterator[Token]:
    """Tags and text of clean markup in order; `<b/>` is start and end."""
    for match in _TAG.finditer(markup):
        kind = match.lastgroup
        if kind == "text":
            yield "text", unescape(match["text"]), ""
        elif kind == "end":
            yield "end", _lower(match["end"]), ""
        else:
            tag, written = _lower(match["start"]), match["written"]
            yield "start", tag, written
            if written.endswith("/"):
                yield "end", tag, ""


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


_lower = lru_cache(maxsize=1024)(str.lower)

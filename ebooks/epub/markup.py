"""Markup as a flat run of tags and text: in linear time, whatever is unclosed, nested or broken.

A tree would be the more usual thing, and loses text: an HTML5 parser takes all that follows `<title/>` for
the title, libxml2 drops what lies more than 256 elements deep.
"""

import html
import re
from collections.abc import Iterator
from functools import lru_cache

# Each alternative stops at the next "<" or eats up to the end, so no input makes the scan go back.
_TOKEN = re.compile(
    r"""(?P<cdata><!\[CDATA\[(?P<inside>.*?)(?:\]\]>|\Z))
      | <!--.*?(?:-->|\Z)
      | <!DOCTYPE[^<>\[]*+(?:\[[^\]]*+(?:\]|\Z))?[^<>]*+>?
      | <[!?][^<>]*+>?
      | <(?:script|style)\b(?:[^<>]*[^<>/])?>.*?(?:</(?:script|style)\b[^<>]*+>|\Z)
      | </(?P<end>[A-Za-z][^\s<>/]*+)[^<>]*+>?
      | <(?P<start>[A-Za-z][^\s<>/]*+)(?P<attributes>(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+)>?
      | (?P<text>[^<]++|<)
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
# What says nothing goes at C's speed: readings of ruby, and inline tags with plain attributes only.
_PLAIN = r"class|style|lang|xml:lang|title|dir"
_INLINE = r"i|b|u|s|em|strong|small|big|font|cite|abbr|q|code|tt|dfn|var|mark|ins|del"
_MEANINGLESS = {
    with_ids: re.compile(
        rf"""<(?:{_INLINE}|span)(?:\s++(?:{_PLAIN}{"" if with_ids else "|id"})="[^"<>]*+")*+\s*+>"""
        rf"|</(?:{_INLINE})\s*+>|<(r[tp])>[^<]*+</\1>"
    )
    for with_ids in (True, False)
}
_ATTRIBUTE = re.compile(r"""([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_UNKNOWN_ENTITY = re.compile(r"&[A-Za-z][\w.-]{0,40};")


# "start", "end" or "text"; the tag's name in small letters without prefix, or the text; the attributes.
Token = tuple[str, str, str]


def tokens(markup: str, *, with_ids: bool = True) -> Iterator[Token]:
    """Tags and text in order, without comments, declarations, scripts and styles; `<b/>` is start and end.

    Inline tags that say nothing are left out, and those that say only their id unless `with_ids`.
    """
    markup = _MEANINGLESS[with_ids].sub("", markup)
    if "<span" not in markup:
        markup = markup.replace("</span>", "")
    for match in _TOKEN.finditer(markup):
        kind = match.lastgroup
        if kind == "text":
            yield "text", unescape(match["text"]), ""
        elif kind == "attributes":
            tag, attributes = _local(match["start"]), match["attributes"]
            yield "start", tag, attributes
            if attributes.endswith("/"):
                yield "end", tag, ""
        elif kind == "end":
            yield "end", _local(match["end"]), ""
        elif kind == "cdata":
            yield "text", match["inside"], ""


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


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition(":")[2].lower()

"""From a block's raw text to paragraphs: hard-wrapped lines joined, indented ones parted, rules dropped."""

import re

BREAK = "\u2028"  # stands for <br/> while text is gathered

_CJK = (
    "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014"
)
_DASHES = "-‐-―─━—=_*＊~～#※☆★◆◇"
# These begin with the newline itself, for a pattern that begins by looking back is tried at every character.
_WRAPPED = re.compile(rf"\n(?:(?<=[{_CJK}]\n)|(?=[{_CJK}]))")
_INDENTED = re.compile(r"\n[ \t]*(?=\u3000)")  # how Chinese plain text begins a paragraph
_RULE = re.compile(rf"\n[ \t\u3000]*[{_DASHES}]{{4,}}[ \t\u3000\r]*(?=\n|\Z)")
_ORNAMENT = re.compile(rf"[{_DASHES} \u3000]{{3,}}")
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0]+")  # not U+202F, which joins Mongolian suffixes to their words
_WIDE_BLANKS = re.compile(r" ?\u3000[ \u3000]*")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_LONGEST_VERSE_LINE = 40


def paragraphs_of(raw: str) -> list[str]:
    """The paragraphs within one block, each on one line."""
    return [line for part in split(raw) if (line := tidy(part))]


def split(raw: str) -> list[str]:
    """Raw paragraphs: a rule of dashes or an indented line parts them."""
    return _INDENTED.split(_RULE.sub("\n\u3000", f"\n{raw}")) if "\n" in raw else [raw]


def tidy(raw: str) -> str:
    """One line: a newline between Chinese characters is nothing, elsewhere a blank."""
    text = raw.strip()
    if "\n" in text:
        text = _WRAPPED.sub("", "\n".join(filter(None, map(str.strip, text.split("\n")))))
    if "\u3000" in text or "\u202f" in text:
        text = _WIDE_BLANKS.sub("\u3000", _BLANKS.sub(" ", text))
    else:
        text = " ".join(text.split())
    if not text.isprintable() and _INVISIBLE.search(text):
        return tidy(_INVISIBLE.sub("", text))
    return "" if _ORNAMENT.fullmatch(text) else text


def preformatted(raw: str) -> str:
    """Lines and blanks kept, empty lines at both ends gone."""
    text = _INVISIBLE.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"\A(?:[ \t]*\n)+", "", text.rstrip())


def broken(raw: str) -> list[str]:
    """The lines between <br/>s."""
    return [line for part in raw.split(BREAK) for line in paragraphs_of(part)]


def is_verse(lines: list[str]) -> bool:
    """Several short lines that somebody broke by hand, as in a poem."""
    return len(lines) > 1 and all(len(line) <= _LONGEST_VERSE_LINE for line in lines)

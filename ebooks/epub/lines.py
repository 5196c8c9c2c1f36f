"""From a block's raw text to paragraphs: hard-wrapped lines joined, indented ones parted, rules dropped."""

import re

BREAK = "\u2028"  # stands for <br/> while text is gathered

_CJK = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_SHARED = (
    "\u2018-\u201d\u2026\u2014"  # marks that Chinese has in common with others, who part words by blanks
)
_DASHES = "-‐-―─━—=_*＊~～#※☆★◆◇"
# These begin with the newline itself, for a pattern that begins by looking back is tried at every character.
_WRAPPED = re.compile(rf"\n(?:(?<=[{_CJK}]\n)|(?=[{_CJK}]))")
_WRAPPED_UNPARTED = re.compile(rf"\n(?:(?<=[{_CJK}{_SHARED}]\n)|(?=[{_CJK}{_SHARED}]))")
_ANY_CJK = re.compile("[\u2e80-\uffef]")  # roughly, for it is looked for in every line of Latin
# Between these a newline is nothing whatever stands around; no indentation and no rule is made of them.
_CERTAIN = "\u3001-\u30ff\u3400-\u9fff，．：；？！（）"
_SURELY_WRAPPED = re.compile(rf"\n(?=[{_CERTAIN}])(?<=[{_CERTAIN}]\n)")
_CLAUSE = re.compile("[，。；：！？、」]")
_HAN = re.compile("[\u3400-\u9fff]")
_INDENTED = re.compile(r"\n[ \t]*(?=\u3000)")  # how Chinese plain text begins a paragraph
_RULE = re.compile(rf"\n[ \t\u3000]*[{_DASHES}]{{4,}}[ \t\u3000\r]*(?=\n|\Z)")
_ORNAMENT = re.compile(rf"[{_DASHES} \u3000]{{3,}}")
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0]+")  # not U+202F, which joins Mongolian suffixes to their words
_WIDE_BLANKS = re.compile(r" ?\u3000[ \u3000]*")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_LONGEST_VERSE_LINE = 40
_SHORTEST_WRAPPED = 30


def ease(markup: str) -> str:
    """What `tidy` would do to each line, done to a page at once where that is safe: it is much faster."""
    if "\r" in markup:
        markup = markup.replace("\r\n", "\n")
    if "<pre" in markup:
        return markup
    return _SURELY_WRAPPED.sub("", markup.replace("\u00a0", " "))


def paragraphs_of(raw: str) -> list[str]:
    """The paragraphs within one block, each on one line."""
    return [line for part in split(raw) if (line := tidy(part))]


def split(raw: str) -> list[str]:
    """Raw paragraphs: a rule of dashes or an indented line parts them."""
    if "\n" not in raw:
        return [raw]
    parted = _RULE.sub("\n\u3000", f"\n{raw}")
    return _INDENTED.split(parted) if "\u3000" in parted else [parted]


def tidy(raw: str) -> str:
    """One line: a newline between Chinese characters is nothing, elsewhere a blank."""
    text = raw.strip()
    if text.isprintable() and "  " not in text:
        return "" if _ORNAMENT.fullmatch(text) else text
    if "\n" in text and _ANY_CJK.search(text):
        wrapped = _WRAPPED if text.count(" ") * 20 > len(text) else _WRAPPED_UNPARTED
        text = wrapped.sub("", "\n".join(filter(None, map(str.strip, text.split("\n")))))
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
    lines: list[str] = []
    for line in (line for part in raw.split(BREAK) for line in paragraphs_of(part)):
        if lines and _runs_on(lines[-1]):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def _runs_on(line: str) -> bool:
    """Verse ends its lines where it pauses; somebody broke this one at the edge of a screen."""
    return len(line) >= _SHORTEST_WRAPPED and bool(_HAN.match(line[-1]) and _CLAUSE.search(line))


def is_verse(lines: list[str]) -> bool:
    """Several short lines that somebody broke by hand, as in a poem."""
    return len(lines) > 1 and all(len(line) <= _LONGEST_VERSE_LINE for line in lines)

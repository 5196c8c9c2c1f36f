"""Which characters the bytes mean, when what a file declares is often not what it is."""

import codecs
import re

# A four-byte mark before the two-byte one that it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The supersets: what calls itself gb2312 holds characters of gb18030, and so on.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
}
_WELCOME = re.compile(
    r"utf-?8|gb.*|cp936|big5.*|cp950|shift_?jis|sjis|euc[-_]?(jp|kr)|iso-2022-jp|hz|koi8-?r|cp12\d\d|windows-125\d|iso-?8859-\d+",
)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_SEVEN_BIT = ("iso-2022-jp", "hz")
_SAMPLE = 64 * 1024
_IMPOSSIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")


def decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether every byte of it was understood.

    Byte order mark, UTF-16 without one, strict UTF-8, the declared charset, UTF-8 with a few broken bytes,
    GB18030, Big5: in this order, because long text that is valid UTF-8 is UTF-8 whatever it declares, while
    nearly any bytes pass for GB18030.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _leniently(data[len(mark) :], charset)
    if charset := _bare_utf16(data):
        return _leniently(data, charset)
    declared = _declared(data)
    for charset in (declared if declared in _SEVEN_BIT else "utf-8", declared):
        text = _strictly(data, charset)
        if text is not None:
            return text, True
    return _guess(data)


def _guess(data: bytes) -> tuple[str, bool]:
    sample = data[:_SAMPLE]
    if sample.decode("utf-8", "replace").count("\ufffd") * 50 < sum(byte >= 0xC0 for byte in sample):
        return data.decode("utf-8", "replace"), False
    for charset in ("gb18030", "big5hkscs", "shift_jis"):
        text = _strictly(data, charset)
        # Big5's comma and full stop become private-use characters when read as GB18030.
        if text is not None and not _IMPOSSIBLE.search(text):
            return text, True
    charset = min(("gb18030", "big5hkscs", "utf-8"), key=lambda name: _implausibility(sample, name))
    return data.decode(charset, "replace"), False


def _implausibility(sample: bytes, charset: str) -> int:
    return len(_IMPOSSIBLE.findall(sample.decode(charset, "replace")))


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset) if charset else None
    except UnicodeDecodeError:
        return None


def _leniently(data: bytes, charset: str) -> tuple[str, bool]:
    text = data.decode(charset, "replace")
    return text, "\ufffd" not in text


def _bare_utf16(data: bytes) -> str:
    head = data[:200].ljust(4)
    if b"\0" not in head:
        return ""
    if head[1:2] == head[3:4] == b"\0" and head[0:1] != b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[0:1] == head[2:3] == b"\0" and head[1:2] != b"\0" else ""


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data, 0, 1024)
    name = found[1].decode("ascii").lower() if found else ""
    if not _WELCOME.fullmatch(name):
        return ""
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return ""
    return _SUPERSETS.get(name, name)

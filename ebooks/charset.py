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
_LIKELY = re.compile(
    "[\t\n\r\x20-\x7e\u00a0-\u04ff\u1800-\u18af\u2000-\u206f\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]"
)
_KANA = re.compile("[\u3041-\u30fe]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
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
    if charset := _bare_wide(data):
        return _leniently(data, charset)
    declared = _declared(data)
    for charset in (declared if declared in _SEVEN_BIT else "utf-8", declared):
        text = _strictly(data, charset)
        if text is not None:
            return text, True
    charset = _hidden_utf16(data[:_SAMPLE])
    return _leniently(data, charset) if charset else _guess(data)


def _guess(data: bytes) -> tuple[str, bool]:
    sample = data[:_SAMPLE]
    if sample.decode("utf-8", "replace").count("\ufffd") * 50 < sum(byte >= 0xC0 for byte in sample):
        return data.decode("utf-8", "replace"), False
    for charset in ("shift_jis",) if _is_japanese(sample) else ("gb18030", "big5hkscs"):
        text = _strictly(data, charset)
        # Big5's comma and full stop become private-use characters when read as GB18030.
        if text is not None and not _IMPOSSIBLE.search(text):
            return text, True
    if charset := _single_byte(sample):
        return _leniently(data, charset)
    charset = min(("gb18030", "big5hkscs", "utf-8"), key=lambda name: _implausibility(sample, name))
    return data.decode(charset, "replace"), False


def _is_japanese(sample: bytes) -> bool:
    """Its kana would pass for rare characters of GB18030."""
    text = sample.decode("shift_jis", "ignore")
    return len(_KANA.findall(text)) * 5 > len(text)


def _single_byte(sample: bytes) -> str:
    """Cyrillic is nearly all in one quarter of the bytes, of small letters; Latin is nearly all ASCII."""
    high = sum(byte >= 0x80 for byte in sample) or 1
    if high * 3 < len(sample):
        return "" if _BINARY.search(sample) else "cp1252"
    for charset, first in (("cp1251", 0xE0), ("koi8-r", 0xC0)):
        if sum(first <= byte < first + 0x20 for byte in sample) * 10 > high * 7:
            return charset
    return ""


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


def _bare_wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by two letters of ASCII at the beginning."""
    head = data[:200].ljust(8)
    if b"\0" not in head:
        return ""
    if head[1:4] == head[5:8] == b"\0\0\0" and head[0] and head[4]:
        return "utf-32-le"
    if head[0:3] == head[4:7] == b"\0\0\0" and head[3] and head[7]:
        return "utf-32-be"
    if head[1:2] == head[3:4] == b"\0" and head[0:1] != b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[0:1] == head[2:3] == b"\0" and head[1:2] != b"\0" else ""


def _hidden_utf16(sample: bytes) -> str:
    """The same in Chinese text, where only the ends of lines are ASCII; no other charset has zeros."""
    whole = sample[: len(sample) // 2 * 2]
    for charset in ("utf-16-le", "utf-16-be") if b"\0" in sample else ():
        text = _strictly(whole, charset)
        if text and len(_LIKELY.findall(text)) * 10 > len(text) * 9:
            return charset
    return ""


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

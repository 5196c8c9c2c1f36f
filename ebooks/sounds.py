"""How Chinese names sound, for those who type hlm and mean 红楼梦."""

import re

from pypinyin import lazy_pinyin

from ebooks.titles import HAN

WORD = re.compile(r"[^\W_]+")


def syllables(text: str) -> list[str]:
    """Pinyin without tones, a syllable a character; Latin words stay whole."""
    return [word for piece in lazy_pinyin(text) for word in WORD.findall(piece)]


def in_ascii(name: str) -> str:
    """A name for systems that know no Chinese: 红楼梦 becomes hong-lou-meng. Empty where nothing is left."""
    return "-".join(word for word in syllables(name) if word.isascii())[:60].strip("-") if name else ""


def spoken(text: str) -> tuple[list[str], str] | None:
    """Syllables and initials of a text that has Han in it."""
    if not HAN.search(text):
        return None
    heard = syllables(text)
    return heard, "".join(syllable[0] for syllable in heard)

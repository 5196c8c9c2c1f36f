"""Bringing the many ways of writing one thing down to one."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

BLANKS = re.compile(r"\s+")
INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\ud800-\udfff]"
)  # soft hyphen, zero-width blanks, half an emoji
NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Half-width, simplified, lower case, blanks collapsed; folding twice changes nothing more."""
    visible = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    lower = unicodedata.normalize("NFKC", _to_simplified().convert(visible).casefold())
    return BLANKS.sub(" ", lower).strip()


def key(text: str) -> str:
    """What titles and commands are compared by: folded, and only letters, digits and Han left."""
    return NEITHER_LETTER_NOR_DIGIT.sub("", fold(text))


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")

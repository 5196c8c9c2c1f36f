"""How words sound, for those who type jixu or 继序 and mean 继续, or urgeljluuleh and mean үргэлжлүүлэх."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from unicodedata import combining, normalize

from pypinyin import lazy_pinyin

HAN = re.compile("[\u3007\u3400-\u9fff]+")
# As most Mongolians type in Latin letters, where v stands for ү, as it does in pinyin for ü.
LATIN = str.maketrans(
    dict(zip("абвгдежзиклмноөпрстуүфхыэv", "abugdejziklmnooprstuufhieu", strict=True))
    | {"ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya", "ь": "", "ъ": ""}
)
# Many in the south hear no difference, and neither do their voice messages.
SOUTHERN = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def spelled(text: str) -> str:
    """A key in Latin letters: no tones, accents or doubled letters; Han becomes pinyin."""
    plain = "".join(one for one in normalize("NFD", "".join(lazy_pinyin(text))) if not combining(one))
    return "".join(letter for letter, _ in groupby(plain.translate(LATIN)))


def initials(text: str) -> str:
    """jx for 继续; empty unless all of it is Han."""
    return "".join(one[0] for one in lazy_pinyin(text)) if HAN.fullmatch(text) else ""


def heard(text: str) -> Sequence[str]:
    """How each character sounds to a southerner."""
    return [_heard(character) for character in text]


@lru_cache(4096)
def _heard(character: str) -> str:
    sound: str = lazy_pinyin(character)[0]
    for northern, southern in SOUTHERN:
        sound = sound.replace(northern, southern)
    return sound

"""How long reading takes."""

import re
from math import ceil

HAN_A_MINUTE = 400  # silent reading of Chinese: 300 to 500 in use
WORDS_A_MINUTE = 230  # silent reading of alphabetic scripts
HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
WORDS = re.compile("[^\\W\\d_\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def minutes(text: str) -> float:
    """Minutes a text takes at an ordinary pace."""
    return len(HAN.findall(text)) / HAN_A_MINUTE + len(WORDS.findall(text)) / WORDS_A_MINUTE


def whole_minutes(rest: float) -> int:
    """What a patron is told: whole minutes, and at least one where anything is left."""
    return ceil(round(rest, 3))

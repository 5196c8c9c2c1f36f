"""Which script a text is written in."""

import re
from enum import StrEnum


class Script(StrEnum):
    HAN = "han"
    CYRILLIC = "cyrillic"
    MONGOLIAN = "mongolian"
    LATIN = "latin"
    OTHER = "other"


LETTERS = {
    Script.HAN: re.compile("[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    Script.CYRILLIC: re.compile("[\u0400-\u052f]"),
    Script.MONGOLIAN: re.compile("[\u1820-\u18aa]"),
    Script.LATIN: re.compile("[A-Za-z\u00c0-\u024f]"),
}
WORD_LENGTH = {Script.HAN: 2}  # characters to a word, where it is not about six
SAMPLE = 4000  # characters; enough to know a book by


def script_of(text: str) -> Script:
    """The script with the most words; OTHER where none of ours occurs.

    Words, not letters: 《Python编程入门》 is Chinese.
    """
    weights = {script: _words(script, text[:SAMPLE]) for script in LETTERS}
    best = max(weights, key=weights.__getitem__)
    return best if weights[best] else Script.OTHER


def _words(script: Script, text: str) -> float:
    return len(LETTERS[script].findall(text)) / WORD_LENGTH.get(script, 6)

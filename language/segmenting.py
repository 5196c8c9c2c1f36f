"""Words out of text that has no blanks between them."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import jieba
import rjieba

from language.keeping import kept

JIEBA: Any = jieba  # it has no types
DICTIONARY = Path(__file__).parent / "dictionary.txt"

HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MARKS = (
    "\u0300-\u036f\u180b-\u180f\u200d'’"  # accents, Mongolian selectors, apostrophes: never a word's first
)
RUNS = re.compile(rf"([{HAN}]+)|[^\W_{HAN}](?:[^\W_{HAN}]|[{MARKS}](?=\w))*")


def warm_up() -> None:
    """Load both dictionaries now (about a second) instead of at a patron's first message."""
    words("书童")
    index_words("书童")


def words(text: str) -> list[str]:
    """The words of a text, without blanks and punctuation; only Han is cut, other scripts stay whole."""
    return list(_words(text, _tokenizer().lcut))


def index_words(text: str) -> list[str]:
    """Words and the shorter words inside them, for an index; ten times as fast as `words`."""
    return list(_words(text, _index_tokenizer().cut_for_search))


def _words(text: str, cut: Callable[[str], Iterable[str]]) -> Iterator[str]:
    return chain.from_iterable(cut(run[0]) if run[1] else (run[0],) for run in RUNS.finditer(text))


def is_word(text: str) -> bool:
    """Whether a dictionary has it: 暑假 is a word, 书加 a slip."""
    return bool(_tokenizer().FREQ.get(text))


def learn(dictionary: Path) -> None:
    """Take in a library's own terms, one a line; raises OSError where there is no such file."""
    for term in _terms(dictionary):
        _tokenizer().add_word(term)
        _index_tokenizer().add_word(term, None, None)


@cache
def _tokenizer() -> Any:
    tokenizer = JIEBA.Tokenizer()
    # What initialize() does, but its cache is a file of known name in a folder anybody may write to.
    tokenizer.FREQ, tokenizer.total = kept(
        f"jieba-{jieba.__version__}", lambda: tokenizer.gen_pfdict(tokenizer.get_dict_file())
    )
    tokenizer.initialized = True
    for term in _terms(DICTIONARY):
        tokenizer.add_word(term)
    return tokenizer


@cache
def _index_tokenizer() -> Any:
    tokenizer = rjieba.Jieba()
    for term in _terms(DICTIONARY):
        tokenizer.add_word(term, None, None)
    return tokenizer


def _terms(dictionary: Path) -> list[str]:
    lines = dictionary.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]

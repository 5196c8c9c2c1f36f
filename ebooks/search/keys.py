"""What finds a title, and what was typed: names and their sounds, brought to a form that can be compared."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ebooks.isbn import isbn13
from ebooks.sounds import spoken
from ebooks.titles import HAN, Title
from language.folding import fold, key

TOKEN = re.compile(rf"{HAN.pattern}|[^\W_{HAN.pattern[1:-1]}]+")
LONGEST = 40  # tokens of a name that are looked into; no shelf mark is longer

# A series counts as its authors do.
NAME, NAME_SOUND, NAME_BEGINS, SOUND_BEGINS, INSIDE, SOUND_INSIDE, AUTHOR, AUTHOR_INSIDE, SUBJECT = range(9)


@dataclass(frozen=True, slots=True)
class Key:
    """What a query may begin with, and the rank that earns: `whole` if it is all of it, else `begins`."""

    text: str
    whole: int
    begins: int


def queries(words: str) -> list[list[str]]:
    """The ways to read what was typed: an ISBN, one name, several things that must all be found."""
    if number := isbn13(words):  # of ten digits, too
        return [[number]]
    whole, several = key(words), [term for part in _parts(words) if (term := key(part))]
    ways = [[whole]] if whole else []
    return [*ways, several] if len(several) > 1 else ways


def keys(title: Title) -> list[dict[str, Any]]:
    """All that finds a title, as stored beside it; of two ways to the same word the better is kept."""
    best: dict[str, Key] = {}
    for entry in _keys(title):
        known = best.get(entry.text)
        best[entry.text] = entry if known is None else _better(known, entry)
    return [{"k": entry.text, "w": entry.whole, "b": entry.begins} for entry in best.values() if entry.text]


def _better(one: Key, other: Key) -> Key:
    return Key(one.text, min(one.whole, other.whole), min(one.begins, other.begins))


def _keys(title: Title) -> Iterator[Key]:
    for name in {title.name, re.split("[:：（(]", title.name)[0]}:
        yield Key(key(name), NAME, NAME_BEGINS)
        yield from _inside(name, INSIDE)
        yield from _sounds(name, (NAME_SOUND, SOUND_BEGINS), SOUND_INSIDE)
    for author in title.authors:
        yield Key(key(title.name + author), NAME, NAME_BEGINS)
        yield Key(key(author + title.name), NAME, NAME_BEGINS)
        yield Key(key(author), AUTHOR, AUTHOR)
        yield from _inside(author, AUTHOR_INSIDE)
        yield from _sounds(author, (AUTHOR, AUTHOR), AUTHOR_INSIDE)
    if title.series:
        yield Key(key(title.series + title.volume), AUTHOR, AUTHOR)
        yield Key(key(title.series), AUTHOR, AUTHOR)
        yield from _inside(title.series, AUTHOR_INSIDE)
        yield from _sounds(title.series, (AUTHOR, AUTHOR), AUTHOR_INSIDE)
    for subject in title.subjects:
        yield Key(key(subject), SUBJECT, SUBJECT)
        yield from _inside(subject, SUBJECT)
    if title.isbn:
        yield Key(title.isbn, NAME, SUBJECT)


def _inside(text: str, rank: int) -> Iterator[Key]:
    """Every ending of a text from a word on, so that an index of beginnings finds what is inside."""
    yield from (Key(ending, rank, rank) for ending in _endings(TOKEN.findall(fold(text))))


def _sounds(text: str, ranks: tuple[int, int], inside: int) -> Iterator[Key]:
    if heard := spoken(fold(text)):
        syllables, initials = heard
        yield Key("".join(syllables), *ranks)
        yield Key(initials, *ranks)
        yield from (Key(ending, inside, inside) for ending in _endings(syllables))


def _endings(tokens: Sequence[str]) -> Iterable[str]:
    return ("".join(tokens[start:]) for start in range(1, min(len(tokens), LONGEST)))


def _parts(words: str) -> list[str]:
    return re.split(r"[\s《》〈〉「」『』“”\"，,、；;/|+]+", fold(words))

"""A mention: the name of a colleague after an @ in a note, and whom it calls."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from library.staff import Librarian

SIGN = re.compile(r"(?<![A-Za-z0-9_.])[@＠]")  # not the one in an address of mail
WORD = re.compile(r"[\w·]{1,20}")
LATIN = re.compile(r"[A-Za-z0-9_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """`text[start:end]` of a note, from the @ on; where there are no `librarians` it calls nobody.

    It says where, so that a note is shown as it was meant when it was written, whoever came or went since.
    """

    start: int
    end: int
    librarians: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    mention: Mention | None = None


def mentions_in(
    text: str, staff: Sequence[Librarian], reaches: Callable[[Librarian], bool]
) -> tuple[Mention, ...]:
    """The longest name is meant, even of one whom it does not reach: 王敏 is not called by @王敏华.

    Of two with one name both are, for neither can be left out.
    """
    names, found, end = _names(staff), [], 0
    for sign in SIGN.finditer(text):
        name = _longest(text, sign.end(), names)
        length = len(name) if name else _unknown(text, sign.end())
        if sign.start() < end or not length:
            continue
        end = sign.end() + length
        called = tuple(one.id for one in names.get(name, ()) if reaches(one))
        found.append(Mention(start=sign.start(), end=end, librarians=called))
    return tuple(found)


def pieces(text: str, mentions: Sequence[Mention]) -> Iterator[Piece]:
    """The text in parts, which together are the text."""
    at = 0
    for mention in mentions:
        yield Piece(text[at : mention.start])
        yield Piece(text[mention.start : mention.end], mention)
        at = mention.end
    yield Piece(text[at:])


def _names(staff: Sequence[Librarian]) -> Mapping[str, list[Librarian]]:
    """Who is meant by what, the longest names first."""
    known: dict[str, list[Librarian]] = {}
    for one in staff:
        for name in {one.name, one.login} - {""}:
            if one.active:
                known.setdefault(name, []).append(one)
    return dict(sorted(known.items(), key=lambda named: -len(named[0])))


def _longest(text: str, start: int, names: Mapping[str, object]) -> str:
    return next((name for name in names if _is_there(name, text, start)), "")


def _is_there(name: str, text: str, start: int) -> bool:
    """Chinese is written without blanks; of Latin letters a name ends where they end."""
    if text[start : start + len(name)].casefold() != name.casefold():
        return False
    return not (LATIN.match(name[-1]) and LATIN.match(text, start + len(name)))


def _unknown(text: str, start: int) -> int:
    word = WORD.match(text, start)
    return len(word[0]) if word else 0

"""An edition: one import of a title's text, cut and numbered."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from language.illustration import Illustration
from language.numerals import number
from language.paragraphs import Paragraph
from reader.illustrated import spread
from reader.instalments import cut
from reader.opening import opening as opening
from reader.pace import minutes, whole_minutes
from reader.places import ChapterEntry, Instalment

LONGEST_NAME = 120  # characters of a chapter's name; some books make a paragraph of it
OWN_NUMBER = re.compile(
    r"\s*(?:第\s*([^\s章回节節]{1,9})\s*[章回节節]|(?:chapter|бүлэг)\s+(\d{1,4})\b|(\d{1,4})-р\s+бүлэг)",
    re.IGNORECASE,
)

Chapter = tuple[str, list[str]]  # name, texts of its instalments
Plates = Mapping[int, Sequence[Illustration]]  # of a chapter by its number from 0
NO_PLATES: Plates = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """`digest` is the same for the same name and text, so that importing twice is one import."""

    id: str
    title_id: str
    name: str
    digest: str
    chapters: tuple[ChapterEntry, ...]
    instalments: tuple[Instalment, ...]


def edition(
    edition_id: str,
    title_id: str,
    name: str,
    chapters: Sequence[tuple[str, Sequence[Paragraph]]],
    illustrations: Plates = NO_PLATES,
) -> Edition:
    """Chapters without text are left out; a book may turn out to have none. Pictures change no digest."""
    cuts = [(chapter_name[:LONGEST_NAME], cut(paragraphs)) for chapter_name, paragraphs in chapters]
    plates = [
        spread(illustrations.get(number, ()), chapters[number][1], texts)
        for number, (_, texts) in enumerate(cuts)
    ]
    pieces = [(chapter_name, texts) for chapter_name, texts in cuts if texts]
    numbers = _chapter_numbers([chapter_name for chapter_name, _ in pieces])
    entries = tuple(
        ChapterEntry(number=spoken, name=chapter_name, instalments=len(texts))
        for spoken, (chapter_name, texts) in zip(numbers, pieces, strict=True)
    )
    placed = [*chain.from_iterable(plates)]
    return Edition(
        id=edition_id,
        title_id=title_id,
        name=name,
        digest=_digest(name, pieces),
        chapters=entries,
        instalments=tuple(_instalments(edition_id, title_id, name, entries, pieces, placed)),
    )


def instalment_id(title_id: str, edition_id: str, position: int, count: int) -> str:
    """`position` is the chapter's in the contents, `count` the instalment's in the chapter, both from 1."""
    return f"{title_id}/{edition_id}/{position:04}/{count:04}"


def _instalments(
    edition_id: str,
    title_id: str,
    name: str,
    entries: Sequence[ChapterEntry],
    pieces: Sequence[Chapter],
    plates: Sequence[tuple[Illustration, ...]],
) -> Iterator[Instalment]:
    places = [
        (position, count, text)
        for position, (_, texts) in enumerate(pieces, 1)
        for count, text in enumerate(texts, 1)
    ]
    ids = [instalment_id(title_id, edition_id, position, count) for position, count, _ in places]
    read = [0, *accumulate(len(text.encode()) for *_, text in places)]
    spent = [0.0, *accumulate(minutes(text) for *_, text in places)]
    for at, (position, count, text) in enumerate(places):
        entry = entries[position - 1]
        yield Instalment(
            id=ids[at],
            title_id=title_id,
            title_name=name,
            chapter=entry.number,
            chapter_name=entry.name,
            chapters=entries[-1].number,
            number=count,
            of=entry.instalments,
            text=text,
            percent=100 * read[at + 1] // read[-1],
            minutes_left=whole_minutes(spent[-1] - spent[at + 1]),
            along=read[at] / read[-1],
            before=ids[at - 1] if at else None,
            after=ids[at + 1] if at + 1 < len(ids) else None,
            illustrations=plates[at],
        )


def _chapter_numbers(names: Sequence[str]) -> list[int]:
    """What one says to jump to each chapter: the book's own numbers, where they ascend and lie together.

    A preface is 0 then and an afterword one more than the last. Books in volumes that begin again at one, and
    those that number nothing, are counted from 1.
    """
    own = [_own_number(name) for name in names]
    known = [one for one in own if one is not None]
    first = next((at for at, one in enumerate(own) if one is not None), 0)
    block = own[first : first + len(known)]
    if not known or len(known) * 2 < len(names) or block != sorted(set(known)):
        return list(range(1, len(names) + 1))
    behind = len(names) - first - len(known)
    return [0] * first + known + list(range(known[-1] + 1, known[-1] + 1 + behind))


def _own_number(name: str) -> int | None:
    found = OWN_NUMBER.match(name)
    return number(found[found.lastindex or 0]) if found else None


def _digest(name: str, pieces: Sequence[Chapter]) -> str:
    digest = hashlib.sha256(name.encode())
    for chapter_name, texts in pieces:
        for text in (chapter_name, *texts):
            digest.update(b"\0" + text.encode())
    return digest.hexdigest()

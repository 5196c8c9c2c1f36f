"""Text cut into instalments that fit a chat bubble and take about a minute to read."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from math import ceil

from language.clusters import slices, split_after
from language.paragraphs import Kind, Paragraph
from language.sentences import NOTE, blank_separated, clauses, sentences

BETWEEN_PARAGRAPHS = "\n\n"

# All in bytes of UTF-8, the one measure that bubbles have and that suits Han, Cyrillic and Latin alike.
LIMIT = 1900  # of the 2,047 in a bubble; the rest is for the lines above and below
AIM = 1400  # 400 Han with their punctuation
TAIL = 1600  # the last three are made even, and none of them is meant to be longer than this

# How many bytes nearer a cut must be to be made here and not between paragraphs. The last three occur only in
# sentences beyond the limit, which must be cut somewhere: dearer, and crumbs would be left around them.
PARAGRAPH, SENTENCE, HEADING, CLAUSE, BLANK, CLUSTER = 0, 250, 700, 500, 800, 1000
WITHIN = {Kind.TABLE: HEADING}  # rows are read together

SLICE = 100  # characters without a single blank or mark
HEADLINE = 30  # characters
LONG_BLANKS = re.compile(rf"\s{{{SLICE // 4},}}")
NOTE_MARK = re.compile(rf"\s*{NOTE}\Z")
LINE_END = re.compile(r"\n\s*+")

Piece = tuple[str, int]  # text, and what a cut after it costs


def whole(paragraphs: Sequence[Paragraph]) -> str:
    """A chapter's text: what its instalments give when joined."""
    return BETWEEN_PARAGRAPHS.join(_texts(paragraphs))


def starts(paragraphs: Sequence[Paragraph]) -> list[int]:
    """After how many characters of `whole` each paragraph begins; at last, how many there are."""
    texts = iter(_texts(paragraphs))
    offsets, end = [], 0
    for paragraph in paragraphs:
        offsets.append(end)
        if paragraph.text.strip():
            end += len(next(texts)) + len(BETWEEN_PARAGRAPHS)
    last = max(0, end - len(BETWEEN_PARAGRAPHS))
    return [min(offset, last) for offset in (*offsets, last)]


def cut(paragraphs: Sequence[Paragraph]) -> list[str]:
    """One chapter's instalments; `"".join(cut(p)) == whole(p)`.

    Cut between paragraphs where one ends nearby, else between sentences. Only a sentence beyond the limit is
    cut: between clauses, else words, else grapheme clusters. All but the last three aim at one size, so that
    a correction moves few cuts before it; those share what is left, so that no chapter ends in a crumb.
    """
    pieces = list(_pieces(paragraphs))
    return ["".join(text for text, _ in pieces[start:end]) for start, end in _spans(pieces)]


def _spans(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    offsets = [0, *accumulate(len(text.encode()) for text, _ in pieces)]
    start = 0
    while start < len(pieces):
        end = _best_end(pieces, offsets, start)
        yield start, end
        start = end


def _best_end(pieces: Sequence[Piece], offsets: Sequence[int], start: int) -> int:
    """The cheapest piece to stop after; one piece always fits."""
    last = bisect_right(offsets, offsets[start] + LIMIT) - 1
    if last == len(pieces):
        return last
    ideal = offsets[start] + _aim(offsets[-1] - offsets[start])
    return min(range(start + 1, last + 1), key=lambda end: abs(offsets[end] - ideal) + pieces[end - 1][1])


def _aim(rest: int) -> float:
    return AIM if rest > 3 * TAIL else rest / ceil(rest / TAIL)


def _pieces(paragraphs: Sequence[Paragraph]) -> Iterator[Piece]:
    kinds = [paragraph.kind for paragraph in paragraphs if paragraph.text.strip()]
    texts = _texts(paragraphs)
    for position, (kind, text) in enumerate(zip(kinds, texts, strict=True), 1):
        separator = BETWEEN_PARAGRAPHS if position < len(texts) else ""
        units = _units(kind, text + separator)
        for unit in units[:-1]:
            yield from _fitting(unit, WITHIN.get(kind, SENTENCE))
        yield from _fitting(units[-1], HEADING if kind is Kind.HEADING or _leads_on(text) else PARAGRAPH)


def _leads_on(text: str) -> bool:
    """Whether a paragraph promises the next one, as 他说： does, or is short enough for a heading."""
    if text[-1] in "]］〕":
        text = NOTE_MARK.sub("", text[-2 * HEADLINE :]) or text
    return text[-1] in "：:，,、᠂᠄" or (len(text) <= HEADLINE and text[-1].isalnum())


def _texts(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Without blank paragraphs, and no blanks so long that an instalment would be nothing but blanks."""
    texts = (paragraph.text.strip() for paragraph in paragraphs)
    return [LONG_BLANKS.sub(_shorten, text) for text in texts if text]


def _shorten(blanks: re.Match[str]) -> str:
    return "\n" if "\n" in blanks[0] else " "


def _units(kind: Kind, text: str) -> list[str]:
    if kind in (Kind.VERSE, Kind.PREFORMATTED, Kind.TABLE):
        return split_after(LINE_END, text)
    return sentences(text)


Splitter = Callable[[str], list[str]]
FINER: tuple[tuple[int, Splitter], ...] = (
    (SENTENCE, sentences),
    (CLAUSE, clauses),
    (BLANK, blank_separated),
    (CLUSTER, lambda text: list(slices(text, SLICE, tail=SLICE // 4))),
)


def _fitting(text: str, cost: int, finer: Sequence[tuple[int, Splitter]] = FINER) -> Iterator[Piece]:
    """The text itself, or finer and finer pieces of it; a cut after the last costs the same."""
    if len(text) <= LIMIT // 4 or len(text.encode()) <= LIMIT:
        yield text, cost
        return
    (between, split), *rest = finer
    parts = split(text)
    for part in parts[:-1]:
        yield from _fitting(part, between, rest)
    yield from _fitting(parts[-1], cost, rest)

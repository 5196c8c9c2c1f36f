"""Where a line may end: not before 。 and not after 「, not inside a word, and rather after a clause."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from language.clusters import cut_at

NEVER_FIRST = "。，、；：！？…—～·・‧%％℃”’」』）》〉】〕］｝〗﹂﹄,.;:!?)]}»›‰°々〻ー"
NEVER_LAST = "“‘「『（《〈【〔［｛〖﹁﹃([{«‹¥￥$"
HAN = "\u2e80-\u2fff\u3005-\u3007\u3021-\u30ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
FIRST, LAST = re.escape(NEVER_FIRST), re.escape(NEVER_LAST)
PIECE = re.compile(
    rf"[{LAST}]*(?:[{HAN}]|[0-9]+ ?[{HAN}]|[^\s{HAN}{FIRST}{LAST}]+|)"
    rf"[{FIRST}]*(?:(?<=[!-~\u0400-\u052f])[^\s{HAN}{LAST}]*)?\s*"
)
CLAUSE = re.compile(r"[。，、；：！？…,;:.!?][”’」』）》»\")]*\s*$")
LIKED = 3.0  # square ems of unevenness that a line's ending with a clause makes up for
LONE = 2.2  # ems; a last line shorter than this is an orphan
DISLIKED, UNLOVED = 60.0, 6.0  # square ems, for an orphan and for a clause's last character on the next line

TOO_MANY, ROUNDING = 1e6, 1e-6

Measure = Callable[[str], float]  # ems


@dataclass(frozen=True, slots=True)
class Room:
    """How wide a line may be, how many it takes, and how many more it may take."""

    width: float
    lines: int
    spare: int


def pieces(text: str) -> list[str]:
    """What no line end may go through, with the blanks after it; joined they are the text."""
    return [piece for piece in PIECE.findall(text) if piece]


def broken(text: str, width: float, measure: Measure, *, liked: float = LIKED, spare: int = 0) -> list[str]:
    """As few lines as it takes, and those as even as can be; no blanks at their ends.

    `liked` is how many square ems of unevenness a line's ending with a clause makes up for, `spare` how many
    lines more may be taken for its sake.
    """
    parts = [part for piece in pieces(text.strip()) for part in _narrow(piece, width, measure)]
    if not parts:
        return []
    widths = [measure(part.rstrip()) for part in parts]
    blanks = [measure(part) - bare for part, bare in zip(parts, widths, strict=True)]
    lengths = [0.0, *accumulate(bare + blank for bare, blank in zip(widths, blanks, strict=True))]
    merits = [_merit(parts, end, liked) for end in range(len(parts) + 1)]
    ends = _evenly(lengths, blanks, merits, Room(width, _fewest(lengths, blanks, width), spare))
    starts = [0, *ends[:-1]]
    return ["".join(parts[start:end]).strip() for start, end in zip(starts, ends, strict=True)]


def _narrow(piece: str, width: float, measure: Measure) -> Iterable[str]:
    """A piece wider than a line is cut where it must be."""
    if measure(piece.rstrip()) <= width:
        return [piece]
    rows, row = [], ""
    for cluster in cut_at(piece, list(range(1, len(piece)))):
        if row and measure(row + cluster) > width:
            rows.append(row)
            row = ""
        row += cluster
    return [*rows, row]


def _merit(parts: Sequence[str], end: int, liked: float) -> float:
    """Of ending a line there, in square ems."""
    if not 0 < end < len(parts):
        return 0.0
    if _is_open("".join(parts[:end])):
        return -2 * UNLOVED
    lonely = len(parts[end]) == 2 and CLAUSE.search(parts[end])
    return liked * bool(CLAUSE.search(parts[end - 1])) - UNLOVED * bool(lonely)


def _is_open(before: str) -> bool:
    """Whether a line ending here would cut a book's name in two."""
    return before.rfind("《") > before.rfind("》")


def _evenly(
    lengths: Sequence[float], blanks: Sequence[float], merits: Sequence[float], room: Room
) -> list[int]:
    """The ends of lines with the least unevenness."""
    ideal = lengths[-1] / room.lines
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(lengths)):
        choices = []
        for start in range(end - 1, -1, -1):
            wide = lengths[end] - lengths[start] - blanks[end - 1]
            if wide > room.width + ROUNDING and start < end - 1:
                break
            cost, ends = best[start]
            price = _price(wide, ideal, last=end == len(lengths) - 1) - merits[end]
            choices.append((cost + price + TOO_MANY * (len(ends) >= room.lines + room.spare), [*ends, end]))
        best.append(min(choices))
    return best[-1][1]


def _price(wide: float, ideal: float, *, last: bool) -> float:
    if last:
        return max(0.0, ideal - wide) ** 2 / 2 + DISLIKED * (wide < min(LONE, ideal))
    return (ideal - wide) ** 2


def _fewest(lengths: Sequence[float], blanks: Sequence[float], width: float) -> int:
    count, start = 1, 0
    for end in range(1, len(lengths)):
        if lengths[end] - lengths[start] - blanks[end - 1] > width + ROUNDING and end - 1 > start:
            count, start = count + 1, end - 1
    return count

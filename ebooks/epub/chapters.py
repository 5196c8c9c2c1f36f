"""Chapters as the table of contents cuts them, for a chapter is not a file: 红楼梦 has 120 of them in 12."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from ebooks.book import Chapter, Figure
from ebooks.epub.block import Block
from ebooks.epub.contents import Entry
from ebooks.epub.flow import Flow, is_prose
from ebooks.headings import couplet, is_bare, key, level_of
from language.paragraphs import Kind, Paragraph

FRONT = "卷首"
_CONTENTS = re.compile(r"(table of )?contents|目[录錄次]|总目|index", re.I)
_LONGEST_NAME = 40
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Cut:
    """A chapter begins at this block; `part` is the title of what it lies in."""

    at: int
    title: str
    level: int
    part: str = ""


class Piece(NamedTuple):
    """What lies between two cuts, blocks without text left out; `figures` count the blocks that are left."""

    cut: Cut
    blocks: list[Block]
    figures: list[Figure]


def divide(flow: Flow, entries: Sequence[Entry], warnings: list[str]) -> tuple[Chapter, ...]:
    """Every chapter that has text, in reading order; contents pages and leading title pages are none."""
    cuts = sorted(_cuts(flow, entries, warnings), key=lambda cut: cut.at) or _cuts_at_headings(flow)
    first = cuts[0].at if cuts else len(flow.blocks)
    ranges = [Cut(0, "", 1), *cuts] if first or not cuts else cuts
    ends = [cut.at for cut in ranges[1:]] + [len(flow.blocks)]
    shown = _shown(flow, [cut.at for cut in ranges])
    pieces = [
        Piece(cut, _readable(flow.blocks[cut.at : end]), shown[number])
        for number, (cut, end) in enumerate(zip(ranges, ends, strict=True))
    ]
    return _levelled(_unambiguous([piece for piece in pieces if not _is_contents(piece.cut, piece.blocks)]))


def _shown(flow: Flow, starts: list[int]) -> defaultdict[int, list[Figure]]:
    """The pictures between the cuts, by the number of the cut before them."""
    shown: defaultdict[int, list[Figure]] = defaultdict(list)
    if not flow.figures:
        return shown
    readable = [0, *accumulate(bool(block.text) for block in flow.blocks)]
    for placed in flow.figures:
        number = max(0, bisect_right(starts, placed.block) - 1)
        at = readable[placed.figure.at] - readable[starts[number]]
        shown[number].append(replace(placed.figure, at=at))
    return shown


def _cuts(flow: Flow, entries: Sequence[Entry], warnings: list[str]) -> Iterator[Cut]:
    lost, parents = 0, [""] * 10
    anchored = {entry.path for entry in entries if (entry.path, entry.fragment) in flow.anchors}
    for entry in entries:
        at = flow.anchors.get((entry.path, entry.fragment)) if entry.fragment else flow.starts.get(entry.path)
        if at is None and entry.path not in anchored:
            anchored.add(entry.path)
            at = flow.starts.get(entry.path)
        lost += at is None
        parents[entry.level :] = [entry.title] * (10 - entry.level)
        title = entry.title or _first_heading(flow, at)
        if at is not None and title:
            yield Cut(at, title, entry.level, parents[entry.level - 1])
    if lost:
        warnings.append(f"目录里有 {lost} 项指向不存在的位置，已忽略。")


def _first_heading(flow: Flow, at: int | None) -> str:
    block = flow.blocks[at] if at is not None and at < len(flow.blocks) else Block("")
    return block.text if block.kind is Kind.HEADING else ""


def _cuts_at_headings(flow: Flow) -> list[Cut]:
    """Without a table of contents: at the outermost headings, else at 第五回, else at each file."""
    levels = Counter(block.level for block in flow.blocks if block.level)
    outermost = min((level for level, count in levels.items() if count > 1), default=min(levels, default=0))
    found = [Cut(at, block.text, 1) for at, block in enumerate(flow.blocks) if 0 < block.level <= outermost]
    found = found or [
        Cut(at, block.text, level) for at, block in enumerate(flow.blocks) if (level := level_of(block.text))
    ]
    return found or _cuts_at_files(flow)


def _cuts_at_files(flow: Flow) -> list[Cut]:
    starts = {at: path for path, at in flow.starts.items() if at < len(flow.blocks)}
    titles = [flow.titles[path] for path in starts.values()]
    telling = len(set(titles)) == len(titles) and all(titles)
    names = titles if telling else [f"第 {number} 部分" for number in range(1, len(titles) + 1)]
    return [Cut(at, name, 1) for at, name in zip(sorted(starts), names, strict=True)]


def _readable(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.text]


def _is_contents(cut: Cut, blocks: list[Block]) -> bool:
    """A page that only lists and links the chapters."""
    if not any(block.linked for block in blocks):
        return False
    if _CONTENTS.fullmatch(cut.title.strip()):
        return True
    length = sum(len(block.text) for block in blocks)
    return len(blocks) > 2 and sum(len(block.text) * block.linked for block in blocks) > 0.6 * length


def _unambiguous(pieces: list[Piece]) -> list[Chapter]:
    """Chapters with text; where several parts each have a 第一章, the part's title goes before it."""
    first = next((number for number, piece in enumerate(pieces) if any(map(is_prose, piece.blocks))), 0)
    chapters = list(_with_text([(piece.cut, _chapter(piece)) for piece in pieces[first:]]))
    times = Counter(chapter.title for _, chapter in chapters)
    return [
        replace(chapter, title=f"{cut.part} · {chapter.title}")
        if times[chapter.title] > 1 and cut.part
        else chapter
        for cut, chapter in chapters
    ]


def _with_text(chapters: list[tuple[Cut, Chapter]]) -> Iterator[tuple[Cut, Chapter]]:
    """The picture on the page of a part's title opens its first chapter."""
    opening: tuple[Figure, ...] = ()
    for cut, chapter in chapters:
        if not _has_text(chapter):
            opening += tuple(replace(figure, at=0) for figure in chapter.figures)
            continue
        yield cut, replace(chapter, figures=opening + chapter.figures) if opening else chapter
        opening = ()


def _has_text(chapter: Chapter) -> bool:
    """Other than headings, which are all that stands on the page of a part's title."""
    return any(paragraph.kind is not Kind.HEADING for paragraph in chapter.paragraphs)


def _chapter(piece: Piece) -> Chapter:
    cut, blocks, figures = piece
    title = _short(cut.title, blocks) or _name(blocks)
    said = _repeats(title, blocks)
    blocks = blocks[said:]
    if is_bare(title) and len(blocks) > 1 and (name := couplet(blocks[0].text)):
        title, blocks = f"{title} {name}", blocks[1:]
    dropped = len(piece.blocks) - len(blocks)
    return Chapter(
        title=re.sub(r"\s+", " ", title),
        level=cut.level,
        paragraphs=tuple([Paragraph(block.text, block.kind) for block in blocks]),
        figures=tuple(replace(figure, at=max(0, figure.at - dropped)) for figure in figures),
    )


def _short(title: str, blocks: list[Block]) -> str:
    """Some tables of contents name a chapter with all of its first paragraph."""
    if len(title) <= _LONGEST_TITLE:
        return title
    line = blocks[0].text if blocks else ""
    is_heading = 0 < len(line) <= _LONGEST_TITLE and key(title).startswith(key(line))
    return line if is_heading else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def _name(blocks: list[Block]) -> str:
    """For what comes before the first line of the table of contents."""
    line = blocks[0].text if blocks else ""
    named = blocks and (blocks[0].kind is Kind.HEADING or level_of(line) or couplet(line))
    return line if named and len(line) <= _LONGEST_NAME else FRONT


def _repeats(title: str, blocks: list[Block]) -> int:
    """How many of the first blocks say again what the title says, in one line or in several."""
    rest, sure = key(title), 0
    for number, block in enumerate(blocks[:6], 1):
        said = key(block.text) if len(block.text) <= 2 * len(title) + 10 else "\n"
        if not rest.startswith(said):
            break
        rest = rest[len(said) :]
        if not rest or block.kind is Kind.HEADING:
            sure = number
        if not rest:
            break
    return sure


def _levelled(chapters: list[Chapter]) -> tuple[Chapter, ...]:
    outermost = min((chapter.level for chapter in chapters), default=1)
    return tuple(replace(chapter, level=chapter.level - outermost + 1) for chapter in chapters)

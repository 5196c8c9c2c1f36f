"""The sample library: works of our own, kept as readable text and made into EPUBs."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ebooks.book import Book, Chapter, Direction, Format
from ebooks.bookbinder import draw_cover
from ebooks.epub.writer import write_epub
from ebooks.refusals import Damaged
from language.paragraphs import Kind, Paragraph

_NEEDED = frozenset({"title", "author", "language", "description", "subjects"})
_KNOWN = _NEEDED | {"direction"}
_FENCE = "```"


def build(folder: Path, into: Path) -> list[Path]:
    """Make an EPUB of every source in `folder`, by name; the same sources give the same bytes."""
    into.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sorted(folder.glob("*.md")):
        path = into / f"{source.stem}.epub"
        book = read_source(source)
        write_epub(replace(book, cover=_cover(book)), path)
        made.append(path)
    return made


def _cover(book: Book) -> bytes:
    jpeg = io.BytesIO()
    draw_cover(book.title, book.authors).save(jpeg, "JPEG", quality=85)
    return jpeg.getvalue()


def read_source(path: Path) -> Book:
    """Read a work written as docs/samples.md describes; raises Damaged with what is wrong and where."""
    front, body = _parted(path)
    return Book(
        format=Format.EPUB,
        title=front["title"],
        authors=tuple(front["author"].split("、")),
        language=front["language"],
        description=front["description"],
        subjects=tuple(front["subjects"].split("、")),
        direction=_direction(path, front),
        chapters=tuple(_chapters(path, body)),
    )


def _parted(path: Path) -> tuple[dict[str, str], list[str]]:
    first, *lines = path.read_text(encoding="utf-8").split("\n")
    if first != "---" or "---" not in lines:
        raise Damaged(f"{path.name}：开头应有两行 --- 夹着的书名、作者等说明")
    end = lines.index("---")
    front = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines[:end])}
    if front.keys() - _KNOWN or _NEEDED - front.keys():
        wrong = "、".join(sorted((front.keys() - _KNOWN) | (_NEEDED - front.keys())))
        raise Damaged(f"{path.name}：说明里缺少或多出 {wrong}")
    body = [line.strip() for line in lines[end + 1 :]]
    if body.count(_FENCE) % 2:
        raise Damaged(f"{path.name}：有一处 {_FENCE} 没有合上")
    return front, body


def _direction(path: Path, front: dict[str, str]) -> Direction:
    try:
        return Direction(front.get("direction", Direction.HORIZONTAL))
    except ValueError as unknown:
        raise Damaged(f"{path.name}：direction 只能是 {'、'.join(Direction)}") from unknown


@dataclass(slots=True)
class _Draft:
    title: str
    level: int
    paragraphs: list[Paragraph] = field(default_factory=list)


def _chapters(path: Path, lines: list[str]) -> Iterator[Chapter]:
    draft: _Draft | None = None
    for mark, text in _blocks(lines):
        if mark in {"#", "##"}:
            if draft:
                yield _finished(draft)
            draft = _Draft(text, len(mark))
        elif draft:
            draft.paragraphs.append(Paragraph(text, _KINDS[mark]))
        else:
            raise Damaged(f"{path.name}：第一章的标题之前有文字：{text[:12]}")
    if not draft:
        raise Damaged(f"{path.name}：没有一章（以“# ”开头的行）")
    yield _finished(draft)


def _finished(draft: _Draft) -> Chapter:
    return Chapter(title=draft.title, level=draft.level, paragraphs=tuple(draft.paragraphs))


_KINDS = {"": Kind.PROSE, "###": Kind.HEADING, ">": Kind.NOTE, _FENCE: Kind.VERSE}


def _blocks(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Each line with its mark and without it; inside a fence each stanza, lines kept."""
    stanza: list[str] = []
    fenced = False
    for line in lines:
        if stanza and line in {"", _FENCE}:
            yield _FENCE, "\n".join(stanza)
            stanza = []
        if line == _FENCE:
            fenced = not fenced
        elif line and fenced:
            stanza.append(line)
        elif line:
            yield _marked(line)


def _marked(line: str) -> tuple[str, str]:
    mark, _, text = line.partition(" ")
    return (mark, text.strip()) if mark in {"#", "##", "###", ">"} else ("", line)

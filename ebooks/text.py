"""Plain text files: charset, wrapped lines, stray tags, and the chapters that their lines announce."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ebooks.book import Book, Chapter, Format
from ebooks.charset import decode
from ebooks.headings import couplet, is_bare, key, level_of
from ebooks.refusals import NoText, TooLarge, UnknownFormat
from ebooks.wrapping import paragraphs_of
from language.paragraphs import Kind, Paragraph

MOST_BYTES = 16 * 1024 * 1024  # six times 红楼梦
_MOST_CHAPTERS = 10_000
_LONGEST_PART = 20_000  # characters, where a text has no chapters
_MARKED = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>")
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NAME = re.compile(
    r"《(?P<title>[^》]+)》\s*(?:作者[:：])?(?P<author>.*)"
    r"|\[(?P<author2>[^\]]+)\]\s*(?P<title2>.+)"
    r"|(?P<title3>.+?)(?:\s*作者[:：]\s*|\s+[-–—]\s+|_|\s*[（(])(?P<author3>[^）)]+)[）)]?"
)
_SAID = re.compile(r"\s*(书名|書名|标题|標題|作者)\s*[:：]\s*(\S.*)")
_SIGNED = re.compile(r"\s*[·•・]\s*([\u4e00-\u9fff]{2,4})\s*[·•・]\s*")
_FIRST_LINES = 30
_EMPTY_LINES = re.compile(r"[\r\n]{5,}")
_MOST_LINES = 400_000  # 红楼梦, wrapped at 36 characters, has 30,000


@dataclass(slots=True)
class _Part:
    """A heading and the lines below it."""

    title: str = ""
    level: int = 1
    lines: list[str] = field(default_factory=list)


def read_text(path: Path) -> Book:
    """Raises CannotRead."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise TooLarge("文本文件过大，已拒绝。", limit=MOST_BYTES)
    text, understood = decode(path.read_bytes())
    text = _EMPTY_LINES.sub("\n\n", text.replace("\0", ""))
    _refuse_what_is_no_text(text)
    title, author = named(path.stem, text)
    chapters = tuple(_chapters(text, title, author))
    warnings = [] if understood else ["个别文字无法识别，可能显示为 \ufffd。"]
    warnings += [] if author else ["没有作者。"]
    return Book(
        format=Format.TXT,
        title=title,
        authors=(author,) if author else (),
        chapters=chapters,
        warnings=tuple(warnings),
    )


def _refuse_what_is_no_text(text: str) -> None:
    beginning = text.lstrip("\ufeff \t\r\n\u3000")[:100_000]
    if not beginning:
        raise NoText("文件里没有文字。")
    strange = len(_BINARY.findall(beginning)) + beginning.count("\ufffd")
    if strange * 50 > len(beginning):
        raise UnknownFormat("不是可以阅读的图书格式（只支持 EPUB、PDF 和纯文本）。")


def named(stem: str, text: str) -> tuple[str, str]:
    """Title and author, from the first lines where they say so, else from the file's name."""
    found = _NAME.fullmatch(stem.strip())
    groups = {name.rstrip("23"): value for name, value in found.groupdict().items() if value} if found else {}
    title, author = groups.get("title", stem).strip(), groups.get("author", "").strip()
    for line in text[:5000].splitlines()[:_FIRST_LINES]:
        if said := _SAID.fullmatch(line):
            author = said[2].strip() if said[1] == "作者" else author
            title = title if said[1] == "作者" else said[2].strip(" 《》")
        elif signed := _SIGNED.fullmatch(line):
            author = author or signed[1]
    return title[:300] or stem, author[:100]


def _chapters(text: str, title: str, author: str) -> Iterator[Chapter]:
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise TooLarge("行数异常，不像一本书，已拒绝。", limit=_MOST_LINES)
    found = list(islice(_parts(lines), _MOST_CHAPTERS + 1))
    if len(found) > _MOST_CHAPTERS:
        raise TooLarge("章节数量异常，不像一本书，已拒绝。", limit=_MOST_CHAPTERS)
    parts = [part for part in found if part.title or any(map(str.strip, part.lines))]
    headed = any(part.title for part in parts)
    chapters = [_chapter(part, {key(title), key(author)}) for part in parts]
    outermost = min((chapter.level for chapter in chapters if chapter.paragraphs), default=1)
    for chapter in chapters:
        if chapter.paragraphs and headed:
            level = max(1, chapter.level - outermost + 1)
            yield Chapter(title=chapter.title or "卷首", level=level, paragraphs=chapter.paragraphs)
        elif chapter.paragraphs:
            yield from _numbered(chapter.paragraphs, title)


def _parts(lines: list[str]) -> Iterator[_Part]:
    """Parts under Markdown's headings if there are any, else under lines that look like 第五回 …."""
    marked = any(map(_MARKED.fullmatch, lines))
    part = _Part()
    for line in lines:
        heading = _marked(line) if marked else _looks(line)
        if heading:
            yield part
            part = heading
        else:
            part.lines.append(line)
    yield part


def _marked(line: str) -> _Part | None:
    found = _MARKED.fullmatch(line)
    return _Part(found[2].strip(), len(found[1])) if found else None


def _looks(line: str) -> _Part | None:
    level = level_of(line) if len(line) < 100 else 0
    return _Part(" ".join(line.split()), level) if level else None


def _chapter(part: _Part, said_already: set[str]) -> Chapter:
    lines = [_TAG.sub("", line) if "<" in line else line for line in part.lines]
    paragraphs = paragraphs_of(lines)
    title = part.title.replace("/", " · ")
    while paragraphs and key(paragraphs[0]) in {key(part.title), *said_already, ""} and len(paragraphs) > 1:
        paragraphs = paragraphs[1:]
    if is_bare(title) and len(paragraphs) > 1 and (name := couplet(paragraphs[0])):
        title, paragraphs = f"{title} {name}", paragraphs[1:]
    return Chapter(title=title[:80], level=part.level, paragraphs=tuple(map(_paragraph, paragraphs)))


def _paragraph(text: str) -> Paragraph:
    """第三章 may stand within a story, where the chapters are stories."""
    return Paragraph(text, Kind.HEADING if level_of(text) else Kind.PROSE)


def _numbered(paragraphs: tuple[Paragraph, ...], title: str) -> Iterator[Chapter]:
    """A short text is one chapter; a long one is dealt out in parts of equal length."""
    if sum(len(paragraph.text) for paragraph in paragraphs) <= _LONGEST_PART:
        yield Chapter(title=title, paragraphs=paragraphs)
        return
    for number, part in enumerate(_dealt(paragraphs), 1):
        yield Chapter(title=f"第 {number} 部分", paragraphs=tuple(part))


def _dealt(paragraphs: tuple[Paragraph, ...]) -> Iterator[list[Paragraph]]:
    part: list[Paragraph] = []
    length = 0
    for paragraph in paragraphs:
        part.append(paragraph)
        length += len(paragraph.text)
        if length >= _LONGEST_PART // 2:
            yield part
            part, length = [], 0
    if part:
        yield part

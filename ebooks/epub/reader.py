"""Reads an EPUB: hostile until proven a book, and then given every chance."""

from html import escape
from pathlib import Path

from ebooks.book import Book, Format
from ebooks.charset import decode
from ebooks.epub.archive import Archive
from ebooks.epub.chapters import divide
from ebooks.epub.contents import Entry, read_contents
from ebooks.epub.cover import read_cover
from ebooks.epub.direction import direction_of
from ebooks.epub.document import Document, read_document
from ebooks.epub.encryption import refuse_protected
from ebooks.epub.flow import join
from ebooks.epub.gutenberg import strip
from ebooks.epub.package import Item, Package, read_package, read_text
from ebooks.refusals import Damaged, TooLarge

MOST_TAGS = 400_000  # in all; the richest book of 22 has 27,132
_HEAD = 4_000
_MOST_WARNINGS = 40
_NOISE = bytes({*range(0x20)} - {*b"\t\n\v\f\r"})


def read_epub(path: Path) -> Book:
    """Raises CannotRead. What was wrong but could be passed over is in the book's warnings."""
    with Archive(path) as archive:
        refuse_protected(archive)
        package = read_package(archive)
        entries = read_contents(archive, package)
        reading = _Reading(archive, package, entries)
        flow = join(reading.documents())
        strip(flow.blocks)
        chapters = divide(flow, entries, package.warnings)
        if not chapters:
            package.warnings.append("没有可阅读的文字，只能下载。")
        cover = read_cover(archive, package)
        direction = direction_of(archive, package, reading.beginning)
        if archive.doubtful:
            package.warnings.append(f"有 {len(archive.doubtful)} 个内部文件的校验码不对，可能有个别损坏。")
    known = package.metadata
    if not known.title:
        package.warnings.append("没有书名，暂用文件名。")
    if not known.authors:
        package.warnings.append("没有作者。")
    return Book(
        format=Format.EPUB,
        title=known.title or path.stem,
        authors=known.authors,
        language=known.language,
        description=known.description,
        subjects=known.subjects,
        isbn=known.isbn,
        series=known.series,
        volume=known.volume,
        publisher=known.publisher,
        year=known.year,
        direction=direction,
        chapters=chapters,
        cover=cover,
        warnings=tuple(package.warnings),
    )


class _Reading:
    """The documents of one book, read in order within one allowance of tags."""

    def __init__(self, archive: Archive, package: Package, entries: list[Entry]) -> None:
        self._archive = archive
        self._package = package
        self._named = {entry.path for entry in entries}
        self._wanted: dict[str, set[str]] = {}
        for entry in entries:
            self._wanted.setdefault(entry.path, set()).add(entry.fragment)
        self._tags_left = MOST_TAGS
        self._noise = False
        self.beginning = ""

    def documents(self) -> list[tuple[str, Document]]:
        """Without the table of contents; a missing one costs a warning, all of them the book."""
        paths = [item.path for item in self._package.spine if self._is_read(item)]
        documents = [(path, document) for path in paths if (document := self._document(path))]
        if paths and not documents:
            words = "正文不是文字，可能已加密，无法导入。" if self._noise else "正文文件全部缺失或无法识别。"
            raise Damaged(words)
        return documents

    def _document(self, path: str) -> Document | None:
        text = self._text(path)
        return None if text is None else read_document(text, self._wanted.get(path, ()))

    def _is_read(self, item: Item) -> bool:
        if "nav" in item.properties or item.path == self._package.guide.get("toc"):
            return len(self._package.spine) == 1
        return item.path not in self._package.aside or item.path in self._named

    def _text(self, path: str) -> str | None:
        data = read_text(self._archive, path)
        if data is None:
            self._warn(f"正文文件缺失或损坏，已跳过：{path[-80:]}")
            return None
        text, understood = decode(data)
        if not text.strip() or _is_noise(text):
            self._noise = self._noise or bool(text.strip())
            self._warn(f"正文文件不是文字，已跳过：{path[-80:]}")
            return None
        if "<" not in text:
            self._warn(f"正文文件没有标记，按纯文本读：{path[-80:]}")
            text = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
        if not understood:
            self._warn(f"个别文字无法识别：{path[-80:]}")
        self._count_tags(text)
        self.beginning = self.beginning or text[:_HEAD]
        return text

    def _count_tags(self, text: str) -> None:
        self._tags_left -= text.count("<")
        if "\u3000" in text:
            self._tags_left -= text.count("\n\u3000")  # an indented line is a paragraph, too
        if self._tags_left < 0:
            raise TooLarge("标记数量异常，不像一本书，已拒绝。", limit=MOST_TAGS)

    def _warn(self, warning: str) -> None:
        if len(self._package.warnings) < _MOST_WARNINGS:
            self._package.warnings.append(warning)


def _is_noise(text: str) -> bool:
    """Ciphertext, or a picture that calls itself a page."""
    beginning = text[:_HEAD]
    written = beginning.encode("utf-8", "replace")
    noise = len(written) - len(written.translate(None, _NOISE)) + beginning.count("\ufffd")
    return noise * 20 > len(beginning)

"""A PDF: its metadata and nothing else, for we lend it out as a file and do not read it in chat."""

import logging
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject

from ebooks.book import Book, Format
from ebooks.epub.xml import clean
from ebooks.isbn import isbn13
from ebooks.refusals import Damaged, Protected
from ebooks.text import named

ONLY_TO_DOWNLOAD = "PDF，只供下载，不能在聊天里读。"
MOST_BYTES = 64 << 20  # whose structure is looked at; a scan beyond that has hardly more to say than its name
_TAIL = 64 << 10  # bytes at the end, where a whole PDF says so
_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_NO_TITLE = re.compile(
    r"untitled.*|无标题.*|未命名.*|microsoft \w+\s*-.*|.*\.(docx?|wps|indd|qxd|pdf|tex|pptx?)|\W*|\d+", re.I
)
_SEVERAL = re.compile(r"\s*[;；、&]\s*|\s*,\s+")
# What a broken structure raises in pypdf, which checks few of its own expectations.
_BROKEN = (
    *(PyPdfError, DependencyError, OSError, ValueError, TypeError, KeyError, AttributeError, IndexError),
    *(RecursionError, OverflowError, NotImplementedError, AssertionError, struct.error, zlib.error),
)


def read_pdf(path: Path) -> Book:
    """Raises CannotRead."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong stands in the warnings
    title, author = named(path.stem, "")
    told = _told(path)
    own = clean(told.get("/Title", ""))[:300]
    return Book(
        format=Format.PDF,
        title=title if _NO_TITLE.fullmatch(own) else own,
        authors=tuple(_names(told.get("/Author", ""))) or ((author,) if author else ()),
        language=clean(told.get("/Lang", ""))[:35],
        description=clean(told.get("/Subject", ""))[:4000],
        subjects=tuple(_names(told.get("/Keywords", "")))[:50],
        isbn=isbn13(told.get("/ISBN", "")) or isbn13(own),
        warnings=(ONLY_TO_DOWNLOAD, *_warnings(path, told)),
    )


def _told(path: Path) -> dict[str, str]:
    """What the file says of itself; nothing where its structure cannot be followed."""
    _refuse_half(path)
    if path.stat().st_size > MOST_BYTES:
        return {}
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Protected("PDF", "PDF 设有密码，打不开，无法导入。")
        return dict(_strings(reader))
    except _BROKEN as broken:
        if isinstance(broken, DependencyError):
            raise Protected("PDF", "PDF 的加密方式无法识别，无法导入。") from broken
        return {}


def _strings(reader: PdfReader) -> Iterator[tuple[str, str]]:
    yield "/Catalog", str(reader.root_object.get("/Type"))
    if reader.is_encrypted:
        yield "/Encrypt", "yes"
    with suppress(*_BROKEN):
        yield "/Lang", str(reader.root_object.get("/Lang", ""))
    information: object = None
    with suppress(*_BROKEN):
        information = reader.trailer["/Info"].get_object()
    if isinstance(information, DictionaryObject):
        for name in ("/Title", "/Author", "/Subject", "/Keywords", "/ISBN"):
            with suppress(*_BROKEN):
                yield name, str(information.get(name, ""))[:10_000]


def _refuse_half(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - _TAIL))
        tail = file.read()
        if b"%%EOF" not in tail and b"startxref" not in tail:
            raise Damaged("PDF 不完整：没有结尾，可能没有传完。")


def _warnings(path: Path, told: dict[str, str]) -> Iterator[str]:
    if "/Catalog" not in told:
        yield "PDF 的结构有误或文件太大，书名等信息没有读出来。"
    if "/Encrypt" in told:
        yield "PDF 限制了打印或复制。"
    if _is_active(path):
        yield "PDF 里有脚本、附件或可执行的动作，请先用杀毒软件检查。"


def _is_active(path: Path) -> bool:
    with path.open("rb") as file:
        data = file.read(MOST_BYTES)
    return any(name in data for name in _ACTIVE)


def _names(written: str) -> Iterator[str]:
    return (name for part in _SEVERAL.split(clean(written)) if (name := part[:100].strip()))

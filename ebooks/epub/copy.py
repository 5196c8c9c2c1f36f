"""A borrower's own copy of an EPUB: the publisher's file, with the number of a loan in it."""

import re
import shutil
import struct
import zipfile
import zlib
from html import escape
from pathlib import Path
from typing import BinaryIO

from ebooks.epub.archive import Archive
from ebooks.epub.package import read_package
from ebooks.refusals import Damaged

MIMETYPE = "mimetype"
END_OF_PAGE = re.compile(rb"</body\s*>", re.I)
END_OF_METADATA = re.compile(rb"</([\w.-]+:)?metadata\s*>")
LOOK = "margin:3em 0 1em;font-size:0.75em;color:#767676;text-indent:0;text-align:center"
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)


def write_copy(source: Path, target: Path | BinaryIO, *, number: str, words: str) -> None:
    """The book with `number` among its metadata and `words` under each chapter; all else as it was.

    The same bytes for the same arguments. A page in UTF-16 or without a body bears no words. Raises
    CannotRead where the file is such that only a forgiving reader opens it.
    """
    with Archive(source) as archive:
        pages = {item.path for item in read_package(archive).spine}
    line = f'<p style="{LOOK}">{escape(words)}</p>'.encode("ascii", "xmlcharrefreplace")
    try:
        with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
            for entry in sorted(before.infolist(), key=lambda one: one.filename != MIMETYPE):
                if entry.filename in pages:
                    _write(after, entry, _signed(before.read(entry), line))
                elif entry.filename.lower().endswith(".opf"):
                    _write(after, entry, _numbered(before.read(entry), number))
                else:
                    _copy(before, after, entry)
    except BROKEN as broken:
        raise Damaged("压缩包损坏，无法另存。") from broken


def _signed(page: bytes, line: bytes) -> bytes:
    *_, last = (None, *END_OF_PAGE.finditer(page))
    return page[: last.start()] + line + page[last.start() :] if last else page


def _numbered(package: bytes, number: str) -> bytes:
    def meta(end: re.Match[bytes]) -> bytes:
        prefix = (end[1] or b"").decode()
        return f'<{prefix}meta name="shutong:loan" content="{escape(number)}"/>'.encode() + end[0]

    return END_OF_METADATA.sub(meta, package, count=1)


def _write(after: zipfile.ZipFile, entry: zipfile.ZipInfo, content: bytes) -> None:
    after.writestr(_like(entry), content, compress_type=zipfile.ZIP_DEFLATED)


def _copy(before: zipfile.ZipFile, after: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with before.open(entry) as read, after.open(_like(entry), "w") as written:
        shutil.copyfileobj(read, written)


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    like = zipfile.ZipInfo(entry.filename, entry.date_time)
    like.compress_type = zipfile.ZIP_STORED if entry.filename == MIMETYPE else entry.compress_type
    like.external_attr = entry.external_attr
    like.file_size = entry.file_size  # decides on ZIP64 before the size is known
    return like

"""Reads a book file of any format we know, told by its bytes and never by its name."""

import re
from pathlib import Path

from ebooks.book import Book
from ebooks.charset import decode
from ebooks.epub.reader import read_epub
from ebooks.refusals import CannotRead, NoText, UnknownFormat
from ebooks.text import read_text

_HEAD = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_END_OF_ZIP, _LONGEST_ZIP_COMMENT = b"PK\x05\x06", 65_557
_OTHERS = (
    (b"%PDF", "PDF 文件暂不支持阅读。"),
    (b"Rar!", "RAR 压缩包不是图书，请解压后再导入。"),
    (b"7z\xbc\xaf", "7z 压缩包不是图书，请解压后再导入。"),
    (b"\x1f\x8b", "gzip 压缩包不是图书，请解压后再导入。"),
    (b"\x89PNG", "这是一张 PNG 图片，不是图书。"),
    (b"\xff\xd8\xff", "这是一张 JPEG 图片，不是图书。"),
    (b"GIF8", "这是一张 GIF 图片，不是图书。"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 文档不是可以阅读的图书格式。"),
    (b"{\\rtf", "RTF 文档不是可以阅读的图书格式。"),
    (b"\x7fELF", "这是程序，不是图书。"),
    (b"MZ\x90", "这是程序，不是图书。"),
)
_MARKUP = re.compile(r"\s*<(\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]*[\s>/])", re.I)
_JSON = re.compile(r"""\s*(\[\s*[\[{"\d]|\{\s*")""")


def read_book(path: Path) -> Book:
    """Raises CannotRead with a reason for the import report, and nothing else, whatever the file holds."""
    try:
        return _read(path)
    except OSError as error:
        raise CannotRead(f"文件无法打开：{error.strerror or error}") from error


def _read(path: Path) -> Book:
    head, tail = _ends(path)
    if not head:
        raise NoText("文件是空的。")
    for magic, reason in _OTHERS:
        if head.startswith(magic):
            raise UnknownFormat(reason)
    if head[60:68] in (b"BOOKMOBI", b"TEXtREAd"):
        raise UnknownFormat("Kindle 格式（MOBI/AZW）不能阅读，请换成 EPUB。")
    if head.startswith(_ZIP) or _END_OF_ZIP in tail:
        return read_epub(path)
    beginning, _ = decode(head)
    if _MARKUP.match(beginning):
        raise UnknownFormat("XML 或网页文件不是可以阅读的图书格式（只支持 EPUB 和纯文本）。")
    if _JSON.match(beginning):
        raise UnknownFormat("JSON 数据不是可以阅读的图书格式（只支持 EPUB 和纯文本）。")
    return read_text(path)


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, file.seek(0, 2) - _LONGEST_ZIP_COMMENT))
        return head, file.read()

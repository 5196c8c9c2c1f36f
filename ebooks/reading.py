"""Reads a book file of any format we know, told by its bytes and never by its name."""

import errno
import re
import stat
from dataclasses import replace
from pathlib import Path

from ebooks.book import Book, Format
from ebooks.charset import decode
from ebooks.epub.reader import read_epub
from ebooks.pdf import read_pdf
from ebooks.refusals import CannotRead, NoText, UnknownFormat
from ebooks.text import read_text

_HEAD = 4096
_PDF = b"%PDF-"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_END_OF_ZIP, _LONGEST_ZIP_COMMENT = b"PK\x05\x06", 65_557
_KINDLE = "Kindle 格式（MOBI/AZW/KFX）不能阅读，请换成 EPUB。"
_OTHERS = (
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
    (b"\xfd7zXZ", "xz 压缩包不是图书，请解压后再导入。"),
    (b"BZh", "bzip2 压缩包不是图书，请解压后再导入。"),
    (b"\xeaDRMION", _KINDLE),
    (b"CONT\x02\x00", _KINDLE),
    (b"TPZ", _KINDLE),
    (b"CAJ", "CAJ 格式不能阅读，请换成 EPUB。"),
    (b"HN\x00", "CAJ 格式不能阅读，请换成 EPUB。"),
    (b"AT&TFORM", "DjVu 格式不能阅读，请换成 EPUB。"),
    (b"ITSF", "CHM 格式不能阅读，请换成 EPUB。"),
    (b"ITOLITLS", "LIT 格式不能阅读，请换成 EPUB。"),
    (b"ID3", "这是音频，不是图书。"),
    (b"SQLite format 3", "这是数据库，不是图书。"),
)
_WHY = {
    errno.ENOENT: "文件不存在",
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.ELOOP: "符号链接绕成了圈",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读取出错",
    errno.ENOTDIR: "路径的中间不是文件夹",
}
_MARKUP = re.compile(r"\s*<(\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]*[\s>/])", re.I)
_JSON = re.compile(r"""\s*(\[\s*[\[{"\d]|\{\s*")""")


def read_book(path: Path) -> Book:
    """Raises CannotRead with a reason for the import report, and nothing else, whatever the file holds."""
    try:
        _refuse_what_is_no_file(path)
        book = _read(path)
    except OSError as error:
        raise CannotRead(f"文件无法打开：{_why(error)}。") from error
    said = path.suffix.lower()[1:]
    if said in tuple(Format) and said != book.format:
        warning = f"扩展名是 .{said}，内容是 {book.format.upper()}，按内容收下。"
        return replace(book, warnings=(warning, *book.warnings))
    return book


def _refuse_what_is_no_file(path: Path) -> None:
    """A pipe or a device has no end, or never a beginning."""
    kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        raise UnknownFormat("这是文件夹，不是文件。如果是解开了的 EPUB，请先压缩成 .epub。")
    if not stat.S_ISREG(kind):
        raise UnknownFormat("这不是普通文件（而是管道、设备或套接字），无法读取。")


def _why(error: OSError) -> str:
    return _WHY.get(error.errno or 0, error.strerror or str(error))


def _read(path: Path) -> Book:
    head, tail = _ends(path)
    if not head:
        raise NoText("文件是空的。")
    _refuse_others(head)
    if _PDF in head[:1024] and not head.startswith(_ZIP):
        return read_pdf(path)
    if head.startswith(_ZIP) or _END_OF_ZIP in tail:
        return read_epub(path)
    beginning, _ = decode(head)
    if _MARKUP.match(beginning):
        raise UnknownFormat("XML 或网页文件不是可以阅读的图书格式（只支持 EPUB、PDF 和纯文本）。")
    if _JSON.match(beginning):
        raise UnknownFormat("JSON 数据不是可以阅读的图书格式（只支持 EPUB、PDF 和纯文本）。")
    return read_text(path)


def _refuse_others(head: bytes) -> None:
    for magic, reason in _OTHERS:
        if head.startswith(magic):
            raise UnknownFormat(reason)
    if head[60:68] in (b"BOOKMOBI", b"TEXtREAd"):
        raise UnknownFormat(_KINDLE)
    if head[4:8] == b"ftyp":
        raise UnknownFormat("这是视频，不是图书。")


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, file.seek(0, 2) - _LONGEST_ZIP_COMMENT))
        return head, file.read()

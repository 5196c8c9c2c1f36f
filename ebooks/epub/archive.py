"""A zip file read with distrust: nothing outside it, nothing encrypted, never more than the caps allow."""

import posixpath
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast
from urllib.parse import unquote

from ebooks.refusals import CannotRead, Damaged, Protected, TooLarge

MIB = 1024 * 1024
MOST_BYTES_IN_ALL = 40 * MIB  # inflated: about sixteen times the text of 红楼梦
MOST_BYTES_OF_ENTRY = 16 * MIB
MOST_ENTRIES = 10_000
MOST_BYTES_OF_DIRECTORY = 4 * MIB
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    OverflowError,
)
_ENCRYPTED = 0x41  # with a password, in the old way or the strong one
_AES = 99
_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}
_LOCAL_HEADER = 30  # bytes


class BrokenEntry(Damaged):
    """One file of the archive is missing or cannot be inflated; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"文件内部的“{name[-80:]}”缺失或损坏。")
        self.name = name


class UnknownMethod(BrokenEntry):
    """Packed in a way that no EPUB may be; `method` names it."""

    def __init__(self, name: str, method: str) -> None:
        super().__init__(name)
        self.reason = f"压缩包用了 EPUB 不允许的压缩方法（{method}），无法读取。"
        self.method = method


class Archive:
    """Opened for reading; every byte inflated counts towards one budget.

    Entries are inflated here and not by zipfile, which believes what the directory says of sizes, names and
    checksums: a book may lie about all three and be readable. `doubtful` are those with a wrong checksum.
    """

    def __init__(self, path: Path, *, budget: int = MOST_BYTES_IN_ALL) -> None:
        _check_directory(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as broken:
            raise Damaged("压缩包损坏或不完整，无法打开。") from broken
        try:
            self._entries = _index(self._zip.infolist())
        except CannotRead:
            self._zip.close()
            raise
        self._folded = {_folded(name): name for name in reversed(self._entries)}
        self._file = cast(BinaryIO, self._zip.fp)
        self._left = budget
        self.doubtful: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._zip.close()

    def names(self) -> list[str]:
        return list(self._entries)

    def find(self, name: str) -> str | None:
        """The name under which this file is really kept: letters' case and Unicode forms may differ."""
        place = _place(name)
        return place if place in self._entries else self._folded.get(_folded(place))

    def size(self, name: str) -> int:
        """What the archive claims the entry inflates to; 0 if there is none."""
        found = self.find(name)
        return self._entries[found].file_size if found else 0

    def read(self, name: str, *, most: int = MOST_BYTES_OF_ENTRY) -> bytes:
        """The entry's bytes; raises BrokenEntry, or TooLarge once `most` or the budget is passed."""
        found = self.find(name)
        if found is None:
            raise BrokenEntry(name)
        info = self._entries[found]
        if info.flag_bits & _ENCRYPTED or info.compress_type == _AES:
            raise Protected("zip", "压缩包设有密码，无法读取。")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnknownMethod(name, _METHODS.get(info.compress_type, f"第 {info.compress_type} 号"))
        data = self._unpacked(info, min(most, self._left))
        if zlib.crc32(data) != info.CRC:
            self.doubtful.add(found)
        return data

    def _unpacked(self, info: zipfile.ZipInfo, most: int) -> bytes:
        try:
            self._go_to(info)
            if info.compress_type == zipfile.ZIP_STORED:
                data = self._file.read(min(info.compress_size, most + 1))
            else:
                data = _inflated(self._file, info.compress_size, most + 1)
        except _BROKEN as broken:
            raise BrokenEntry(info.filename) from broken
        self._left -= min(len(data), most)
        if len(data) > most:
            raise TooLarge("解压后的内容异常庞大，疑似压缩炸弹，已拒绝。", limit=most)
        return data

    def _go_to(self, info: zipfile.ZipInfo) -> None:
        """Where the entry's data begins; the lengths before it may differ from the directory's."""
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL_HEADER)
        if not header.startswith(b"PK\x03\x04"):
            raise EOFError
        self._file.seek(sum(struct.unpack_from("<HH", header, 26)), 1)


def _inflated(file: BinaryIO, size: int, most: int) -> bytes:
    """At most so many bytes of what begins here; a deflated stream knows its own end."""
    unpacker, data = zlib.decompressobj(-zlib.MAX_WBITS), bytearray()
    step = min(max(size, 4096), MIB)
    while not unpacker.eof and len(data) < most:
        packed = unpacker.unconsumed_tail or file.read(step)
        if not packed:
            raise EOFError
        data += unpacker.decompress(packed, most - len(data))
    return bytes(data)


def resolve(base: str, href: str) -> tuple[str, str] | None:
    """Path and fragment of a link in the archive's file `base`; None if it leads out of the archive."""
    path, _, fragment = href.strip().partition("#")
    target = _resolved(base, path)
    return (target, unquote(fragment)) if target is not None else None


@lru_cache(maxsize=256)
def _resolved(base: str, path: str) -> str | None:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) or path.startswith("//"):
        return None
    if not path:
        return base
    path = unquote(path.partition("?")[0]).replace("\\", "/")
    joined = posixpath.normpath(
        posixpath.join("/" if path.startswith("/") else posixpath.dirname(base), path)
    )
    joined = joined.lstrip("/")
    return None if joined.startswith("..") or "\0" in joined else joined


def _place(name: str) -> str:
    """As Windows, and programs that think of a root, would mean it."""
    return name.replace("\\", "/").removeprefix("./").lstrip("/")


def _folded(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _index(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > MOST_ENTRIES:
        raise TooLarge(f"压缩包内有 {len(infos)} 个文件，不像一本书，已拒绝。", limit=MOST_ENTRIES)
    files = [info for info in infos if not info.is_dir() and not _is_link(info)]
    return {name: info for info in files if _is_kept(name := _place(_name(info)))}


def _is_kept(name: str) -> bool:
    """No way out, and nothing that macOS leaves beside what it packs."""
    steps = name.split("/")
    return bool(name) and ".." not in steps and steps[0] != "__MACOSX" and not steps[-1].startswith("._")


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _name(info: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag are taken for code page 437, and in Chinese books are GBK or UTF-8."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    for charset in ("utf-8", "gb18030"):
        try:
            return info.filename.encode("cp437").decode(charset)
        except UnicodeError:
            continue
    return info.filename


def _check_directory(path: Path) -> None:
    """Refuses a huge directory before zipfile makes an object of each of its entries."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = file.seek(max(0, size - 65_557))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 22:
            raise Damaged("压缩包不完整：找不到结尾的目录，可能没有传完。")
        length = int(struct.unpack_from("<L", tail, at + 12)[0])
        if length == 0xFFFFFFFF:
            length = start + at  # ZIP64: the real length stands elsewhere, and cannot be more than this
    if length > MOST_BYTES_OF_DIRECTORY:
        raise TooLarge("压缩包的目录异常庞大，不像一本书，已拒绝。", limit=MOST_BYTES_OF_DIRECTORY)

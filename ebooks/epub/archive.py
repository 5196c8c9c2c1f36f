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
from typing import Self
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


class BrokenEntry(Damaged):
    """One file of the archive is missing or cannot be inflated; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"文件内部的“{name[-80:]}”缺失或损坏。")
        self.name = name


class Archive:
    """Opened for reading; every byte inflated counts towards one budget."""

    def __init__(self, path: Path) -> None:
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
        self._names = {folded: _name(info) for folded, info in self._entries.items()}
        self._left = MOST_BYTES_IN_ALL

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._zip.close()

    def names(self) -> list[str]:
        return list(self._names.values())

    def find(self, name: str) -> str | None:
        """The name under which this file is really kept: letters' case and Unicode forms may differ."""
        return self._names.get(_folded(name))

    def size(self, name: str) -> int:
        """What the archive claims the entry inflates to; 0 if there is none."""
        info = self._entries.get(_folded(name))
        return info.file_size if info else 0

    def read(self, name: str, *, most: int = MOST_BYTES_OF_ENTRY) -> bytes:
        """The entry's bytes; raises BrokenEntry, or TooLarge once `most` or the budget is passed."""
        info = self._entries.get(_folded(name))
        if info is None or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BrokenEntry(name)
        if info.flag_bits & 0x1:
            raise Protected("zip", "压缩包设有密码，无法读取。")
        data = self._inflate(info, min(most, self._left))
        self._left -= len(data)
        return data

    def _inflate(self, info: zipfile.ZipInfo, most: int) -> bytes:
        try:
            with self._zip.open(info) as entry:
                data = entry.read(most + 1)
        except (*_BROKEN, RuntimeError) as broken:
            raise BrokenEntry(info.filename) from broken
        if len(data) > most:
            raise TooLarge("解压后的内容异常庞大，疑似压缩炸弹，已拒绝。", limit=most)
        return data


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


def _folded(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _index(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > MOST_ENTRIES:
        raise TooLarge(f"压缩包内有 {len(infos)} 个文件，不像一本书，已拒绝。", limit=MOST_ENTRIES)
    return {_folded(_name(info)): info for info in infos if not info.is_dir() and not _is_link(info)}


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

"""A file of records, told by its bytes: ISO 2709, MARCXML, or a table."""

from collections.abc import Iterator
from pathlib import Path

from ebooks.charset import decode
from ebooks.records.marc import LEADER, read_iso2709, read_xml
from ebooks.records.record import Record, WrongRecord
from ebooks.records.table import read_table
from ebooks.refusals import CannotRead, TooLarge, UnknownFormat

MOST_BYTES = 128 << 20  # some 100,000 records


def read_records(path: Path) -> Iterator[Record | WrongRecord]:
    """One for each record of the file, in its order. Raises CannotRead."""
    data = _bytes(path)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnknownFormat("这是 Excel 文件，请另存为 CSV（UTF-8，逗号分隔）再试。")
    if LEADER.match(data.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")[:6]):
        return read_iso2709(data.removeprefix(b"\xef\xbb\xbf"))
    if decode(data[:4096])[0].lstrip("\ufeff \t\r\n").startswith("<"):
        return read_xml(data)
    return read_table(data)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TooLarge("文件过大，请分成几个再导入。", limit=MOST_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise CannotRead(f"文件无法打开：{error.strerror or error}。") from error

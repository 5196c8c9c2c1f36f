"""A table that somebody kept in a spreadsheet: a title a line, with columns in Chinese or English."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from ebooks.charset import decode
from ebooks.epub.xml import clean
from ebooks.imprint import LONGEST, LONGEST_VOLUME, year_in
from ebooks.isbn import isbn13
from ebooks.records.record import Record, Terms, WrongRecord
from ebooks.refusals import CannotRead

COLUMNS = {
    "code": "短码 编号 code id title_id",
    "isbn": "isbn",
    "title": "书名 题名 名称 title name",
    "authors": "作者 责任者 著者 author authors creator",
    "language": "语言 语种 language lang",
    "description": "简介 摘要 内容简介 description summary",
    "subjects": "主题 主题词 关键词 分类 subject subjects keywords",
    "series": "丛书 丛书名 丛书题名 系列 series",
    "volume": "丛书号 丛书编号 卷册号 series_index volume",
    "publisher": "出版社 出版者 publisher",
    "year": "出版年 出版年份 出版日期 出版时间 year published",
    "copies": "册数 份数 复本 复本数 并发数 copies",
    "until": "到期 到期日 截止 截止日期 有效期 有效期至 until expires",
    "loans": "次数 借阅次数 可借次数 loans",
    "venue": "地点 场所 场馆 venue",
}
NAMES = {word: column for column, words in COLUMNS.items() for word in words.split()}
TERMS = ("copies", "until", "loans", "venue")
_SEVERAL = re.compile(r"\s*[;；、|]\s*")
_DATE = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?(?:\s.*)?")
_SPOILT = re.compile(r"\d(\.\d+)?E\+\d+", re.I)
_LONGEST, _LONGEST_DESCRIPTION = 300, 4000

Line = Mapping[str, str]


def read_table(data: bytes) -> Iterator[Record | WrongRecord]:
    """Raises CannotRead where no column says which title a line is about."""
    text = decode(data)[0].lstrip("\ufeff").replace("\0", "")
    first = text.split("\n", 1)[0]
    rows = csv.reader(text.splitlines(keepends=True), delimiter=max(",;\t，", key=first.count))
    try:
        columns = [NAMES.get(clean(name).lower(), "") for name in next(rows, [])]
        if not {"code", "isbn", "title"} & set(columns):
            raise CannotRead("表格的第一行应是列名，其中至少有一列是：短码、ISBN 或书名。")
        for row in rows:
            line = {column: _plain(cell) for column, cell in zip(columns, row, strict=False) if column}
            if any(line.values()):
                yield _attempt(line)
    except csv.Error as broken:
        raise CannotRead("表格无法解析，请另存为 CSV（逗号分隔）再试。") from broken


def _plain(cell: str) -> str:
    """Without what keeps a spreadsheet from taking a number for a number: ="978…", '978…."""
    return clean(cell).removeprefix("=").strip("\"'\t ")[:_LONGEST_DESCRIPTION]


def _attempt(line: Line) -> Record | WrongRecord:
    try:
        return _record(line)
    except WrongRecord as wrong:
        return wrong


def _record(line: Line) -> Record:
    written = line.get("isbn", "")
    if _SPOILT.fullmatch(written):
        raise WrongRecord(f"ISBN 被表格软件改成了 {written}，请把这一列的格式设成文本。")
    if written and not isbn13(written):
        raise WrongRecord(f"ISBN 不对：{written[:40]}")
    return Record(
        code=line.get("code", "")[:40],
        isbn=isbn13(written),
        title=line.get("title", "")[:_LONGEST],
        authors=_names(line.get("authors", "")),
        language=line.get("language", "")[:35],
        description=line.get("description", ""),
        subjects=_names(line.get("subjects", "")),
        series=line.get("series", "")[:LONGEST],
        volume=line.get("volume", "")[:LONGEST_VOLUME],
        publisher=line.get("publisher", "")[:LONGEST],
        year=year_in(line.get("year", "")),
        terms=_terms(line) if any(line.get(name) for name in TERMS) else None,
    )


def _names(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name[:100] for name in _SEVERAL.split(written) if name))[:50]


def _terms(line: Line) -> Terms:
    return Terms(
        copies=_number("册数", line.get("copies", "")) or 1,
        until=_day(line.get("until", "")),
        loans=_number("次数", line.get("loans", "")),
        venue=line.get("venue", "")[:100],
    )


def _number(column: str, written: str) -> int | None:
    if not written:
        return None
    if not re.fullmatch(r"[1-9]\d{0,5}", written.removesuffix(".0")):
        raise WrongRecord(f"{column}应是大于零的整数，不能是“{written[:40]}”。")
    return int(written.removesuffix(".0"))


def _day(written: str) -> datetime | None:
    """Its first moment, here: a licence until 2027-01-01 lasts to the end of 2026."""
    if not written:
        return None
    found = _DATE.fullmatch(written)
    try:
        return datetime(*map(int, found.groups())).astimezone() if found else _no_day(written)  # type: ignore[arg-type]
    except ValueError as wrong:
        raise WrongRecord(f"看不懂日期“{written[:40]}”，请写成 2027-01-01。") from wrong


def _no_day(written: str) -> datetime:
    raise ValueError(written)

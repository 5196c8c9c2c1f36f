"""Other catalogues' records: read in whatever shape they come, taken over to the titles they are about."""

from datetime import datetime
from pathlib import Path

import pytest
from pymarc import Field, Indicators, Subfield
from pymarc import Record as Pymarc

from ebooks.lending.ledger import Ledger
from ebooks.lending.licensing import Licensing
from ebooks.records.filling import Filling, Line, Outcome
from ebooks.records.reading import read_records
from ebooks.records.record import Record, Terms, WrongRecord
from ebooks.refusals import CannotRead
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository
from tests.ebooks.shelving import Library

CNMARC = {
    "010": [("a", "978-7-02-000220-7"), ("d", "CNY20.00")],
    "101": [("a", "chi")],
    "200": [("a", "呐喊"), ("f", "鲁迅著")],
    "205": [("a", "第2版")],
    "210": [("a", "北京"), ("c", "人民文学出版社"), ("d", "1973.3 (2005重印)")],
    "225": [("a", "鲁迅作品集"), ("v", "1")],
    "330": [("a", "小说集。")],
    "606": [("a", "短篇小说"), ("x", "中国")],
    "701": [("a", "鲁迅"), ("4", "著")],
}
MARC21 = {
    "020": [("a", "9787020002207 (pbk.)")],
    "041": [("a", "chi")],
    "100": [("a", "Lu, Xun,")],
    "245": [("a", "Call to arms /"), ("c", "Lu Xun.")],
    "260": [("a", "Beijing :"), ("b", "Foreign Languages Press,"), ("c", "c1981.")],
    "490": [("a", "Panda books ;"), ("v", "no. 3")],
    "520": [("a", "Stories.")],
    "650": [("a", "Short stories.")],
}
CALL = Record(
    isbn="9787020002207",
    title="呐喊",
    authors=("鲁迅",),
    language="zh",
    description="小说集。",
    subjects=("短篇小说",),
    series="鲁迅作品集",
    volume="1",
    publisher="人民文学出版社",
    year="1973",
)


def marc(fields: dict[str, list[tuple[str, str]]], charset: str = "utf-8") -> bytes:
    record = Pymarc(force_utf8=charset == "utf-8", file_encoding=charset)
    for tag, inside in fields.items():
        record.add_field(Field(tag, Indicators(" ", " "), [Subfield(*one) for one in inside]))
    data = bytes(record.as_marc())
    return data if charset == "utf-8" else _recoded(data, charset)


def _recoded(data: bytes, charset: str) -> bytes:
    """As programs of Chinese libraries write it: lengths in bytes of GBK, and nothing declared."""
    base, count = int(data[12:17]), (int(data[12:17]) - 25) // 12
    parts = [part.decode().encode(charset) + b"\x1e" for part in data[base:-1].split(b"\x1e")[:count]]
    entries, at = b"", 0
    for number, part in enumerate(parts):
        tag = data[24 + 12 * number :][:3]
        entries += tag + f"{len(part):04}{at:05}".encode()
        at += len(part)
    body = entries + b"\x1e" + b"".join(parts) + b"\x1d"
    return f"{24 + len(body):05}nam0 22{base:05}   45  ".encode() + body


def xml(fields: dict[str, list[tuple[str, str]]]) -> str:
    inside = "".join(
        f'<datafield tag="{tag}" ind1=" " ind2=" ">'
        + "".join(f'<subfield code="{code}">{value}</subfield>' for code, value in values)
        + "</datafield>"
        for tag, values in fields.items()
    )
    return f'<collection xmlns="http://www.loc.gov/MARC21/slim"><record>{inside}</record></collection>'


def read(tmp_path: Path, data: bytes | str) -> list[Record | WrongRecord]:
    file = tmp_path / "records"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_records(file))


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_cnmarc_in_either_charset(tmp_path: Path, charset: str) -> None:
    assert read(tmp_path, marc(CNMARC, charset) * 2) == [CALL, CALL]


def test_marcxml_without_its_dangers(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
    assert read(tmp_path, doctype + xml(CNMARC).replace("小说集。", "小说集。&xxe;")) == [CALL]


def test_marc_21(tmp_path: Path) -> None:
    (record,) = read(tmp_path, marc(MARC21))
    assert record == Record(
        isbn="9787020002207",
        title="Call to arms",
        authors=("Lu, Xun",),
        language="zh",
        description="Stories.",
        subjects=("Short stories",),
        series="Panda books",
        volume="no. 3",
        publisher="Foreign Languages Press",
        year="1981",
    )


def test_a_broken_record_costs_the_others_nothing(tmp_path: Path) -> None:
    sound = marc(CNMARC)
    lying = b"99999" + sound[5:12] + b"99999" + sound[17:]
    first, *broken, last = read(tmp_path, sound + lying + b"00042nam\x1d" + sound[:60] + b"\x1d" + sound)
    assert first == last == CALL
    assert all(isinstance(one, WrongRecord) for one in broken)


@pytest.mark.parametrize(
    ("charset", "comma"), [("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";")]
)
def test_a_table_as_spreadsheets_write_it(tmp_path: Path, charset: str, comma: str) -> None:
    lines = [
        ["ISBN", "书名", "作者", "主题", "册数", "到期", "次数", "地点", "备注", "丛书名", "出版日期"],
        ['="9787020002207"', "呐喊", "鲁迅", "短篇小说、中国", "3", "2027年1月1日", "", "大兴机场", "x",
         "鲁迅集", "1973-03"],
        ["9.787E+12", "彷徨", "", "", "", "", "", "", "", "", ""],
        ["", "彷徨", "", "", "很多", "", "", "", "", "", ""],
        ["", "彷徨", "", "", "", "明年", "", "", "", "", ""],
        ["", "", "", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    text = "\r\n".join(comma.join(line) for line in lines).replace('="', '"=""').replace('207"', '207"""')
    first, *wrong = read(tmp_path, text.encode(charset))
    assert isinstance(first, Record)
    assert (first.isbn, first.subjects) == ("9787020002207", ("短篇小说", "中国"))
    assert (first.series, first.year) == ("鲁迅集", "1973")
    until = datetime(2027, 1, 1).astimezone()
    assert first.terms == Terms(copies=3, until=until, venue="大兴机场")
    assert [one.reason[:7] for one in wrong if isinstance(one, WrongRecord)] == [
        "ISBN 被表",
        "册数应是大于零",
        "看不懂日期“明",
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04x", "一,二\n三,四".encode(), b"\0" * 99])
def test_what_is_no_file_of_records_says_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(CannotRead):
        read(tmp_path, data)


@pytest.fixture
async def library(database, tmp_path: Path) -> Library:
    return await Library(database, tmp_path / "library").open()


@pytest.fixture
async def licensing(database) -> Licensing:
    pools = PoolRepository(database)
    await pools.prepare()
    return Licensing(Ledger(pools, CardRepository(database)), pools)


async def taken(library: Library, licensing: Licensing, *records: Record, dry: bool = False) -> list[Line]:
    filling = Filling(library.repository, licensing, dry=dry)
    return [await filling.take(record) for record in records]


FILLED = "补上语言、简介、ISBN、丛书、丛书号、出版社、出版年"


async def test_a_title_gets_what_it_lacks_and_keeps_what_it_has(library, licensing) -> None:
    title = await library.take("《呐喊》（修订版）", "鲁迅", subjects=("小说",))
    (dry,) = await taken(library, licensing, CALL, dry=True)
    assert (await library.catalogue.get(title.id)) == title
    (line,) = await taken(library, licensing, CALL)
    assert line == dry
    assert (line.outcome, line.code, line.words) == (Outcome.FILLED, title.code, FILLED)
    known = await library.catalogue.get(title.id)
    assert (known.isbn, known.subjects, known.language) == ("9787020002207", ("小说",), "zh")
    assert (await library.catalogue.search("9787020002207")).titles == (known,), "it is found by what is new"
    (again,) = await taken(library, licensing, CALL)
    assert again.outcome is Outcome.UNCHANGED


async def test_a_number_of_another_series_is_not_taken_over(library, licensing) -> None:
    title = await library.take("呐喊", "鲁迅", series="文学小丛书")
    await taken(library, licensing, CALL)
    known = await library.catalogue.get(title.id)
    assert (known.series, known.volume, known.publisher) == ("文学小丛书", "", "人民文学出版社")


async def test_a_code_is_surer_than_a_name_and_nobody_guesses(library, licensing) -> None:
    one, other = await library.take("呐喊", "鲁迅"), await library.take("呐喊", "鲁迅", text="another")
    by_code = Record(code=one.code, description="甲")
    licensed = Record(title="呐喊", authors=("鲁迅",), terms=Terms())
    unknown = Record(code="ZZZZZZZZZZ", title="呐喊", authors=("鲁迅",))
    lines = await taken(library, licensing, by_code, licensed, unknown, WrongRecord("记录损坏。"))  # type: ignore[arg-type]
    outcomes = [line.outcome for line in lines]
    assert outcomes == [Outcome.FILLED, Outcome.REFUSED, Outcome.UNMATCHED, Outcome.REFUSED]
    assert one.code in lines[1].words
    assert other.code in lines[1].words


async def test_licences_are_entered_once(library, licensing) -> None:
    title = await library.take("呐喊", "鲁迅")
    record = Record(code=title.code, terms=Terms(copies=3, loans=40, venue="大兴机场"))
    twice_in_one_file = await taken(library, licensing, record, record)
    assert [line.outcome for line in twice_in_one_file] == [Outcome.FILLED, Outcome.FILLED]
    assert "同时 3 份，共借 40 次，只在大兴机场" in twice_in_one_file[0].words
    again = await taken(library, licensing, record, record)
    assert [line.outcome for line in again] == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert [one.copies for one in await licensing.of(title.id)] == [3, 3]

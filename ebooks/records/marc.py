"""MARC 21 and CNMARC, as ISO 2709 or as XML."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from pymarc import Field as MarcField
from pymarc import Record as Pymarc
from pymarc.exceptions import PymarcException

from ebooks.charset import decode
from ebooks.epub.xml import attribute, clean, name_of, named, parse
from ebooks.imprint import LONGEST_VOLUME, plain, year_in
from ebooks.isbn import isbn13
from ebooks.records.record import Record, WrongRecord
from ebooks.works import ROLE

END_OF_RECORD = b"\x1d"
LEADER = re.compile(rb"\d{5}[a-z ]")
_SEPARATORS = b"\x1d\x1e\x1f"
_BASE = re.compile(r"[\s/:;,=.]+$")
_SEVERAL = re.compile(r"\s*[,，;；、]\s*")
_LANGUAGES = {  # of those that ISO 639 has two letters for, the ones on our shelves
    "chi": "zh",
    "zho": "zh",
    "eng": "en",
    "mon": "mn",
    "jpn": "ja",
    "kor": "ko",
    "rus": "ru",
    "fre": "fr",
    "fra": "fr",
    "ger": "de",
    "deu": "de",
    "spa": "es",
    "tib": "bo",
    "bod": "bo",
    "uig": "ug",
}
_LONGEST, _LONGEST_DESCRIPTION = 300, 4000
_MOST = 50  # authors or subjects

Field = tuple[str, Sequence[tuple[str, str]]]  # its tag; its subfields, or ("", value)
# What a record that lies about its lengths raises in pymarc.
_BROKEN = (PymarcException, ValueError, IndexError, KeyError, TypeError, AssertionError, AttributeError)


def read_iso2709(data: bytes) -> Iterator[Record | WrongRecord]:
    """One for each record, which ends where its terminator is, whatever length it claims."""
    for part in data.split(END_OF_RECORD):
        if part.strip(b"\x00 \t\r\n"):
            yield _attempt(lambda part=part: _fields(part.lstrip(b"\x00 \t\r\n") + END_OF_RECORD))  # type: ignore[misc]


def read_xml(data: bytes) -> Iterator[Record | WrongRecord]:
    root = parse(data)
    for record in named(root, "record") if root is not None else ():
        fields = [
            (attribute(field, "tag"), _subfields(field))
            for field in record
            if name_of(field).endswith("field")
        ]
        yield _attempt(lambda fields=fields: fields)  # type: ignore[misc]


def _attempt(fields: Callable[[], Sequence[Field]]) -> Record | WrongRecord:
    try:
        return _record(fields())
    except WrongRecord as wrong:
        return wrong
    except _BROKEN:
        return WrongRecord("记录损坏，无法解析。")


def _fields(data: bytes) -> list[Field]:
    charset = _charset(data)
    marc = Pymarc(
        data=data,
        force_utf8=charset == "utf-8",
        file_encoding=charset,
        hide_utf8_warnings=True,
        utf8_handling="replace",
    )
    return [(field.tag, _inside(field)) for field in marc.fields]


def _inside(field: MarcField) -> list[tuple[str, str]]:
    if field.control_field:
        return [("", field.data or "")]
    return [(one.code, one.value) for one in field.subfields]


def _charset(data: bytes) -> str:
    """Chinese libraries write GBK and declare nothing; what is neither it nor UTF-8 is MARC-8."""
    if data.isascii() or data[9:10] == b"a":
        return "utf-8"
    plain = data.translate(None, _SEPARATORS)
    text, understood = decode(plain)
    for charset in ("utf-8", "gb18030", "big5hkscs") if understood else ():
        with suppress(UnicodeDecodeError):
            if plain.decode(charset) == text:
                return charset
    return "iso8859-1"  # by which pymarc means MARC-8


def _subfields(field: object) -> list[tuple[str, str]]:
    if name_of(field) == "controlfield":  # type: ignore[arg-type]
        return [("", str(field.text or ""))]  # type: ignore[attr-defined]
    return [(attribute(one, "code"), str(one.text or "")) for one in field]  # type: ignore[attr-defined]


def _record(fields: Sequence[Field]) -> Record:
    tags = {tag for tag, _ in fields}
    if "245" in tags:
        return _marc21(fields)
    if "200" in tags:
        return _cnmarc(fields)
    raise WrongRecord("记录里没有题名（200 或 245 字段）。")


def _marc21(fields: Sequence[Field]) -> Record:
    names = [_BASE.sub("", name) for name in _values(fields, "100", "110", "700")]
    fixed = next(iter(_values(fields, "008", code="")), "")
    return Record(
        isbn=_isbn(_values(fields, "020")),
        title=_joined(_first(fields, "245", "abnp")),
        authors=tuple(dict.fromkeys(names))[:_MOST],
        language=_language([*_values(fields, "041"), fixed[35:38]]),
        description=" ".join(_values(fields, "520"))[:_LONGEST_DESCRIPTION],
        subjects=_subjects(fields, "600", "610", "650", "651", "653"),
        series=plain(_any(fields, ("830", "a"), ("490", "a"), ("440", "a"))),
        volume=plain(_any(fields, ("830", "v"), ("490", "v"), ("440", "v")), LONGEST_VOLUME),
        publisher=plain(_any(fields, ("264", "b"), ("260", "b"))),
        year=year_in(_any(fields, ("264", "c"), ("260", "c")) or fixed[7:11]),
    )


def _cnmarc(fields: Sequence[Field]) -> Record:
    names = _values(fields, "700", "701", "702", "710", "711")
    said = next(iter(_values(fields, "200", code="f")), "")
    return Record(
        isbn=_isbn(_values(fields, "010")),
        title=_joined(_first(fields, "200", "ahi")),
        authors=tuple(dict.fromkeys(names or _written(said)))[:_MOST],
        language=_language(_values(fields, "101")),
        description=" ".join(_values(fields, "330"))[:_LONGEST_DESCRIPTION],
        subjects=_subjects(fields, "606", "607", "610"),
        series=plain(_any(fields, ("225", "a"), ("410", "t"), ("461", "t"))),
        volume=plain(_any(fields, ("225", "v"), ("410", "v"), ("461", "v")), LONGEST_VOLUME),
        publisher=plain(_any(fields, ("210", "c"))),
        year=year_in(_any(fields, ("210", "d"))),
    )


def _values(fields: Sequence[Field], *tags: str, code: str = "a") -> list[str]:
    found = (clean(value) for tag, inside in fields if tag in tags for key, value in inside if key == code)
    return [value[:_LONGEST_DESCRIPTION] for value in found if value]


def _any(fields: Sequence[Field], *places: tuple[str, str]) -> str:
    """What stands in the first of these fields and subfields that has anything."""
    found = (one for tag, code in places for one in _values(fields, tag, code=code))
    return next(found, "")


def _first(fields: Sequence[Field], tag: str, codes: str) -> list[str]:
    """Of the first such field, in its order: of two parallel titles the first is meant."""
    inside: Sequence[tuple[str, str]] = next((inside for name, inside in fields if name == tag), ())
    return [clean(value) for key, value in inside if key and key in codes]


def _joined(parts: Sequence[str]) -> str:
    name = " ".join(filter(None, (_BASE.sub("", part) for part in parts)))[:_LONGEST].strip()
    if not name:
        raise WrongRecord("记录里没有题名（200 或 245 字段）。")
    return name


def _isbn(written: Sequence[str]) -> str | None:
    """7-02-000220-7 (平装) is one, too."""
    return next((found for one in written if (found := isbn13(one.split("(")[0].split("（")[0]))), None)


def _language(codes: Sequence[str]) -> str:
    three = next((code[:3].lower() for code in codes if re.match(r"[A-Za-z]{3}", code)), "")
    return "" if three in ("und", "mul", "zxx") else _LANGUAGES.get(three, three)


def _subjects(fields: Sequence[Field], *tags: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_BASE.sub("", one)[:100] for one in _values(fields, *tags)))[:_MOST]


def _written(said: str) -> list[str]:
    """鲁迅著 ; 王某校注, as it stands on the title page."""
    return [ROLE.sub("", one).strip("[]（）() ") for one in _SEVERAL.split(said) if one.strip()]

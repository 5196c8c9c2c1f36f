"""Taking records over: to the title each is about, what it lacks and what it may be lent by."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.records.record import Record, Terms, WrongRecord
from ebooks.repository import TitleRepository
from ebooks.search.keys import keys
from ebooks.titles import Title, read_code
from ebooks.works import work_key
from language.folding import key
from library.clock import Clock, utc_now
from library.identity import in_crockford

FIELDS: Mapping[str, str] = {
    "authors": "作者",
    "language": "语言",
    "description": "简介",
    "subjects": "主题",
    "isbn": "ISBN",
    "series": "丛书",
    "volume": "丛书号",
    "publisher": "出版社",
    "year": "出版年",
}
"""What a record may fill, each with its name for people."""

LONG_ID = 26  # characters, as all ids but titles' have


class Outcome(StrEnum):
    FILLED = "filled"
    UNCHANGED = "unchanged"
    UNMATCHED = "unmatched"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one record: the code and name of its title, and what happened, in Chinese."""

    number: int
    outcome: Outcome
    words: str
    code: str = ""
    name: str = ""


class Filling:
    """One file of records. With `dry` nothing is written, and the lines say what would be."""

    def __init__(
        self, titles: TitleRepository, licensing: Licensing, *, dry: bool, now: Clock = utc_now
    ) -> None:
        self._titles, self._licensing, self._dry, self._now = titles, licensing, dry, now
        self._number = 0
        self._same: Counter[tuple[str, Terms]] = Counter()

    async def take(self, record: Record | WrongRecord) -> Line:
        """Taken twice, a file changes nothing the second time."""
        self._number += 1
        if isinstance(record, WrongRecord):
            return Line(number=self._number, outcome=Outcome.REFUSED, words=record.reason)
        found = await self._find(record)
        if not found:
            words = "馆里没有这本书（按短码、ISBN、书名和作者都没有找到）。"
            return Line(number=self._number, outcome=Outcome.UNMATCHED, words=words, name=record.title)
        if len({title.name for title in found}) > 1 or (record.terms and len(found) > 1):
            codes = "、".join(title.code for title in found[:5])
            words = f"有 {len(found)} 种书都符合：{codes}。请在表格里写明短码。"
            return Line(number=self._number, outcome=Outcome.REFUSED, words=words, name=record.title)
        return await self._take_over(record, found)

    async def _find(self, record: Record) -> tuple[Title, ...]:
        """By the surest that the record has; a code that is none of ours is no reason to guess."""
        if record.code:
            title = await self._titles.find(read_code(record.code) or "")
            return (title,) if title else ()
        if record.isbn and (found := await self._titles.find_isbn(record.isbn)):
            return found
        work = work_key(record.title, record.authors)
        found = await self._titles.find_work(work) if work else ()
        return tuple(title for title in found if not (record.isbn and title.isbn))

    async def _take_over(self, record: Record, titles: tuple[Title, ...]) -> Line:
        done = [words for title in titles if (words := await self._fill(record, title))]
        if record.terms:
            done += await self._license(record.terms, titles[0])
        return Line(
            number=self._number,
            outcome=Outcome.FILLED if done else Outcome.UNCHANGED,
            words="；".join(dict.fromkeys(done)) or "没有要补的。",
            code=titles[0].code,
            name=titles[0].name,
        )

    async def _fill(self, record: Record, title: Title) -> str:
        lacking = {name: getattr(record, name) for name in FIELDS if not getattr(title, name)}
        new = {name: value for name, value in lacking.items() if value}
        if title.series and key(title.series) != key(record.series):
            new.pop("volume", None)  # a number of another series
        if not new:
            return ""
        fuller = replace(title, **new)
        if not self._dry:
            await self._titles.amend(title, fuller, keys(fuller), work_key(fuller.name, fuller.authors))
        return "补上" + "、".join(FIELDS[name] for name in new)

    async def _license(self, terms: Terms, title: Title) -> list[str]:
        """The same terms for the same title are the same licence; twice in one file they are two."""
        self._same[title.id, terms] += 1
        told = repr(
            (title.id, terms.copies, terms.until, terms.loans, terms.venue, self._same[title.id, terms])
        )
        number = in_crockford(int.from_bytes(sha256(told.encode()).digest()[:16]), LONG_ID)
        if any(one.id == number for one in await self._licensing.of(title.id)):
            return []
        licence = Licence(
            id=number,
            added_at=self._now(),
            copies=terms.copies,
            until=terms.until,
            loans_left=terms.loans,
            venue=terms.venue,
        )
        if not self._dry:
            await self._licensing.add(title.id, licence)
        return [f"登记许可（{_said(terms)}）"]


class Records:
    """Files of records, as the desk takes them."""

    def __init__(self, titles: TitleRepository, licensing: Licensing, *, now: Clock = utc_now) -> None:
        self._titles, self._licensing, self._now = titles, licensing, now

    async def take(self, records: Iterable[Record | WrongRecord], *, dry: bool) -> tuple[Line, ...]:
        filling = Filling(self._titles, self._licensing, dry=dry, now=self._now)
        return tuple([await filling.take(record) for record in records])


def _said(terms: Terms) -> str:
    parts = [f"同时 {terms.copies} 份"]
    if terms.until:
        parts.append(f"{terms.until:%Y-%m-%d} 前")
    if terms.loans is not None:
        parts.append(f"共借 {terms.loans} 次")
    if terms.venue:
        parts.append(f"只在{terms.venue}")
    return "，".join(parts)

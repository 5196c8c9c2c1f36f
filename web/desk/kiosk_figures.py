"""What is done at kiosks in figures: by venue and day, the titles most wanted, and tables to take along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from ebooks.catalogue import Catalogue
from ebooks.kiosks.counters import Counters, Counts, Deed, Report, TitleCounts
from web.desk.asking import AskedDays
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.tables import table
from web.rendering import page

DEEDS = {
    Deed.SHOWN: "看介绍",
    Deed.SEARCHED: "检索",
    Deed.SCANNED: "扫码",
    Deed.TAKEN: "下载",
    Deed.LENT: "借出",
}
OF_TITLES = {deed: label for deed, label in DEEDS.items() if deed is not Deed.SEARCHED}
PERIODS = {7: "近 7 天", 30: "近 30 天", 90: "近 90 天", 365: "近一年"}
ROWS = 100  # on the page; the table to take along has them all

Wanted = Annotated[AskedDays, Depends()]
Venue = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is asked for; both days are in it. No `venue` is all of them."""

    since: date
    until: date
    venue: str

    @property
    def asked(self) -> dict[str, str]:
        return {"since": str(self.since), "until": str(self.until), "venue": self.venue}


class KioskFiguresDesk:
    def __init__(self, guard: Guard, counters: Counters, catalogue: Catalogue) -> None:
        self._guard, self._counters, self._catalogue = guard, counters, catalogue

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/kiosks/figures")(self.figures)
        router.get("/desk/kiosks/days.csv")(self.days_table)
        router.get("/desk/kiosks/titles.csv")(self.titles_table)
        return router

    async def figures(self, request: Request, asked: Wanted, venue: Venue = "") -> Response:
        who, span = signed_in(request), self._span(asked, venue)
        report = await self._report(span)
        today = self._counters.today
        return page(
            "desk/kiosks_figures.html",
            me=who.librarian,
            csrf=who.csrf,
            span=span,
            today=today,
            periods={label: today - timedelta(days=days - 1) for days, label in PERIODS.items()},
            venues=await self._counters.venues(),
            report=report,
            days=report.days[:ROWS],
            more=len(report.days) - ROWS,
            titles=await self._named(report.titles),
            deeds=DEEDS,
            of_titles=OF_TITLES,
        )

    async def days_table(self, asked: Wanted, venue: Venue = "") -> Response:
        report = await self._report(self._span(asked, venue))
        rows = [(one.day, one.venue, *_row(one.counts, DEEDS)) for one in report.days]
        return table("kiosk-days", ("日期", "场馆", *DEEDS.values()), rows)

    async def titles_table(self, asked: Wanted, venue: Venue = "") -> Response:
        report = await self._report(self._span(asked, venue))
        rows = [
            (name, id_, *_row(counts, OF_TITLES)) for name, id_, counts in await self._named(report.titles)
        ]
        return table("kiosk-titles", ("书名", "编号", *OF_TITLES.values()), rows)

    def _span(self, asked: AskedDays, venue: str) -> Span:
        first, last = asked.days(self._counters.today)
        return Span(since=first, until=last, venue=venue)

    async def _report(self, span: Span) -> Report:
        return await self._counters.report(span.since, span.until, span.venue or None)

    async def _named(self, titles: Iterable[TitleCounts]) -> list[tuple[str, str, Counts]]:
        counted = list(titles)
        known = await self._catalogue.those([one.title_id for one in counted])
        names = {title.id: f"《{title.name}》" for title in known}
        return [(names.get(one.title_id, "已经不在书库"), one.title_id, one.counts) for one in counted]


def _row(counts: Counts, deeds: Iterable[Deed]) -> list[int]:
    return [counts.of(deed) for deed in deeds]

"""The two-sessions report: what was done for deputies and members, ready to print and to hand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from ebooks.dossiers.dossiers import Dossiers
from ebooks.kiosks.counters import Counters
from ebooks.lending.licensing import Licensing
from reference.statistics.bunches import bunches
from reference.statistics.period import Period
from reference.statistics.report import Report
from reference.statistics.statistics import Statistics
from web.charts import draw
from web.desk import report_wording
from web.desk.asking import Asked
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.report_book import MEDIA_TYPE, plain_book
from web.desk.report_wording import ends_chart, minutes, span
from web.rendering import page

HEAD = ("项目", "数目", "单位", "说明")
EVERYWHERE = "全馆，不分场馆"

ByHand = Annotated[str, Query(pattern=r"^\d{0,7}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What no machine of ours counts, as somebody typed it; kept in the page's address and nowhere else."""

    cards: ByHand = ""
    paper: ByHand = ""
    printed: ByHand = ""
    taught: ByHand = ""


FILLED = {
    "cards": ("办理借阅证", "张"),
    "paper": ("发放纸本资料汇编", "份"),
    "printed": ("打印复印", "页"),
    "taught": ("现场教会使用", "人次"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An empty `count` is to be filled in by hand."""

    name: str
    count: int | str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    report: Report
    loans: int
    titles: int
    taken: int
    given: int


class TwoSessionsDesk:
    def __init__(
        self,
        guard: Guard,
        statistics: Statistics,
        counters: Counters,
        licensing: Licensing,
        dossiers: Dossiers,
    ) -> None:
        self._guard, self._statistics, self._counters = guard, statistics, counters
        self._licensing, self._dossiers = licensing, dossiers

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/reports/two-sessions")(self.sheet)
        router.get("/desk/reports/two-sessions.xlsx")(self.workbook)
        return router

    async def sheet(
        self, request: Request, asked: Annotated[Asked, Depends()], filled: Annotated[Filled, Depends()]
    ) -> Response:
        who, served = signed_in(request), await self._served(request, asked)
        report = served.report
        query = {"since": report.period.since, "until": report.period.until, "venue": report.period.venue}
        return page(
            "desk/reports_two_sessions.html",
            me=who.librarian,
            csrf=who.csrf,
            period=report.period,
            today=self._statistics.today,
            venues=await self._venues(),
            filled=filled,
            by_hand=FILLED,
            query={**query, **{name: getattr(filled, name) for name in FILLED}},
            lines=list(_lines(served, filled)),
            sentence=_sentence(served, filled),
            ends=draw(ends_chart(report, bunches(report.days))),
            words=report_wording,
        )

    async def workbook(
        self, request: Request, asked: Annotated[Asked, Depends()], filled: Annotated[Filled, Depends()]
    ) -> Response:
        served = await self._served(request, asked)
        rows = [(line.name, line.count, line.unit, line.note) for line in _lines(served, filled)]
        return Response(
            plain_book("两会服务小结", HEAD, rows),
            media_type=MEDIA_TYPE,
            headers={"Content-Disposition": 'attachment; filename="shutong-two-sessions.xlsx"'},
        )

    async def _served(self, request: Request, asked: Asked) -> Served:
        period = asked.period(signed_in(request).librarian, self._statistics.today)
        lent = [
            tally
            for tally in await self._licensing.tallies(period.since, period.until)
            if tally.loans and period.venue in {"", tally.venue}
        ]
        kiosks = await self._counters.report(period.since, period.until, period.venue or None)
        given = await self._dossiers.given_on(period.since, period.until)
        return Served(
            report=await self._statistics.report(period),
            loans=sum(tally.loans for tally in lent),
            titles=len({tally.title_id for tally in lent}),
            taken=kiosks.total.taken,
            given=given.total,
        )

    async def _venues(self) -> list[str]:
        known = (
            *await self._statistics.venues(),
            *await self._counters.venues(),
            *await self._licensing.venues(),
        )
        return sorted({venue for venue in known if venue})


def _lines(served: Served, filled: Filled) -> Iterator[Line]:
    report = served.report
    yield Line("解答咨询", report.total.answered, "人次", "馆员解答的；未能解答和读者放弃的不算")
    yield Line("其中参考咨询", report.reference, "人次", "不算指路的和没有归类的")
    yield Line("知识库解答", report.total.deflected, "人次", "读者自己说解决了的")
    yield Line("未能解答", report.total.unanswered, "人次")
    yield Line("首次答复，半数不超过", minutes(report.waits.first.median), "", "按办公时间算")
    yield Line("借出电子图书", served.loans, "册次", f"{served.titles} 种")
    yield Line("借阅机下载", served.taken, "册次")
    yield Line("发放专题资料汇编（电子）", served.given, "份次", EVERYWHERE)
    yield from _by_hand(filled)


def _by_hand(filled: Filled) -> Iterator[Line]:
    for name, (words, unit) in FILLED.items():
        typed = getattr(filled, name)
        yield Line(words, int(typed) if typed else "", unit, "手工填写")


def _sentence(served: Served, filled: Filled) -> str:
    """Ready to be put into a report."""
    report = served.report
    said = [
        f"解答咨询 {report.total.answered} 人次（其中参考咨询 {report.reference} 人次）",
        f"借出电子图书 {served.loans} 册次（{served.titles} 种）",
        f"读者从借阅机下载 {served.taken} 册次",
        f"发放专题资料汇编 {served.given} 份次",
        *(f"{line.name} {line.count} {line.unit}" for line in _by_hand(filled) if line.count),
    ]
    wait = report.waits.first.median
    waited = f"半数咨询的首次答复{_within(wait)}。" if wait is not None else ""
    return f"{span(report.period)}，{_place(report.period)}{'，'.join(said)}。{waited}"


def _within(wait: int) -> str:
    return minutes(wait) if wait < 1 else f"不超过 {minutes(wait)}"


def _place(period: Period) -> str:
    return f"在{period.venue}，" if period.venue else ""

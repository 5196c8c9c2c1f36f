"""The desk in figures: a page, its charts, and tables to take along."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from library.branches import Branches
from reference.statistics.bunches import bunches
from reference.statistics.period import Period
from reference.statistics.report import Report
from reference.statistics.statistics import Statistics
from web.charts import Chart, draw
from web.desk import report_wording
from web.desk.asking import Asked
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.report_book import MEDIA_TYPE, MONTHS, book, months
from web.desk.report_sorts import sorts, subjects
from web.desk.report_wording import ENDS, ends_chart, hours_chart
from web.desk.tables import table
from web.rendering import page

PERIODS = {7: "近 7 天", 30: "近 30 天", 90: "近 90 天", 365: "近一年"}
SUBJECTS = 20  # on the page; the tables to take along have all

Wanted = Annotated[Asked, Depends()]


class ReportDesk:
    """A librarian sees the figures of her branch and of those below it."""

    def __init__(self, guard: Guard, statistics: Statistics, branches: Branches) -> None:
        self._guard, self._statistics, self._branches = guard, statistics, branches

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/reports")(self.figures)
        router.get("/desk/reports/ends.svg")(self.ends_drawing)
        router.get("/desk/reports/hours.svg")(self.hours_drawing)
        router.get("/desk/reports/days.csv")(self.days_table)
        router.get("/desk/reports/branches.csv")(self.branches_table)
        router.get("/desk/reports/months.csv")(self.months_table)
        router.get("/desk/reports/subjects.csv")(self.subjects_table)
        router.get("/desk/reports/report.xlsx")(self.workbook)
        return router

    async def figures(self, request: Request, asked: Wanted) -> Response:
        who, today = signed_in(request), self._statistics.today
        report = await self._report(request, asked)
        bunched = bunches(report.days)
        return page(
            "desk/reports.html",
            me=who.librarian,
            csrf=who.csrf,
            report=report,
            query=_query(report.period),
            today=today,
            periods={label: today - timedelta(days=days - 1) for days, label in PERIODS.items()},
            branches=await self._branches.all(who.librarian.branch),
            names=await self._names(),
            venues=await self._statistics.venues(),
            bunches=bunched,
            ends=draw(ends_chart(report, bunched)),
            hours=draw(hours_chart(report)),
            promised=self._statistics.promised,
            sorts=sorts(report),
            subjects=subjects(report, SUBJECTS),
            labels=ENDS,
            words=report_wording,
        )

    async def ends_drawing(self, request: Request, asked: Wanted) -> Response:
        report = await self._report(request, asked)
        return _drawing(ends_chart(report, bunches(report.days)))

    async def hours_drawing(self, request: Request, asked: Wanted) -> Response:
        return _drawing(hours_chart(await self._report(request, asked)))

    async def days_table(self, request: Request, asked: Wanted) -> Response:
        report = await self._report(request, asked)
        rows = [(day, sums.received, *(sums.of(end) for end in ENDS)) for day, sums in report.days.items()]
        return table("desk-days", ("日期", "收到", *ENDS.values()), rows)

    async def branches_table(self, request: Request, asked: Wanted) -> Response:
        report, names = await self._report(request, asked), await self._names()
        rows = [
            (names.get(branch, branch), sums.received, *(sums.of(end) for end in ENDS))
            for branch, sums in report.branches.items()
        ]
        return table("desk-branches", ("馆", "收到", *ENDS.values()), rows)

    async def months_table(self, request: Request, asked: Wanted) -> Response:
        return table("desk-months", MONTHS, months(await self._report(request, asked)))

    async def subjects_table(self, request: Request, asked: Wanted) -> Response:
        return table("desk-subjects", ("主题", "数目"), subjects(await self._report(request, asked)))

    async def workbook(self, request: Request, asked: Wanted) -> Response:
        report = await self._report(request, asked)
        name = f"shutong-desk-{report.period.since}-{report.period.until}.xlsx"
        return Response(
            book(report, await self._names(), sorts(report) | {"主题": subjects(report)}),
            media_type=MEDIA_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def _report(self, request: Request, asked: Asked) -> Report:
        return await self._statistics.report(
            asked.period(signed_in(request).librarian, self._statistics.today)
        )

    async def _names(self) -> Mapping[str, str]:
        return {branch.id: branch.name for branch in await self._branches.all()}


def _query(period: Period) -> dict[str, Any]:
    return {
        "since": period.since,
        "until": period.until,
        "branch": period.branch,
        "venue": period.venue,
    }


def _drawing(chart: Chart) -> Response:
    return Response(
        draw(chart),
        media_type="image/svg+xml",
        headers={"Content-Disposition": f'attachment; filename="shutong-desk-{chart.id}.svg"'},
    )

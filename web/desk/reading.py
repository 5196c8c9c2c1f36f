"""Reading in figures, at the desk and as tables to take along; no patron is in them."""

from enum import IntEnum

from fastapi import APIRouter, Depends, Request, Response

from library.few import FEWEST
from reader.figures import Figures, PlanFigures
from reader.planned import Draft
from reader.plans import Drafts
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.tables import table
from web.rendering import page

FEW = f"少于{FEWEST}人"


class Weeks(IntEnum):
    """Fixed periods, so that nobody finds a patron in the difference of two."""

    MONTH = 4
    QUARTER = 13
    YEAR = 52


class ReadingDesk:
    def __init__(self, guard: Guard, figures: Figures, drafts: Drafts) -> None:
        self._guard, self._figures, self._drafts = guard, figures, drafts

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/reading")(self.figures)
        router.get("/desk/reading/titles/{title_id}")(self.stops)
        router.get("/desk/reading/titles.csv")(self.titles_table)
        router.get("/desk/reading/weeks.csv")(self.weeks_table)
        router.get("/desk/reading/plans.csv")(self.plans_table)
        return router

    async def figures(self, request: Request, weeks: Weeks = Weeks.QUARTER) -> Response:
        who, since = signed_in(request), self._figures.monday(weeks)
        return page(
            "desk/reading.html",
            me=who.librarian,
            csrf=who.csrf,
            weeks=weeks,
            periods={Weeks.MONTH: "近 4 周", Weeks.QUARTER: "近 13 周", Weeks.YEAR: "近 52 周"},
            since=since,
            by_week=await self._figures.weeks(since),
            titles=await self._figures.titles(since),
            deliveries=await self._figures.deliveries(),
            plans=await self._plans(),
            few=FEW,
        )

    async def stops(self, request: Request, title_id: str) -> Response:
        """Where people stop in one title."""
        who, titles = signed_in(request), await self._figures.titles(self._figures.monday(Weeks.YEAR))
        name = next((one.name for one in titles if one.title_id == title_id), "")
        return page(
            "desk/reading_stops.html",
            me=who.librarian,
            csrf=who.csrf,
            name=name,
            stops=await self._figures.stops(title_id),
            few=FEW,
        )

    async def titles_table(self, weeks: Weeks = Weeks.QUARTER) -> Response:
        found = await self._figures.titles(self._figures.monday(weeks))
        rows = [
            (one.name, one.title_id, *map(_told, (one.readers, one.instalments, one.finished)))
            for one in found
        ]
        return table("titles", ("书名", "编号", "读者", "读了几段", "读完"), rows)

    async def weeks_table(self, weeks: Weeks = Weeks.QUARTER) -> Response:
        found = await self._figures.weeks(self._figures.monday(weeks))
        rows = [(one.monday, *map(_told, (one.readers, one.instalments, one.finished))) for one in found]
        return table("weeks", ("周一", "读者", "读了几段", "读完一本书的读者"), rows)

    async def plans_table(self) -> Response:
        rows = [
            (draft.name, *map(_told, (told.joined, told.active, told.finished, told.stopped)))
            for draft, told in await self._plans()
        ]
        return table("plans", ("计划", "加入", "在读", "读完", "停下"), rows)

    async def _plans(self) -> list[tuple[Draft, PlanFigures]]:
        """Those that were ever open."""
        return [
            (draft, await self._figures.plan(draft.id, len(draft.days)))
            for draft in await self._drafts.all()
            if draft.published
        ]


def _told(count: int | None) -> int | str:
    return FEW if count is None else count

"""Licences as tables to take along: what the library may lend, and what of it is out. Nobody is named."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from fastapi import APIRouter, Depends, Response

from ebooks.catalogue import Catalogue
from ebooks.lending.licensing import Licensing
from ebooks.lending.pool import Pool
from ebooks.titles import in_groups
from library.clock import utc_now
from web.desk.guard import DeskRoute, Guard
from web.desk.licence_form import CHINA
from web.desk.tables import Row, table

GONE = "已经不在书库"
TERMS = ("书名", "短码", "许可号", "同时可借", "最后一天", "还可借几次", "场馆", "登记", "状态")
OF_A_LICENCE = (*TERMS, "借出", "留着", "这本书几位在等")
OF_A_LOAN = ("书名", "短码", "许可号", "场馆", "到期", "续借")


class LicenceTables:
    """A loan's own number is left out: it stands in the copy on somebody's phone."""

    def __init__(self, guard: Guard, licensing: Licensing, catalogue: Catalogue) -> None:
        self._guard, self._licensing, self._catalogue = guard, licensing, catalogue

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/licences/licences.csv")(self.licences)
        router.get("/desk/licences/loans.csv")(self.loans)
        return router

    async def licences(self) -> Response:
        pools, names = await self._all()
        now = utc_now()
        return table("licences", OF_A_LICENCE, (row for pool in pools for row in _licences(pool, names, now)))

    async def loans(self) -> Response:
        pools, names = await self._all()
        return table("loans", OF_A_LOAN, (row for pool in pools for row in _loans(pool, names)))

    async def _all(self) -> tuple[list[Pool], Mapping[str, str]]:
        pools = [pool async for pool in self._licensing.stock()]
        titles = await self._catalogue.those([pool.title_id for pool in pools])
        return pools, {title.id: title.name for title in titles}


def _licences(pool: Pool, names: Mapping[str, str], now: datetime) -> Iterator[Row]:
    waiting = sum(not hold.is_ready for hold in pool.holds)
    for one in pool.licences:
        yield (
            names.get(pool.title_id, GONE),
            in_groups(pool.title_id),
            one.id,
            one.copies,
            _last_day(one.until),
            "" if one.loans_left is None else one.loans_left,
            one.venue,
            one.added_at.astimezone(CHINA).date(),
            "在用" if one.runs(now) else "已结束",
            pool.out(one),
            sum(hold.licence_id == one.id for hold in pool.holds),
            waiting,
        )


def _loans(pool: Pool, names: Mapping[str, str]) -> Iterator[Row]:
    for loan in sorted(pool.loans, key=lambda loan: loan.until):
        yield (
            names.get(pool.title_id, GONE),
            in_groups(pool.title_id),
            loan.licence_id,
            loan.venue,
            loan.until.astimezone(CHINA).date(),
            loan.renewals,
        )


def _last_day(until: datetime | None) -> str:
    return str((until - timedelta(seconds=1)).astimezone(CHINA).date()) if until else ""

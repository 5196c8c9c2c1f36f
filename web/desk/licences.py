"""Licences at the desk: what the library may lend, how much of it is out, and what was lent."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ebooks.catalogue import Catalogue
from ebooks.lending.availability import Availability
from ebooks.lending.lending import Lending
from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.records.filling import Line, Outcome, Records
from ebooks.records.table import read_table
from ebooks.refusals import CannotRead
from ebooks.titles import CannotFind, Title
from library.clock import utc_now
from library.identity import new_id
from web.desk import wording
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.licence_form import CHINA, LicenceForm
from web.rendering import page

PAGE = 50
OUTCOMES = {
    Outcome.FILLED: "要登记",
    Outcome.UNCHANGED: "已经有了",
    Outcome.UNMATCHED: "没有这本书",
    Outcome.REFUSED: "这一行不对",
}

Words = Annotated[str, Query(max_length=60)]
Number = Annotated[int, Query(alias="page", ge=1, le=10_000)]


class LicenceDesk:
    def __init__(
        self, guard: Guard, licensing: Licensing, lending: Lending, catalogue: Catalogue, records: Records
    ) -> None:
        self._guard, self._licensing, self._lending = guard, licensing, lending
        self._catalogue, self._records = catalogue, records

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/licences")(self.all)
        router.get("/desk/licences/table")(self.ask_table)
        router.post("/desk/licences/table")(self.take_table)
        router.get("/desk/licences/{title_id}")(self.one)
        router.post("/desk/licences/{title_id}")(self.add)
        router.post("/desk/licences/{title_id}/{licence_id}/terms")(self.amend)
        router.post("/desk/licences/{title_id}/{licence_id}/end")(self.end)
        return router

    # Looking

    async def all(self, request: Request, words: Words = "", number: Number = 1) -> Response:
        """What is lent; with words, whatever they find, so that it can become lent."""
        if words:
            titles = (await self._catalogue.search(words, limit=PAGE)).titles
            ids, more = [title.id for title in titles], False
        else:
            licensed = await self._licensing.page(limit=PAGE + 1, offset=(number - 1) * PAGE)
            ids, more = list(licensed)[:PAGE], len(licensed) > PAGE
            titles = await self._catalogue.those(ids)
        names = {title.id: title for title in titles}
        known = await self._lending.availabilities(ids)
        return page(
            "desk/licences.html",
            lent=[(title_id, names.get(title_id), known.get(title_id)) for title_id in ids],
            words=words,
            number=number,
            more=more,
            **_around(request),
        )

    async def one(self, request: Request, title_id: str) -> Response:
        try:
            return await self._show(request, await self._catalogue.get(title_id))
        except CannotFind:
            return _gone(request)

    # Doing

    async def add(
        self,
        request: Request,
        title_id: str,
        licence: Annotated[str, Form(pattern="^[0-9A-Z]{26}$")],
        terms: Annotated[LicenceForm, Depends()],
    ) -> Response:
        """The form brings the licence's id, so that a button pressed twice adds one."""
        try:
            title = await self._catalogue.get(title_id)
        except CannotFind:
            return _gone(request)
        if trouble := terms.trouble(self._today):
            return await self._show(request, title, trouble=trouble, typed=terms, status=400)
        await self._licensing.add(title.id, terms.licence(licence, utc_now()))
        return _back(title.id)

    async def amend(
        self, request: Request, title_id: str, licence_id: str, terms: Annotated[LicenceForm, Depends()]
    ) -> Response:
        """Copies and the last day; how often it lends in all, and where, is what the publisher sold."""
        licence = next((one for one in await self._licensing.of(title_id) if one.id == licence_id), None)
        if licence is None:
            return _gone(request)
        if trouble := terms.trouble(self._today):
            title = await self._catalogue.get(title_id)
            return await self._show(
                request, title, trouble=trouble, amended=licence_id, typed=terms, status=400
            )
        same_day = terms.until == LicenceForm.of(licence).until
        until = licence.until if same_day else terms.ends_at
        await self._licensing.amend(title_id, licence_id, copies=int(terms.copies), until=until)
        return _back(title_id)

    async def end(self, title_id: str, licence_id: str) -> Response:
        await self._licensing.end(title_id, licence_id)
        return _back(title_id)

    async def ask_table(self, request: Request) -> Response:
        return page(
            "desk/licences_table.html", written="", lines=(), done=False, trouble="", **_around(request)
        )

    async def take_table(
        self,
        request: Request,
        written: Annotated[str, Form(max_length=900_000)] = "",
        sure: Annotated[bool, Form()] = False,
    ) -> Response:
        """First what would become of each line, then, on the same words once more, what has."""
        try:
            records = await asyncio.to_thread(lambda: list(read_table(written.encode())))
        except CannotRead as refusal:
            return _table(request, written, trouble=refusal.reason, status=400)
        lines = await self._records.take(records, dry=not sure)
        return _table(request, written, lines, done=sure, trouble="" if lines else "表格里没有书。")

    async def _show(
        self,
        request: Request,
        title: Title,
        *,
        trouble: str = "",
        typed: LicenceForm | None = None,
        amended: str = "",
        status: int = 200,
    ) -> Response:
        licences = await self._licensing.of(title.id)
        places = ("", *sorted({one.venue for one in licences if one.venue}))
        there = {
            place: known
            for place in places
            if (known := await self._lending.availability(title.id, venue=place))
        }
        loans = await self._lending.loans(title.id) or ()
        return page(
            "desk/licences_one.html",
            status=status,
            title=title,
            licences=sorted(licences, key=lambda one: (not one.runs(utc_now()), one.added_at)),
            out={one.id: sum(loan.licence_id == one.id for loan in loans) for one in licences},
            there=there,
            waiting=max((known.holds_total for known in there.values()), default=0),
            now=utc_now(),
            last_day=_last_day,
            venues=await self._licensing.venues(),
            fresh=new_id(),
            typed=typed if typed and not amended else LicenceForm(),
            terms={one.id: typed if one.id == amended else LicenceForm.of(one) for one in licences},
            amended=amended,
            trouble=trouble,
            today=self._today,
            **_around(request),
        )

    @property
    def _today(self) -> date:
        return utc_now().astimezone(CHINA).date()


def _last_day(licence: Licence) -> str:
    if licence.until is None:
        return "长期"
    last = (licence.until - timedelta(seconds=1)).astimezone(CHINA)
    return f"到 {last.year}年{last.month}月{last.day}日"


def state(known: Availability | None) -> str:
    """In a few words, for a list."""
    if known is None:
        return "开放阅读，不用借"
    if not known.copies_total:
        return "现在借不了"
    waiting = f"，{known.holds_total} 位在等" if known.holds_total else ""
    return f"{known.copies_total} 份，借出 {known.copies_out}{waiting}"


def _around(request: Request) -> dict[str, Any]:
    who = signed_in(request)
    return {"me": who.librarian, "csrf": who.csrf, "state": state, "moment": wording.moment}


def _table(
    request: Request,
    written: str = "",
    lines: Sequence[Line] = (),
    *,
    done: bool = False,
    trouble: str = "",
    status: int = 200,
) -> Response:
    return page(
        "desk/licences_table.html",
        status=status,
        written=written,
        lines=lines,
        done=done,
        trouble=trouble,
        counts={words: sum(line.outcome is one for line in lines) for one, words in OUTCOMES.items()},
        outcomes=OUTCOMES,
        **_around(request),
    )


def _gone(request: Request) -> Response:
    return page("desk/licences_gone.html", status=404, **_around(request))


def _back(title_id: str) -> Response:
    return RedirectResponse(f"/desk/licences/{title_id}", status_code=303)

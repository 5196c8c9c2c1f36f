"""What she has borrowed and waits for: to read, take along, keep longer, give back or give up."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from ebooks.catalogue import Catalogue
from ebooks.lending.lending import Lending
from ebooks.lending.refusals import CannotBorrow, CannotRenew
from ebooks.titles import Title
from handlers.borrowing import refused
from handlers.lent import until
from handlers.links import LOANS, Links
from handlers.loans import not_renewed
from language.translation import _, speaking
from web.reading.guard import Guard
from web.reading.pages import TitleId
from web.reading.serving import serve
from web.tongues import spoken

SAID = Annotated[str, Query(pattern="^(renewed|returned|given-up|borrowed)?$")]


class LoanPages:
    """Every deed may be repeated: what is done twice is done once."""

    def __init__(self, guard: Guard, lending: Lending, catalogue: Catalogue, links: Links) -> None:
        self._guard, self._lending, self._catalogue, self._links = guard, lending, catalogue, links

    def routes(self, route: type[APIRoute]) -> APIRouter:
        router = APIRouter(route_class=route)
        router.get(f"/read/{LOANS}")(self.all)
        router.post(f"/read/{LOANS}/{{title_id}}/borrow")(self.borrow)
        router.post(f"/read/{LOANS}/{{title_id}}/renew")(self.renew)
        router.post(f"/read/{LOANS}/{{title_id}}/return")(self.return_)
        router.post(f"/read/{LOANS}/{{title_id}}/give-up")(self.give_up)
        return router

    async def all(self, request: Request, said: SAID = "") -> Response:
        return await self._page(request, await self._guard.reader(request), said=said)

    async def borrow(self, request: Request, title_id: TitleId) -> Response:
        """What is kept for her."""
        patron = await self._guard.reader(request)
        try:
            await self._lending.borrow(patron, title_id)
        except CannotBorrow as refusal:
            title = await self._catalogue.get(title_id)
            with speaking(spoken(request)):
                return await self._page(request, patron, trouble=refused(refusal, title).text)
        return _back("borrowed")

    async def renew(self, request: Request, title_id: TitleId) -> Response:
        patron = await self._guard.reader(request)
        try:
            await self._lending.renew(patron, title_id)
        except CannotRenew as refusal:
            title = await self._catalogue.get(title_id)
            with speaking(spoken(request)):
                return await self._page(request, patron, trouble=not_renewed(refusal, title.name).text)
        return _back("renewed")

    async def return_(self, request: Request, title_id: TitleId) -> Response:
        await self._lending.return_(await self._guard.reader(request), title_id)
        return _back("returned")

    async def give_up(self, request: Request, title_id: TitleId) -> Response:
        await self._lending.cancel_hold(await self._guard.reader(request), title_id)
        return _back("given-up")

    async def _page(self, request: Request, patron: str, *, said: str = "", trouble: str = "") -> Response:
        borrowed = await self._lending.of(patron)
        ids = [loan.title_id for loan in borrowed.loans] + [placed.title_id for placed in borrowed.holds]
        titles = {title.id: title for title in await self._catalogue.those(ids)}
        return serve(
            request,
            "reading/loans.html",
            loans=[(loan, titles.get(loan.title_id), self._links.borrowed(loan)) for loan in borrowed.loans],
            holds=[(placed, titles.get(placed.title_id)) for placed in borrowed.holds],
            names=_names(titles, ids),
            until=until,
            said=said,
            trouble=trouble,
        )


def _names(titles: Mapping[str, Title], ids: list[str]) -> dict[str, str]:
    """What is gone from the catalogue goes by its code."""
    return {one: _("《{name}》").format(name=titles[one].name) if one in titles else one for one in ids}


def _back(said: str) -> Response:
    return RedirectResponse(f"/read/{LOANS}?said={said}", 303, {"Cache-Control": "no-store"})

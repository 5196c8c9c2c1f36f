"""The sentences said often, kept for everybody or for oneself."""

from collections.abc import Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from reference.canned import MOST, CannedAnswers, HouseRules, NoSuchCanned, TooManyCanned, may_write_house
from reference.refusals import CannotHelp
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.typed import plain
from web.rendering import page

LONGEST_NAME, LONGEST_TEXT = 20, 2_000  # characters

Name = Annotated[str, Form(max_length=LONGEST_NAME)]
Text = Annotated[str, Form(max_length=LONGEST_TEXT)]


class CannedDesk:
    def __init__(self, guard: Guard, canned: CannedAnswers) -> None:
        self._guard, self._canned = guard, canned

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/canned")(self.shelf)
        router.post("/desk/canned")(self.add)
        router.post("/desk/canned/{canned_id}")(self.change)
        router.post("/desk/canned/{canned_id}/remove")(self.remove)
        return router

    async def shelf(self, request: Request) -> Response:
        return await self._page(request)

    async def add(
        self,
        request: Request,
        name: Name = "",
        text: Text = "",
        house: Annotated[bool, Form()] = False,
    ) -> Response:
        deed = self._canned.add(signed_in(request).librarian, name, plain(text), for_house=house)
        return await self._try(request, deed, name=name, text=text)

    async def change(self, request: Request, canned_id: str, name: Name = "", text: Text = "") -> Response:
        me = signed_in(request).librarian
        deed = self._canned.change(me, canned_id, name, plain(text))
        return await self._try(request, deed, name=name, text=text)

    async def remove(self, request: Request, canned_id: str) -> Response:
        return await self._try(request, self._canned.remove(signed_in(request).librarian, canned_id))

    async def _try(self, request: Request, deed: Awaitable[object], **written: str) -> Response:
        try:
            await deed
        except NoSuchCanned:
            raise HTTPException(404, "没有这条常用语。") from None
        except CannotHelp as refusal:
            return await self._page(request, status=409, trouble=_explain(refusal), **written)
        return RedirectResponse("/desk/canned", status_code=303)

    async def _page(self, request: Request, status: int = 200, **more: Any) -> Response:
        who = signed_in(request)
        context = {
            "me": who.librarian,
            "csrf": who.csrf,
            "canned": await self._canned.of(who.librarian),
            "may_write_house": may_write_house(who.librarian),
            "trouble": "",
            "name": "",
            "text": "",
            "longest_name": LONGEST_NAME,
            "longest_text": LONGEST_TEXT,
        }
        return page("desk/canned.html", status=status, **context | more)


def _explain(refusal: CannotHelp) -> str:
    match refusal:
        case HouseRules():
            return "全馆共用的常用语由主管编写。"
        case TooManyCanned():
            return f"常用语已经有 {MOST} 条。先删掉用不着的。"
    return "请写下名字和文字。"

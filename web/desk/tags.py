"""The house's tags, and which of them a question has."""

from collections.abc import Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from reference.canned import may_write_house
from reference.refusals import CannotHelp
from reference.tags import LONGEST, Tags
from web.desk.ending import Ending
from web.desk.explaining import explained
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.picking import Tagged, tagged
from web.rendering import page

Name = Annotated[str, Form(max_length=60)]


class TagDesk:
    def __init__(self, guard: Guard, tags: Tags, ending: Ending) -> None:
        self._guard, self._tags, self._ending = guard, tags, ending

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/tags")(self.list)
        router.post("/desk/tags")(self.add)
        router.post("/desk/tags/remove")(self.remove)
        router.post("/desk/questions/{question_id}/tags")(self.put)
        return router

    async def put(
        self, request: Request, question_id: str, ticked: Annotated[Tagged, Depends(tagged)]
    ) -> Response:
        deed = self._tags.put(question_id, signed_in(request).librarian, ticked.tags, was=ticked.was)
        return await self._ending.attempt(request, question_id, deed)

    async def list(self, request: Request) -> Response:
        return await self._page(request)

    async def add(self, request: Request, name: Name = "") -> Response:
        return await self._try(request, self._tags.add(signed_in(request).librarian, name), name=name)

    async def remove(self, request: Request, name: Name) -> Response:
        return await self._try(request, self._tags.remove(signed_in(request).librarian, name))

    async def _try(self, request: Request, deed: Awaitable[object], **written: str) -> Response:
        try:
            await deed
        except CannotHelp as refusal:
            return await self._page(request, status=409, trouble=explained(refusal).words, **written)
        return RedirectResponse("/desk/tags", status_code=303)

    async def _page(self, request: Request, status: int = 200, **more: Any) -> Response:
        who = signed_in(request)
        context = {
            "me": who.librarian,
            "csrf": who.csrf,
            "tags": await self._tags.all(),
            "may_write": may_write_house(who.librarian),
            "trouble": "",
            "name": "",
            "longest": LONGEST,
        }
        return page("desk/tags.html", status=status, **context | more)

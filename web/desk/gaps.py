"""Gaps at the desk: what is asked again and again, with two ways to close it."""

from fastapi import APIRouter, Depends, Request, Response

from reference.gaps import Gaps
from web.desk import wording
from web.desk.guard import DeskRoute, Guard, signed_in
from web.rendering import page


class GapDesk:
    def __init__(self, guard: Guard, gaps: Gaps) -> None:
        self._guard, self._gaps = guard, gaps

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/knowledge/gaps")(self.all)
        return router

    async def all(self, request: Request) -> Response:
        who = signed_in(request)
        gaps = await self._gaps.often(who.librarian.branch)
        return page("desk/knowledge_gaps.html", me=who.librarian, csrf=who.csrf, gaps=gaps, wording=wording)

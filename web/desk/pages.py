"""What is looked at: the whole desk, and its panes one by one for the script. GET changes nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from reference.live import LiveEvents
from reference.refusals import NoSuchQuestion
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.panes import Conflict, Panes, Tab
from web.rendering import page


class Pages:
    def __init__(self, guard: Guard, panes: Panes, live: LiveEvents) -> None:
        self._guard, self._panes, self._live = guard, panes, live

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk")(self.desk)
        router.get("/desk/questions/{question_id}")(self.question)
        router.get("/desk/panes/queue")(self.queue_pane)
        router.get("/desk/panes/thread/{question_id}")(self.thread_pane)
        return router

    async def desk(self, request: Request, tab: Tab = Tab.UNCLAIMED) -> Response:
        return await self.whole(request, tab)

    async def question(self, request: Request, question_id: str, tab: Tab = Tab.MINE) -> Response:
        return await self.whole(request, tab, question_id)

    async def queue_pane(
        self, request: Request, tab: Tab = Tab.UNCLAIMED, open_id: Annotated[str, Query(alias="open")] = ""
    ) -> Response:
        return page("desk/queue.html", **await self._panes.queue(signed_in(request), tab, open_id))

    async def thread_pane(self, request: Request, question_id: str) -> Response:
        try:
            return page("desk/thread.html", **await self._panes.thread(signed_in(request), question_id))
        except NoSuchQuestion:
            return page("desk/gone.html", status=404)

    async def whole(
        self,
        request: Request,
        tab: Tab,
        question_id: str = "",
        *,
        conflict: Conflict | None = None,
        status: int = 200,
    ) -> Response:
        """The page with all panes, as it is without a script."""
        who = signed_in(request)
        event = await self._live.latest()  # before the panes are read, so that what happens meanwhile is told
        context = await self._panes.queue(who, tab, question_id)
        try:
            thread = (
                await self._panes.thread(who, question_id, conflict) if question_id else {"question": None}
            )
        except NoSuchQuestion:
            thread, status = {"question": None}, 404
        return page(
            "desk/desk.html", status=status, event=event, **{**context, **thread, "conflict": conflict}
        )

"""What is looked at: the whole desk, and its panes one by one for the script. GET changes nothing."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from reference.live import LiveEvents
from reference.refusals import NoSuchQuestion
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.looking import Look, Tab, look
from web.desk.panes import Conflict, Panes
from web.rendering import page

Looking = Annotated[Look, Depends(look)]


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

    async def desk(self, request: Request, look: Looking) -> Response:
        return await self.whole(request, look)

    async def question(
        self,
        request: Request,
        question_id: str,
        look: Looking,
        canned: Annotated[str, Query(max_length=26)] = "",
    ) -> Response:
        """With the sentence `canned` put into the answer, where somebody has no script to do that."""
        hers = look if "tab" in request.query_params else replace(look, tab=Tab.MINE)
        return await self.whole(request, hers, question_id, canned=canned)

    async def queue_pane(
        self, request: Request, look: Looking, open_id: Annotated[str, Query(alias="open")] = ""
    ) -> Response:
        return page("desk/queue.html", **await self._panes.queue(signed_in(request), look, open_id))

    async def thread_pane(self, request: Request, question_id: str) -> Response:
        try:
            return page("desk/thread.html", **await self._panes.thread(signed_in(request), question_id))
        except NoSuchQuestion:
            return page("desk/gone.html", status=404)

    async def whole(
        self,
        request: Request,
        look: Look,
        question_id: str = "",
        *,
        conflict: Conflict | None = None,
        status: int = 200,
        canned: str = "",
    ) -> Response:
        """The page with all panes, as it is without a script."""
        who = signed_in(request)
        event = await self._live.latest()  # before the panes are read, so that what happens meanwhile is told
        context = await self._panes.queue(who, look, question_id)
        try:
            thread = (
                await self._panes.thread(who, question_id, conflict, canned)
                if question_id
                else {"question": None}
            )
        except NoSuchQuestion:
            thread, status = {"question": None}, 404
        return page(
            "desk/desk.html", status=status, event=event, **{**context, **thread, "conflict": conflict}
        )

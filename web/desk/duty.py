"""On duty or away: a switch, and what it means for those who wait."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from reference.duty import Duty
from web.desk.guard import DeskRoute, Guard, signed_in


class DutySwitch:
    def __init__(self, guard: Guard, duty: Duty) -> None:
        self._guard, self._duty = guard, duty

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.post("/desk/duty")(self.switch)
        return router

    async def switch(self, request: Request, on: Annotated[bool, Form()]) -> Response:
        me = signed_in(request).librarian
        if on:
            await self._duty.begin(me)
        else:
            await self._duty.end(me.id)
        return RedirectResponse("/desk?tab=mine" if on else "/desk", status_code=303)

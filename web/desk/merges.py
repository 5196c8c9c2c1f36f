"""Two questions of one patron made one, where she asked anew about the same matter."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from reference.merging import Merging
from web.desk.ending import Ending
from web.desk.guard import DeskRoute, Guard, signed_in


class Merges:
    def __init__(self, guard: Guard, merging: Merging, ending: Ending) -> None:
        self._guard, self._merging, self._ending = guard, merging, ending

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.post("/desk/questions/{question_id}/absorb")(self.absorb)
        return router

    async def absorb(
        self, request: Request, question_id: str, source: Annotated[str, Form(max_length=26)]
    ) -> Response:
        """Make the question `source` part of this one."""
        me = signed_in(request).librarian
        return await self._ending.attempt(
            request, question_id, self._merging.merge(source, me, into=question_id)
        )

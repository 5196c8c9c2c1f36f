"""Notes for colleagues, whom an @ calls."""

from fastapi import APIRouter, Depends, Request, Response

from library.staff import Librarian, Staff
from reference.casework import Casework
from web.desk.ending import Ending
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.typed import Key, Text, plain

SIGNS = "@＠"


class Noting:
    def __init__(self, guard: Guard, casework: Casework, staff: Staff, ending: Ending) -> None:
        self._guard, self._casework, self._staff, self._ending = guard, casework, staff, ending

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.post("/desk/questions/{question_id}/note")(self.note)
        return router

    async def note(self, request: Request, question_id: str, key: Key, text: Text = "") -> Response:
        me, text = signed_in(request).librarian, plain(text)
        deed = self._casework.note(question_id, me, text, key=key, staff=await called_in(text, self._staff))
        return await self._ending.attempt(request, question_id, deed)


async def called_in(text: str, staff: Staff) -> list[Librarian]:
    """Everybody, where somebody is called at all."""
    return await staff.everyone() if any(sign in text for sign in SIGNS) else []

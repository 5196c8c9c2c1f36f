"""Handing a question on: to a colleague, to another branch, or back to the queue."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from library.branches import Branch, Branches, NoSuchBranch
from library.staff import Librarian, Staff
from reference.casework import Casework
from reference.changes.by_librarian import Hands
from web.desk.ending import Ending
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.noting import called_in
from web.desk.typed import Key, Text, plain

AT = "at:"  # a branch's id follows


class HandingOn:
    def __init__(
        self, guard: Guard, casework: Casework, staff: Staff, branches: Branches, ending: Ending
    ) -> None:
        self._guard, self._casework, self._ending = guard, casework, ending
        self._staff, self._branches = staff, branches

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.post("/desk/questions/{question_id}/hand-on")(self.hand_on)
        return router

    async def hand_on(
        self,
        request: Request,
        question_id: str,
        key: Key,
        to: Annotated[str, Form(max_length=26)] = "",
        text: Text = "",
    ) -> Response:
        """Where `to` names nobody, to the queue."""
        hands = await self._hands(signed_in(request).librarian, to)
        hands = replace(hands, staff=await called_in(text, self._staff))
        deed = self._casework.hand_on(question_id, hands, plain(text), key=key)
        return await self._ending.attempt(request, question_id, deed, draft=text)

    async def _hands(self, giver: Librarian, to: str) -> Hands:
        if to.startswith(AT):
            return Hands(giver, None, await self._branch(to.removeprefix(AT)))
        return Hands(giver, await self._colleague(to) if to else None)

    async def _branch(self, branch_id: str) -> Branch:
        try:
            return await self._branches.get(branch_id)
        except NoSuchBranch:
            raise HTTPException(404, "没有这个分馆。") from None

    async def _colleague(self, librarian_id: str) -> Librarian:
        everyone = await self._staff.everyone()
        found = next((one for one in everyone if one.id == librarian_id and one.active), None)
        if found is None:
            raise HTTPException(404, "没有这位同事。")
        return found

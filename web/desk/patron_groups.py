"""Patron groups at the desk: how much each may have at once, and in which a patron is."""

import re
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from ebooks.lending.patron_group import EVERYBODY, PatronGroup
from ebooks.lending.patron_groups import PatronGroups
from ebooks.lending.rules import Limits
from library.identity import new_id
from reference.casework import Casework
from reference.refusals import NoSuchQuestion, NotPossible
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.typed import one_line
from web.rendering import page

ALL, MOST = "所有读者", 100
NAME = 20
TROUBLE = f"写上组名；借几本、等几本要在 1 到 {MOST} 之间。"

Id = Annotated[str, Form(pattern="^[0-9A-Z]{26}$|^$")]
Word = Annotated[str, Form(max_length=60)]


class PatronGroupDesk:
    """A patron is found where she asks: there is no list of patrons, and no other way to one."""

    def __init__(self, guard: Guard, groups: PatronGroups, casework: Casework) -> None:
        self._guard, self._groups, self._casework = guard, groups, casework

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/licences/groups")(self.all)
        router.post("/desk/licences/groups")(self.put)
        router.post("/desk/licences/groups/{group_id}/remove")(self.remove)
        router.get("/desk/questions/{question_id}/group")(self.one)
        router.post("/desk/questions/{question_id}/group")(self.assign)
        return router

    async def all(self, request: Request) -> Response:
        return await self._page(request)

    async def put(
        self, request: Request, group: Id = EVERYBODY, name: Word = "", loans: Word = "", holds: Word = ""
    ) -> Response:
        """The form brings the id, so that a button pressed twice makes one group."""
        name = one_line(name)[:NAME]
        if not (_is_limit(loans) and _is_limit(holds) and (name or group == EVERYBODY)):
            return await self._page(request, trouble=TROUBLE, status=400)
        limits = Limits(loans=int(loans), holds=int(holds))
        await self._groups.put(PatronGroup(id=group, name=name, limits=limits))
        return _to("/desk/licences/groups")

    async def remove(self, group_id: str) -> Response:
        await self._groups.remove(group_id)
        return _to("/desk/licences/groups")

    async def one(self, request: Request, question_id: str) -> Response:
        """In which group the patron is who asked this."""
        who = signed_in(request)
        try:
            question = (await self._casework.look(question_id, who.librarian)).question
        except NoSuchQuestion:
            return _to("/desk")
        if question.scrubbed_at:
            return _to(f"/desk/questions/{question_id}")
        return page(
            "desk/patron_group.html",
            me=who.librarian,
            csrf=who.csrf,
            question=question,
            groups=await self._groups.every(),
            hers=await self._groups.of(question.patron),
            all=ALL,
        )

    async def assign(self, request: Request, question_id: str, group: Id = EVERYBODY) -> Response:
        """Colleagues read in the thread who did it."""
        librarian = signed_in(request).librarian
        try:
            question = (await self._casework.look(question_id, librarian)).question
        except NoSuchQuestion:
            return _to("/desk")
        known = {one.id: one.name or ALL for one in await self._groups.every()}
        if group in known and not question.scrubbed_at:
            before = await self._groups.of(question.patron)
            await self._groups.assign(question.patron, group)
            if before.id != group:
                with suppress(NotPossible):
                    await self._casework.note(question_id, librarian, f"读者组：{known[group]}", key=new_id())
        return _to(f"/desk/questions/{question_id}")

    async def _page(self, request: Request, *, trouble: str = "", status: int = 200) -> Response:
        who = signed_in(request)
        return page(
            "desk/patron_groups.html",
            status=status,
            me=who.librarian,
            csrf=who.csrf,
            groups=await self._groups.every(),
            all=ALL,
            fresh=new_id(),
            usual=Limits(),
            most=MOST,
            longest=NAME,
            trouble=trouble,
        )


def _is_limit(written: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,3}", written.strip())) and 1 <= int(written) <= MOST


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303)

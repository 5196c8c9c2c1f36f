"""The staff at the desk: who works here, what she may do, and the key she is given."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from library.branches import Branches, within
from library.roles import Role
from library.second_factor import SecondFactor
from library.sessions import Sessions
from library.staff import Librarian, LoginInUse, Staff
from web.desk.guard import DeskRoute, Guard, signed_in
from web.rendering import page

ROLES = {Role.LIBRARIAN: "馆员", Role.SUPERVISOR: "主管", Role.ADMINISTRATOR: "管理员"}
MAY = {
    Role.LIBRARIAN: "回答读者，编知识库、计划和专题，导入图书，看统计",
    Role.SUPERVISOR: "还能管借阅许可、借阅机和分馆",
    Role.ADMINISTRATOR: "还能管账号",
}
NAMELESS = "账号和姓名都要写。"
TAKEN = "「{login}」这个账号已经有人用了，请换一个。"

Word = Annotated[str, Form(max_length=60)]


class StaffDesk:
    """An administrator of a branch keeps the accounts of her branch and of those below, but not her own.

    Nobody can take the last administrator away, because nobody can take away herself.
    """

    def __init__(
        self, guard: Guard, staff: Staff, sessions: Sessions, second_factor: SecondFactor, branches: Branches
    ) -> None:
        self._guard, self._staff, self._sessions = guard, staff, sessions
        self._second_factor, self._branches = second_factor, branches

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/staff")(self.all)
        router.post("/desk/staff")(self.add)
        router.post("/desk/staff/{librarian}/role")(self.appoint)
        router.post("/desk/staff/{librarian}/reset")(self.reset)
        router.post("/desk/staff/{librarian}/forget-telephone")(self.forget_telephone)
        router.post("/desk/staff/{librarian}/sign-out")(self.sign_out)
        router.post("/desk/staff/{librarian}/close")(self.close)
        router.post("/desk/staff/{librarian}/open")(self.open)
        return router

    async def all(self, request: Request) -> Response:
        return await self._page(request)

    async def add(
        self,
        request: Request,
        login: Word = "",
        name: Word = "",
        role: Annotated[Role, Form()] = Role.LIBRARIAN,
    ) -> Response:
        typed = {"login": login.strip(), "name": name.strip(), "role": role}
        if not (typed["login"] and typed["name"]):
            return await self._page(request, status=422, trouble=NAMELESS, typed=typed)
        try:
            added, password = await self._staff.add(login, name, role)
        except LoginInUse as taken:
            trouble = TAKEN.format(login=taken.login)
            return await self._page(request, status=409, trouble=trouble, typed=typed)
        await self._staff.move(added.id, signed_in(request).librarian.branch)
        return await self._page(request, given=(added, password))

    async def appoint(self, request: Request, librarian: str, role: Annotated[Role, Form()]) -> Response:
        return await self._do(request, librarian, lambda one: self._staff.appoint(one.id, role))

    async def reset(self, request: Request, librarian: str) -> Response:
        her = await self._one(request, librarian)
        password = await self._staff.reset(her.login)
        await self._sessions.end_all_of(her.id)
        return await self._page(request, given=(her, password))

    async def forget_telephone(self, request: Request, librarian: str) -> Response:
        return await self._do(request, librarian, lambda one: self._second_factor.remove(one.id))

    async def sign_out(self, request: Request, librarian: str) -> Response:
        return await self._do(request, librarian, lambda one: self._sessions.end_all_of(one.id))

    async def close(self, request: Request, librarian: str) -> Response:
        async def close(one: Librarian) -> None:
            await self._staff.disable(one.id)
            await self._sessions.end_all_of(one.id)

        return await self._do(request, librarian, close)

    async def open(self, request: Request, librarian: str) -> Response:
        return await self._do(request, librarian, lambda one: self._staff.enable(one.id))

    async def _do(
        self, request: Request, librarian: str, deed: Callable[[Librarian], Awaitable[None]]
    ) -> Response:
        await deed(await self._one(request, librarian))
        return RedirectResponse("/desk/staff", status_code=303)

    async def _one(self, request: Request, librarian: str) -> Librarian:
        """A colleague of this branch or below; anybody else is not there."""
        me = signed_in(request).librarian
        for one in await self._colleagues(me):
            if one.id == librarian and one.id != me.id:
                return one
        raise HTTPException(404)

    async def _colleagues(self, me: Librarian) -> list[Librarian]:
        return [one for one in await self._staff.everyone() if within(one.branch, me.branch)]

    async def _page(
        self,
        request: Request,
        *,
        status: int = 200,
        trouble: str = "",
        typed: dict[str, str] | None = None,
        given: tuple[Librarian, str] | None = None,
    ) -> Response:
        who = signed_in(request)
        return page(
            "desk/staff.html",
            status=status,
            me=who.librarian,
            csrf=who.csrf,
            colleagues=await self._colleagues(who.librarian),
            names={one.id: one.name for one in await self._branches.all(who.librarian.branch)},
            roles=ROLES,
            may=MAY,
            trouble=trouble,
            typed=typed or {"login": "", "name": "", "role": Role.LIBRARIAN},
            given=given,
            needs_telephone=self._guard.wants_second_factor,
        )

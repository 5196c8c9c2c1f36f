"""Branches at the desk: which there are, when they are open, what they take, and who works there."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from library.branches import (
    CENTRE,
    Branch,
    Branches,
    ChangedMeanwhile,
    Level,
    NoSuchBranch,
    NothingBelow,
    within,
)
from library.clock import utc_now
from library.hours_notation import spell
from library.staff import Librarian, Staff
from web.desk import wording
from web.desk.branch_form import LANGUAGES, BranchForm, listed
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.typed import one_line
from web.rendering import page

LEVELS = {Level.CENTRE: "总馆", Level.DISTRICT: "旗县区", Level.STREET: "街道乡镇", Level.VILLAGE: "村社区"}
BELOW = {Level.CENTRE: "旗县区分馆", Level.DISTRICT: "街道、乡镇分馆", Level.STREET: "村、社区服务点"}
AT_THE_TOP = "centre"  # the centre's id is empty, which no address can be
CHANGED = "同事刚刚改过这个分馆，您的改动还没有保存。下面是您写的；刷新页面可以看到同事的。"


class BranchDesk:
    """Hers are her own branch and those below it; others are none for her."""

    def __init__(self, guard: Guard, branches: Branches, staff: Staff) -> None:
        self._guard, self._branches, self._staff = guard, branches, staff

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/branches")(self.all)
        router.get("/desk/branches/{branch}")(self.one)
        router.post("/desk/branches/{branch}")(self.change)
        router.post("/desk/branches/{branch}/below")(self.add)
        router.post("/desk/branches/{branch}/staff")(self.move)
        return router

    async def all(self, request: Request) -> Response:
        me = signed_in(request).librarian
        branches = await self._branches.all(me.branch)
        return page(
            "desk/branches.html",
            **self._around(request),
            branches=branches,
            top=me.branch,
            today={branch.id: await self._today(branch.id) for branch in branches},
            working=_count([one for one in await self._staff.everyone() if one.active]),
        )

    async def one(self, request: Request, branch: str) -> Response:
        found = await self._mine(request, branch)
        return await self._show(request, found, BranchForm.of(found))

    async def change(
        self, request: Request, branch: str, form: Annotated[BranchForm, Depends(BranchForm)]
    ) -> Response:
        before = await self._mine(request, branch)
        if trouble := form.trouble():
            return await self._show(request, before, form, status=400, trouble=trouble)
        try:
            await self._branches.change(form.branch(before))
        except ChangedMeanwhile as late:
            return await self._show(request, late.now, form, status=409, trouble=CHANGED)
        return RedirectResponse("/desk/branches", status_code=303)

    async def add(
        self, request: Request, branch: str, name: Annotated[str, Form(max_length=60)] = ""
    ) -> Response:
        above, name = await self._mine(request, branch), one_line(name)
        try:
            if name:
                return _to(await self._branches.add(above.id, name))
        except NothingBelow:
            pass
        return _to(above)

    async def move(
        self, request: Request, branch: str, librarian: Annotated[str, Form(max_length=26)] = ""
    ) -> Response:
        """A colleague works here from now on, if it is for oneself to move her."""
        here, me = await self._mine(request, branch), signed_in(request).librarian
        for one in await self._staff.everyone():
            if one.id == librarian and _may_move(me, one):
                await self._staff.move(one.id, here.id)
                return _to(here)
        raise HTTPException(404, "没有这位同事。")

    async def _show(
        self, request: Request, branch: Branch, form: BranchForm, *, status: int = 200, trouble: str = ""
    ) -> Response:
        me = signed_in(request).librarian
        everyone = [
            one for one in await self._staff.everyone() if one.active and within(one.branch, me.branch)
        ]
        names = {one.id: one.name for one in await self._branches.all()}
        return page(
            "desk/branches_one.html",
            status=status,
            **self._around(request),
            branch=branch,
            typed=form,
            trouble=trouble,
            here=[one for one in everyone if one.branch == branch.id],
            elsewhere=[one for one in everyone if one.branch != branch.id and _may_move(me, one)],
            names=names,
            above=names.get(branch.above, "") if branch.id != me.branch and branch.above is not None else "",
            inherited=await self._today(branch.id),
        )

    async def _mine(self, request: Request, branch: str) -> Branch:
        branch_id = CENTRE if branch == AT_THE_TOP else branch
        try:
            if within(branch_id, signed_in(request).librarian.branch):
                return await self._branches.get(branch_id)
        except NoSuchBranch:
            pass
        raise HTTPException(404, "没有这个分馆。")

    async def _today(self, branch_id: str) -> str:
        hours = await self._branches.hours(branch_id)
        return spell(hours.on(utc_now().astimezone(hours.zone).date())) if hours else ""

    def _around(self, request: Request) -> dict[str, Any]:
        who = signed_in(request)
        return {
            "me": who.librarian,
            "csrf": who.csrf,
            "address": address,
            "listed": listed,
            "levels": LEVELS,
            "below": BELOW,
            "languages": LANGUAGES,
            "wording": wording,
        }


def address(branch: Branch) -> str:
    return f"/desk/branches/{branch.id or AT_THE_TOP}"


def _to(branch: Branch) -> Response:
    return RedirectResponse(address(branch), status_code=303)


def _may_move(me: Librarian, colleague: Librarian) -> bool:
    """Whom one sees; not oneself nor who may do more, or a branch could lose its last administrator."""
    is_below = within(colleague.branch, me.branch) and me.role.covers(colleague.role)
    return is_below and colleague.id != me.id


def _count(working: list[Librarian]) -> dict[str, int]:
    """How many work at each branch."""
    return {one.branch: sum(other.branch == one.branch for other in working) for one in working}

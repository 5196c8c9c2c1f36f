"""Reading plans at the desk: drawing one up, publishing it, and how patrons keep it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ebooks.catalogue import Catalogue
from ebooks.titles import NoSuchTitle, Title
from library.few import FEWEST
from reader.drawing_up import LONGEST, MOST
from reader.figures import Figures
from reader.planned import Draft, Status
from reader.plans import Drafts
from reader.refusals import CannotRead, DoesNotFit, EditedMeanwhile, NoSuchPlan, NotReadable
from reader.shelf import Shelf
from web.desk import wording
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.typed import plain
from web.rendering import page

SEARCHED, OFFERED = 30, 9  # titles looked at, titles found
TITLES = 12  # in one plan
UNNAMED = "未命名的计划"

STATES = {Status.DRAFT: "草稿", Status.PUBLISHED: "开放中", Status.WITHDRAWN: "已收起"}

Name = Annotated[str, Form(min_length=1, max_length=40)]
Introduction = Annotated[str, Form(max_length=400)]
Note = Annotated[str, Form(max_length=300)]
Days = Annotated[int, Form(ge=1, le=LONGEST)]
Revision = Annotated[int, Form(ge=1)]
Code = Annotated[str, Form(max_length=20)]


class TooManyTitles(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} titles")
        self.most = most


class PlanDesk:
    """Each form changes one thing and carries the revision it was made for."""

    def __init__(
        self, guard: Guard, drafts: Drafts, figures: Figures, catalogue: Catalogue, shelf: Shelf
    ) -> None:
        self._guard, self._drafts, self._figures = guard, drafts, figures
        self._catalogue, self._shelf = catalogue, shelf

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/plans")(self.all)
        router.post("/desk/plans")(self.draft)
        router.get("/desk/plans/{plan_id}")(self.edit)
        router.get("/desk/plans/{plan_id}/preview")(self.preview)
        router.post("/desk/plans/{plan_id}/words")(self.describe)
        router.post("/desk/plans/{plan_id}/titles")(self.add_title)
        router.post("/desk/plans/{plan_id}/titles/remove")(self.remove_title)
        router.post("/desk/plans/{plan_id}/length")(self.change_length)
        router.post("/desk/plans/{plan_id}/days")(self.arrange)
        router.post("/desk/plans/{plan_id}/publish")(self.publish)
        router.post("/desk/plans/{plan_id}/withdraw")(self.withdraw)
        router.post("/desk/plans/{plan_id}/discard")(self.discard)
        return router

    # Looking

    async def all(self, request: Request) -> Response:
        return await self._list(request)

    async def edit(
        self, request: Request, plan_id: str, words: Annotated[str, Query(max_length=60)] = ""
    ) -> Response:
        try:
            return await self._edit_page(request, await self._drafts.get(plan_id), words=words)
        except NoSuchPlan:
            return await self._gone(request)

    async def preview(self, request: Request, plan_id: str) -> Response:
        """As patrons will read it."""
        try:
            draft = await self._drafts.get(plan_id)
        except NoSuchPlan:
            return await self._gone(request)
        return page("desk/plans_preview.html", **self._around(request), draft=draft)

    # Doing

    async def draft(self, request: Request, name: Name) -> Response:
        return _to((await self._drafts.draft(name.strip() or UNNAMED)).id)

    async def describe(
        self, request: Request, plan_id: str, name: Name, revision: Revision, introduction: Introduction = ""
    ) -> Response:
        typed = {"name": name.strip() or UNNAMED, "introduction": plain(introduction).strip()}
        return await self._do(
            request, plan_id, revision, lambda draft: self._drafts.describe(draft, **typed), **typed
        )

    async def add_title(self, request: Request, plan_id: str, title: Code, revision: Revision) -> Response:
        async def add(draft: Draft) -> None:
            found = await self._catalogue.get(title)
            await self._choose(draft, dict((*draft.titles, (found.id, found.name))))

        return await self._do(request, plan_id, revision, add)

    async def remove_title(self, request: Request, plan_id: str, title: Code, revision: Revision) -> Response:
        async def remove(draft: Draft) -> None:
            await self._choose(draft, {code: name for code, name in draft.titles if code != title})

        return await self._do(request, plan_id, revision, remove)

    async def change_length(self, request: Request, plan_id: str, days: Days, revision: Revision) -> Response:
        return await self._do(
            request, plan_id, revision, lambda draft: self._drafts.choose(draft, draft.titles, days)
        )

    async def arrange(
        self,
        request: Request,
        plan_id: str,
        revision: Revision,
        portion: Annotated[list[int], Form(max_length=LONGEST)],
        note: Annotated[list[Note], Form(max_length=LONGEST)],
    ) -> Response:
        notes = [plain(one).strip() for one in note]

        async def arrange(draft: Draft) -> None:
            if not len(portion) == len(notes) == len(draft.days):
                raise EditedMeanwhile(plan_id)
            await self._drafts.arrange(draft, portion, notes)

        return await self._do(request, plan_id, revision, arrange, portions=portion, notes=notes)

    async def publish(self, request: Request, plan_id: str, revision: Revision) -> Response:
        return await self._do(request, plan_id, revision, self._drafts.publish)

    async def withdraw(self, request: Request, plan_id: str, revision: Revision) -> Response:
        return await self._do(request, plan_id, revision, self._drafts.withdraw)

    async def discard(self, request: Request, plan_id: str) -> Response:
        """What was never published."""
        await self._drafts.discard(plan_id)
        return RedirectResponse("/desk/plans", status_code=303)

    async def _choose(self, draft: Draft, titles: Mapping[str, str]) -> None:
        """In as many days as before, or as few more as the titles need."""
        if len(titles) > TITLES:
            raise TooManyTitles(TITLES)
        try:
            await self._drafts.choose(draft, tuple(titles.items()), draft.length)
        except DoesNotFit as refusal:
            await self._drafts.choose(draft, tuple(titles.items()), refusal.least)

    async def _do(
        self,
        request: Request,
        plan_id: str,
        seen: int,
        deed: Callable[[Draft], Awaitable[object]],
        **typed: Any,
    ) -> Response:
        """Where it cannot be done, the page says why, with what was typed still in it."""
        try:
            draft = await self._drafts.get(plan_id)
        except NoSuchPlan:
            return await self._gone(request)
        try:
            if draft.revision != seen:
                raise EditedMeanwhile(plan_id)
            await deed(draft)
        except (CannotRead, NoSuchTitle, TooManyTitles) as refusal:
            return await self._edit_page(request, draft, status=409, trouble=_explain(refusal), **typed)
        return _to(plan_id)

    # Pages

    async def _edit_page(self, request: Request, draft: Draft, *, status: int = 200, **more: Any) -> Response:
        context: dict[str, Any] = {"words": "", "trouble": "", "name": draft.name, "notes": None}
        context |= {"introduction": draft.introduction, "portions": None} | more
        return page(
            "desk/plans_edit.html",
            status=status,
            draft=draft,
            found=await self._readable(context["words"]) if context["words"] else None,
            figures=await self._figures.plan(draft.id, len(draft.days)) if draft.published else None,
            **self._around(request),
            **context,
        )

    async def _readable(self, words: str) -> list[tuple[Title, int]]:
        """Titles with their instalments, without those that cannot be read in a chat."""
        titles = (await self._catalogue.search(words, limit=SEARCHED)).titles
        held = [title for title in titles if await self._shelf.holds(title.id)][:OFFERED]
        return [
            (title, sum(entry.instalments for entry in await self._shelf.contents(title.id)))
            for title in held
        ]

    async def _list(self, request: Request, *, status: int = 200, trouble: str = "") -> Response:
        drafts = await self._drafts.all()
        figures = {
            draft.id: await self._figures.plan(draft.id, len(draft.days))
            for draft in drafts
            if draft.published
        }
        return page(
            "desk/plans.html",
            status=status,
            drafts=drafts,
            figures=figures,
            trouble=trouble,
            **self._around(request),
        )

    async def _gone(self, request: Request) -> Response:
        return await self._list(request, status=404, trouble="没有这个计划，它可能已经被删掉。")

    def _around(self, request: Request) -> dict[str, Any]:
        who = signed_in(request)
        limits = {"longest": LONGEST, "most": MOST, "fewest": FEWEST}
        return {"me": who.librarian, "csrf": who.csrf, "states": STATES, "wording": wording, **limits}


def _to(plan_id: str) -> Response:
    return RedirectResponse(f"/desk/plans/{plan_id}", status_code=303)


def _explain(refusal: Exception) -> str:
    match refusal:
        case EditedMeanwhile():
            return "同事刚刚改过这个计划。下面是最新的，请看过以后再改一次。"
        case DoesNotFit(least=least) if least > LONGEST:
            return f"这些书太长：每天最多 {MOST} 段，要 {least} 天；一个计划最多 {LONGEST} 天。"
        case DoesNotFit(least=least):
            return f"分不下：每天 1 到 {MOST} 段，每本书至少一天，全部读完至少要 {least} 天。"
        case NotReadable():
            return "这本书没有可以在聊天里读的文字，不能放进计划。"
        case TooManyTitles(most=most):
            return f"一个计划最多 {most} 本书。"
        case NoSuchTitle():
            return "书库里没有这本书了。"
    return "没有办成，请再试一次。"

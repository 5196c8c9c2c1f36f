"""How a deed ends: with the thread as it is now, or with the reason why not."""

from collections.abc import Awaitable

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from reference.refusals import CannotHelp, NoSuchQuestion
from web.desk import wording
from web.desk.explaining import explained
from web.desk.guard import BY_SCRIPT, signed_in
from web.desk.looking import Look, Tab
from web.desk.pages import Pages
from web.desk.panes import Conflict, Panes
from web.rendering import page


class Ending:
    """A page for who has no script, a pane for the script."""

    def __init__(self, pages: Pages, panes: Panes) -> None:
        self._pages, self._panes = pages, panes

    async def attempt(
        self, request: Request, question_id: str, deed: Awaitable[object], draft: str = ""
    ) -> Response:
        try:
            await deed
        except CannotHelp as refusal:
            return await self.refuse(request, question_id, explained(refusal, draft))
        return await self.done(request, question_id)

    async def done(self, request: Request, question_id: str) -> Response:
        by_script = BY_SCRIPT in request.headers
        try:
            context = await self._panes.thread(signed_in(request), question_id)
        except NoSuchQuestion:  # it went to a branch whose questions she does not see
            return page("desk/gone.html") if by_script else RedirectResponse("/desk", status_code=303)
        if by_script:
            return page("desk/thread.html", **context)
        return RedirectResponse(f"/desk/questions/{question_id}", status_code=303)

    async def refuse(self, request: Request, question_id: str, conflict: Conflict) -> Response:
        if BY_SCRIPT not in request.headers:
            return await self._pages.whole(
                request, Look(tab=Tab.MINE), question_id, conflict=conflict, status=409
            )
        context = {"conflict": conflict, "csrf": signed_in(request).csrf, "question_id": question_id}
        return page("desk/conflict.html", status=409, wording=wording, **context)

"""While an answer is written: its draft is kept here, and colleagues see who looks and who writes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from library.staff import Librarian
from reference.casework import Casework
from reference.drafts import Drafts
from reference.mentions import Mentions
from reference.presence import Presence
from reference.refusals import NoSuchQuestion
from web.desk.guard import BY_SCRIPT, DeskRoute, Guard, signed_in
from web.desk.typed import Key, Text, plain
from web.rendering import page


class Composing:
    def __init__(
        self, guard: Guard, casework: Casework, drafts: Drafts, presence: Presence, mentions: Mentions
    ) -> None:
        self._guard, self._casework = guard, casework
        self._drafts, self._presence, self._mentions = drafts, presence, mentions

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.post("/desk/questions/{question_id}/draft")(self.keep)
        router.post("/desk/questions/{question_id}/here")(self.here)
        router.post("/desk/questions/{question_id}/left")(self.left)
        router.post("/desk/questions/{question_id}/looked")(self.looked)
        return router

    async def keep(
        self,
        request: Request,
        question_id: str,
        key: Key,
        text: Text = "",
    ) -> Response:
        me = await self._who_sees(request, question_id)
        await self._drafts.keep(question_id, me, plain(text), key=key)
        if BY_SCRIPT in request.headers:
            return Response(status_code=204)
        return RedirectResponse(f"/desk/questions/{question_id}", status_code=303)

    async def here(
        self, request: Request, question_id: str, writing: Annotated[bool, Form()] = False
    ) -> Response:
        """A sign of life; answered with who else is there. Who is there has read the notes that call her."""
        me = await self._who_sees(request, question_id)
        await self._mentions.read(question_id, me)
        await self._presence.here(question_id, me, writing=writing)
        others = (await self._presence.others([question_id], me))[question_id]
        return page("desk/onlookers.html", onlookers=others)

    async def _who_sees(self, request: Request, question_id: str) -> Librarian:
        """Another branch's question is none, to those who write and to those who only look."""
        me = signed_in(request).librarian
        try:
            await self._casework.look(question_id, me)
        except NoSuchQuestion:
            raise HTTPException(404, "没有这个问题。") from None
        return me

    async def looked(self, request: Request, question_id: str) -> Response:
        """The same for who has no script: a page that is looked at changes nothing, a button may."""
        await self._mentions.read(question_id, await self._who_sees(request, question_id))
        return RedirectResponse(f"/desk/questions/{question_id}", status_code=303)

    async def left(self, request: Request, question_id: str) -> Response:
        await self._presence.left(question_id, signed_in(request).librarian)
        return Response(status_code=204)

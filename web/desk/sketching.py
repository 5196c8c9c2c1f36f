"""起草: the machine's draft of an answer, which a librarian puts into hers or throws away."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from library.staff import Librarian
from reference.assistant.refusals import (
    CannotDraft,
    Declined,
    NothingFound,
    SwitchedOff,
    TimedOut,
    Unfounded,
    Unreachable,
)
from reference.casework import Casework
from reference.models import Thread
from reference.refusals import CannotHelp, NotYours
from web.desk.ending import Ending
from web.desk.explaining import explained
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.panes import Conflict
from web.desk.typed import Text, plain
from web.desk.workbench import Workbench

Key = Annotated[str, Form(max_length=64)]

WHY: Mapping[type[CannotDraft], str] = {
    NothingFound: "知识库、馆舍信息和书目里都没有找到依据，没有去问机器。",
    Declined: "机器说，找到的馆内资料答不了这个问题。",
    Unfounded: "机器写的内容在馆内资料里找不到依据，没有给您看。",
    TimedOut: "机器太慢，不等了。可以稍后再试，或者自己写。",
    Unreachable: "现在连不上机器。可以稍后再试，或者自己写。",
    SwitchedOff: "本馆没有开启起草。",
}


class Sketching:
    """What is typed comes along with a plain form and is kept as her draft, so that no page loses it."""

    def __init__(self, guard: Guard, casework: Casework, bench: Workbench, ending: Ending) -> None:
        self._guard, self._casework, self._bench, self._ending = guard, casework, bench, ending

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.post("/desk/questions/{question_id}/sketch")(self.sketch)
        router.post("/desk/questions/{question_id}/insert-sketch")(self.insert)
        router.post("/desk/questions/{question_id}/drop-sketch")(self.drop)
        return router

    async def sketch(self, request: Request, question_id: str, key: Key = "", text: Text = "") -> Response:
        me = signed_in(request).librarian
        try:
            thread = await self._hers(question_id, me)
            await self._keep(question_id, me, text, key)
            made = await self._bench.assistant.draft(thread)
        except CannotDraft as refusal:
            why = Conflict(title="没有起草", words=WHY[type(refusal)], draft=plain(text))
            return await self._ending.refuse(request, question_id, why)
        except CannotHelp as refusal:
            return await self._ending.refuse(request, question_id, explained(refusal, draft=plain(text)))
        await self._bench.sketches.keep(question_id, me, made)
        return await self._ending.done(request, question_id)

    async def insert(self, request: Request, question_id: str, key: Key = "", text: Text = "") -> Response:
        """Behind what she has written."""
        me = signed_in(request).librarian
        made = await self._bench.sketches.find(question_id, me)
        whole = f"{text}\n{made.text}".strip() if made else text
        return await self._clear(request, question_id, whole, key)

    async def drop(self, request: Request, question_id: str, key: Key = "", text: Text = "") -> Response:
        return await self._clear(request, question_id, text, key)

    async def _clear(self, request: Request, question_id: str, text: str, key: str) -> Response:
        """The machine's goes and hers stays, where she sees the question."""
        me = signed_in(request).librarian
        try:
            await self._casework.look(question_id, me)
        except CannotHelp as refusal:
            return await self._ending.refuse(request, question_id, explained(refusal, draft=plain(text)))
        await self._keep(question_id, me, text, key)
        await self._bench.sketches.drop(question_id, me)
        return await self._ending.done(request, question_id)

    async def _hers(self, question_id: str, me: Librarian) -> Thread:
        """Raises NoSuchQuestion, NotYours."""
        thread = await self._casework.look(question_id, me)
        if thread.question.assignee != me.id:
            raise NotYours(thread.question.assignee_name)
        return thread

    async def _keep(self, question_id: str, me: Librarian, text: str, key: str) -> None:
        if text.strip() and key:
            await self._bench.drafts.keep(question_id, me, plain(text), key=key)

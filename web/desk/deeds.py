"""What a librarian does to a question: plain forms do it, and the script sends the same forms."""

from collections.abc import Awaitable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.outbox import Outbox
from bot.replies import Say
from library.identity import new_id
from reference.desk import ReferenceDesk
from reference.models import Closing, Entry, Kind, Outcome
from reference.refusals import (
    AlreadyClaimed,
    AlreadyOpen,
    CannotHelp,
    EmptyAnswer,
    NewerMessages,
    NoSuchQuestion,
    NothingWaiting,
    NotYours,
)
from web.desk import wording
from web.desk.guard import BY_SCRIPT, DeskRoute, Guard, signed_in
from web.desk.pages import Pages
from web.desk.panes import Conflict, Panes, Tab, held_back
from web.rendering import page

LONGEST_ANSWER = 20_000  # characters; ten bubbles would already be too many to read

Text = Annotated[str, Form(max_length=LONGEST_ANSWER)]


class Deeds:
    def __init__(self, guard: Guard, desk: ReferenceDesk, outbox: Outbox, pages: Pages, panes: Panes) -> None:
        self._guard, self._desk, self._outbox = guard, desk, outbox
        self._pages, self._panes = pages, panes

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.post("/desk/next")(self.claim_next)
        router.post("/desk/questions/{question_id}/claim")(self.claim)
        router.post("/desk/questions/{question_id}/unclaim")(self.unclaim)
        router.post("/desk/questions/{question_id}/answer")(self.answer)
        router.post("/desk/questions/{question_id}/resend")(self.resend)
        router.post("/desk/questions/{question_id}/resolve")(self.resolve)
        router.post("/desk/questions/{question_id}/reopen")(self.reopen)
        return router

    async def claim_next(self, request: Request) -> Response:
        try:
            question = await self._desk.claim_next(signed_in(request).librarian)
        except NothingWaiting:
            return RedirectResponse("/desk?tab=unclaimed", status_code=303)
        return await self._done(request, question.id)

    async def claim(self, request: Request, question_id: str) -> Response:
        return await self._try(
            request, question_id, self._desk.claim(question_id, signed_in(request).librarian)
        )

    async def unclaim(self, request: Request, question_id: str) -> Response:
        return await self._try(
            request, question_id, self._desk.unclaim(question_id, signed_in(request).librarian)
        )

    async def answer(
        self,
        request: Request,
        question_id: str,
        key: Annotated[str, Form(min_length=8, max_length=64)],
        last_seq: Annotated[int, Form(ge=0)],
        text: Text = "",
    ) -> Response:
        """Store the answer, then hand it to the outbox: if we die in between, a job hands it over later."""
        librarian = signed_in(request).librarian
        text = text.replace("\r\n", "\n")  # browsers send forms so; a bubble shall not
        try:
            entry = await self._desk.answer(question_id, librarian, text, key=key, last_seq=last_seq)
        except NewerMessages as unseen:
            return await self._refuse(request, question_id, held_back(unseen, text, key))
        except CannotHelp as refusal:
            return await self._refuse(request, question_id, _explain(refusal, draft=text))
        await self._hand_over(question_id, entry)
        if entry.text != text.strip():
            return await self._refuse(request, question_id, _sent_before(text))
        return await self._done(request, question_id)

    async def resend(self, request: Request, question_id: str, seq: Annotated[int, Form()]) -> Response:
        try:
            entry = await self._desk.resend(question_id, signed_in(request).librarian, seq)
        except CannotHelp as refusal:
            return await self._refuse(request, question_id, _explain(refusal))
        await self._hand_over(question_id, entry)
        return await self._done(request, question_id)

    async def resolve(
        self,
        request: Request,
        question_id: str,
        kind: Annotated[Kind, Form()],
        read: Annotated[int, Form(ge=1, le=6)],
        outcome: Annotated[Outcome, Form()],
    ) -> Response:
        closing = Closing(kind=kind, read=read, outcome=outcome)
        return await self._try(
            request, question_id, self._desk.resolve(question_id, signed_in(request).librarian, closing)
        )

    async def reopen(self, request: Request, question_id: str) -> Response:
        return await self._try(
            request, question_id, self._desk.reopen_by_librarian(question_id, signed_in(request).librarian)
        )

    async def _hand_over(self, question_id: str, entry: Entry) -> None:
        question = (await self._desk.thread(question_id)).question
        about = {"question": question_id, "seq": str(entry.seq)}
        await self._outbox.put(question.patron, Say(entry.text), key=entry.delivery, about=about)

    async def _try(self, request: Request, question_id: str, deed: Awaitable[object]) -> Response:
        try:
            await deed
        except CannotHelp as refusal:
            return await self._refuse(request, question_id, _explain(refusal))
        return await self._done(request, question_id)

    async def _done(self, request: Request, question_id: str) -> Response:
        if BY_SCRIPT not in request.headers:
            return RedirectResponse(f"/desk/questions/{question_id}", status_code=303)
        context = await self._panes.thread(signed_in(request), question_id)
        return page("desk/thread.html", **context)

    async def _refuse(self, request: Request, question_id: str, conflict: Conflict) -> Response:
        if BY_SCRIPT not in request.headers:
            return await self._pages.whole(request, Tab.MINE, question_id, conflict=conflict, status=409)
        context = {"conflict": conflict, "csrf": signed_in(request).csrf, "question_id": question_id}
        return page("desk/conflict.html", status=409, wording=wording, **context)


def _explain(refusal: CannotHelp, draft: str = "") -> Conflict:
    match refusal:
        case AlreadyClaimed(winner=winner, at=at):
            when = f"在 {wording.clock(at)} " if at else "刚刚"
            title, words = "慢了一步", f"{winner}{when}已经认领了这个问题。"
        case NotYours(owner=""):
            title, words = "还没有认领", "请先认领，再回答或结束这个问题。"
        case NotYours(owner=owner):
            title, words = "这是同事的问题", f"这个问题由{owner}处理。"
        case EmptyAnswer():
            title, words = "还没有写字", "请先写下回答，再发送。"
        case AlreadyOpen():
            title, words = "读者有新的问题", "这位读者已经提了新的问题，请在那里继续。"
        case NoSuchQuestion():
            title, words = "没有这个问题", "它可能已经被清除。"
        case _:
            title, words = "现在不能这样做", "这个问题的状态刚刚变了，请看一下最新的情况。"
    return Conflict(title=title, words=words, draft=draft)


def _sent_before(draft: str) -> Conflict:
    return Conflict(
        title="上一次其实已经发出",
        words="这条回答先前已经收下，正在发送。您改动后的文字还没有发出，需要时请再发一次。",
        draft=draft,
        key=new_id(),
    )

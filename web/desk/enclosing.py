"""发图片、发卡片: what a librarian sends beside words."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from bot.outbox import Outbox
from ebooks.titles import CannotFind
from handlers.answers import hand_over
from library.identity import new_id
from reference.casework import Casework
from reference.inspection import CannotKeep, TooLarge
from reference.pointer import Enclosed
from reference.refusals import CannotHelp, NewerMessages, NoSuchQuestion
from web.desk import wording
from web.desk.enclosures import Enclosures
from web.desk.ending import Ending
from web.desk.explaining import explained
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.panes import Conflict
from web.desk.typed import Key
from web.rendering import page

LARGEST = 11 << 20  # bytes of a form with a picture of 10 MB in it

Seq = Annotated[int, Form(ge=0)]

NEWER = Conflict(title="读者刚刚又写了", words="还没有发出。请先看一下新的消息，再发一次。")
NONE_CHOSEN = Conflict(title="没有选图片", words="请先选一张 JPG、PNG 或 GIF 图片，再发送。")
TOO_LARGE = Conflict(title="图片太大", words="微信最多收 10 MB 的图片。请缩小以后再发。")
NO_PICTURE = Conflict(title="这不是能发的图片", words="请选 JPG、PNG 或 GIF 图片。")


class Enclosing:
    """Plain forms; the page on which a card is chosen is one of its own."""

    def __init__(
        self,
        guard: Guard,
        casework: Casework,
        outbox: Outbox,
        ending: Ending,
        *,
        enclosures: Enclosures,
    ) -> None:
        self._guard, self._casework, self._outbox = guard, casework, outbox
        self._ending, self._enclosures = ending, enclosures

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False,
            route_class=DeskRoute,
            dependencies=[Depends(_check_size), Depends(self._guard.admit)],
        )
        router.post("/desk/questions/{question_id}/picture")(self.picture)
        router.get("/desk/questions/{question_id}/card")(self.choose)
        router.post("/desk/questions/{question_id}/card")(self.card)
        return router

    async def picture(
        self,
        request: Request,
        question_id: str,
        key: Key,
        last_seq: Seq,
        picture: UploadFile | None = None,
    ) -> Response:
        content = await picture.read() if picture else b""
        if not content:
            return await self._ending.refuse(request, question_id, NONE_CHOSEN)
        try:
            enclosed = await self._enclosures.picture(content)
        except CannotKeep as refusal:
            why = TOO_LARGE if isinstance(refusal, TooLarge) else NO_PICTURE
            return await self._ending.refuse(request, question_id, why)
        return await self._send(request, question_id, enclosed, "［图片］", key, last_seq)

    async def choose(
        self, request: Request, question_id: str, words: Annotated[str, Query(max_length=60)] = ""
    ) -> Response:
        """Books and answers of the house that suit the words; none before somebody has written some."""
        who = signed_in(request)
        try:
            thread = await self._casework.look(question_id, who.librarian)
        except NoSuchQuestion:
            raise HTTPException(404) from None
        words = words.strip()
        context: dict[str, Any] = {
            "me": who.librarian,
            "csrf": who.csrf,
            "question": thread.question,
            "words": words,
            "key": new_id(),
            "cards": await self._enclosures.found(words) if words else {},
        }
        return page("desk/card.html", wording=wording, **context)

    async def card(
        self,
        request: Request,
        question_id: str,
        key: Key,
        last_seq: Seq,
        of: Annotated[str, Form(max_length=64)],
    ) -> Response:
        try:
            pointer = await self._enclosures.card(of)
        except (CannotFind, LookupError):
            raise HTTPException(404) from None
        return await self._send(request, question_id, Enclosed(pointer=pointer), pointer.title, key, last_seq)

    async def _send(
        self, request: Request, question_id: str, enclosed: Enclosed, words: str, key: str, last_seq: int
    ) -> Response:
        me = signed_in(request).librarian
        try:
            entry = await self._casework.answer(
                question_id, me, words, key=key, last_seq=last_seq, enclosed=enclosed
            )
        except CannotHelp as refusal:
            await self._enclosures.let_go(enclosed)
            why = NEWER if isinstance(refusal, NewerMessages) else explained(refusal)
            return await self._ending.refuse(request, question_id, why)
        if entry.attachment != enclosed.attachment:  # sent a moment ago, by the same form
            await self._enclosures.let_go(enclosed)
        await hand_over((await self._casework.thread(question_id)).question, entry, self._outbox)
        return RedirectResponse(f"/desk/questions/{question_id}", status_code=303)


def _check_size(request: Request) -> None:
    """Before anything is read: a form as large as that is none of ours."""
    if request.method == "POST" and int(request.headers.get("content-length") or LARGEST + 1) > LARGEST:
        raise HTTPException(413, "微信最多收 10 MB 的图片。请返回，缩小以后再发。")

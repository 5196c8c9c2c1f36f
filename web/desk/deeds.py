"""What a librarian does to a question: plain forms do it, and the script sends the same forms."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.outbox import Outbox
from handlers.answers import hand_over
from library.clock import utc_now
from library.identity import new_id
from reference.casework import Casework
from reference.drafts import Drafts
from reference.models import Closing, Entry
from reference.refusals import CannotHelp, HandsFull, NewerMessages, NothingWaiting
from reference.tags import Tags
from web.desk.ending import Ending
from web.desk.explaining import explained
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.panes import Conflict, held_back
from web.desk.picking import Tagged, closing, tagged
from web.desk.putting_off import NoSuchMoment, chosen
from web.desk.typed import Key, Text, plain

NO_DAY = Conflict(title="没有选日子", words="请选一个将来的日子。")


class Deeds:
    def __init__(
        self,
        guard: Guard,
        casework: Casework,
        outbox: Outbox,
        ending: Ending,
        *,
        drafts: Drafts,
        tags: Tags,
    ) -> None:
        self._guard, self._casework, self._outbox = guard, casework, outbox
        self._ending, self._drafts, self._tags = ending, drafts, tags

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.post("/desk/next")(self.claim_next)
        router.post("/desk/questions/{question_id}/claim")(self.claim)
        router.post("/desk/questions/{question_id}/answer")(self.answer)
        router.post("/desk/questions/{question_id}/resend")(self.resend)
        router.post("/desk/questions/{question_id}/resolve")(self.resolve)
        router.post("/desk/questions/{question_id}/reopen")(self.reopen)
        router.post("/desk/questions/{question_id}/snooze")(self.snooze)
        router.post("/desk/questions/{question_id}/wake")(self.wake)
        router.post("/desk/questions/{question_id}/discard")(self.discard)
        return router

    async def claim_next(self, request: Request) -> Response:
        try:
            question = await self._casework.claim_next(signed_in(request).librarian)
        except NothingWaiting:
            return RedirectResponse("/desk?tab=unclaimed", status_code=303)
        except HandsFull as refusal:
            return await self._ending.refuse(request, "", explained(refusal))
        return await self._ending.done(request, question.id)

    async def claim(self, request: Request, question_id: str) -> Response:
        return await self._ending.attempt(
            request, question_id, self._casework.claim(question_id, signed_in(request).librarian)
        )

    async def answer(
        self,
        request: Request,
        question_id: str,
        key: Key,
        last_seq: Annotated[int, Form(ge=0)],
        text: Text = "",
    ) -> Response:
        """Store the answer, then hand it to the outbox: if we die in between, a job hands it over later."""
        librarian = signed_in(request).librarian
        text = plain(text)
        try:
            entry = await self._casework.answer(question_id, librarian, text, key=key, last_seq=last_seq)
        except NewerMessages as unseen:
            return await self._ending.refuse(request, question_id, held_back(unseen, text, key))
        except CannotHelp as refusal:
            return await self._ending.refuse(request, question_id, explained(refusal, draft=text))
        await self._hand_over(question_id, entry)
        await self._drafts.sent(question_id, librarian, key=key)
        if entry.text != text.strip():
            return await self._ending.refuse(request, question_id, _sent_before(text))
        return await self._ending.done(request, question_id)

    async def resend(self, request: Request, question_id: str, seq: Annotated[int, Form()]) -> Response:
        try:
            entry = await self._casework.resend(question_id, signed_in(request).librarian, seq)
        except CannotHelp as refusal:
            return await self._ending.refuse(request, question_id, explained(refusal))
        await self._hand_over(question_id, entry)
        return await self._ending.done(request, question_id)

    async def resolve(
        self,
        request: Request,
        question_id: str,
        ending: Annotated[Closing, Depends(closing)],
        ticked: Annotated[Tagged, Depends(tagged)],
    ) -> Response:
        me = signed_in(request).librarian
        try:
            await self._tags.put(question_id, me, ticked.tags, was=ticked.was)
        except CannotHelp as refusal:
            return await self._ending.refuse(request, question_id, explained(refusal))
        return await self._ending.attempt(
            request, question_id, self._casework.resolve(question_id, me, ending)
        )

    async def reopen(self, request: Request, question_id: str) -> Response:
        return await self._ending.attempt(
            request, question_id, self._casework.reopen(question_id, signed_in(request).librarian)
        )

    async def snooze(
        self, request: Request, question_id: str, until: Annotated[str, Form(max_length=10)]
    ) -> Response:
        try:
            at = chosen(until, utc_now())
        except NoSuchMoment:
            return await self._ending.refuse(request, question_id, NO_DAY)
        me = signed_in(request).librarian
        return await self._ending.attempt(request, question_id, self._casework.snooze(question_id, me, at))

    async def wake(self, request: Request, question_id: str) -> Response:
        me = signed_in(request).librarian
        return await self._ending.attempt(request, question_id, self._casework.wake(question_id, me))

    async def discard(self, request: Request, question_id: str) -> Response:
        me = signed_in(request).librarian
        return await self._ending.attempt(request, question_id, self._casework.discard(question_id, me))

    async def _hand_over(self, question_id: str, entry: Entry) -> None:
        await hand_over((await self._casework.thread(question_id)).question, entry, self._outbox)


def _sent_before(draft: str) -> Conflict:
    return Conflict(
        title="上一次其实已经发出",
        words="这条回答先前已经收下，正在发送。您改动后的文字还没有发出，需要时请再发一次。",
        draft=draft,
        key=new_id(),
    )

"""The desk's live events: what happened, to whom, so that open pages know what to fetch."""

import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from reference.earshot import Earshot
from reference.live import PULSE, PULSE_EVERY, LiveEvents
from web.desk.guard import DeskRoute, Guard, signed_in

RETRY = 2_000  # milliseconds until the browser comes back


class Events:
    """A stream tells of the questions its librarian may see, and of none besides."""

    def __init__(self, guard: Guard, live: LiveEvents, earshot: Earshot) -> None:
        self._guard, self._live, self._earshot = guard, live, earshot

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/events", response_class=EventSourceResponse)(self.events)
        return router

    async def events(
        self,
        request: Request,
        after: Annotated[str, Query(max_length=40)] = "",
        last_event_id: Annotated[str, Header(max_length=40)] = "",
    ) -> AsyncIterator[ServerSentEvent]:
        """From the event the browser saw last; `after` is where the page began."""
        who, looked = signed_in(request), time.monotonic()
        me = who.librarian
        yield ServerSentEvent(comment="here", retry=RETRY)
        async with aclosing(self._live.listen(last_event_id or after)) as happening:
            async for event in happening:
                if time.monotonic() - looked >= PULSE_EVERY:
                    looked = time.monotonic()
                    by_now = await self._guard.still_admitted(who.key)
                    if by_now is None:
                        yield ServerSentEvent(event="signed-out", data={})
                        return
                    me = by_now  # who may have been moved to another branch
                if event.what != PULSE and await self._earshot.reaches(me, event):
                    told = {"what": event.what, "question": event.question, "version": event.version}
                    yield ServerSentEvent(event="desk", id=event.id, data=told)

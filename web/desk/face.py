"""The desk as one face: the door, the pages, the deeds and the events."""

from fastapi import APIRouter

from bot.outbox import Outbox
from library.sessions import Sessions
from library.staff import Staff
from library.throttle import SignInThrottle
from reference.desk import ReferenceDesk
from reference.knowledge import KnowledgeBase
from reference.live import LiveEvents
from web.desk.deeds import Deeds
from web.desk.door import Door
from web.desk.events import Events
from web.desk.guard import Guard
from web.desk.pages import Pages
from web.desk.panes import Panes
from web.joining import join


class Desk:
    def __init__(  # noqa: PLR0913 - the one face that needs so many rooms
        self,
        desk: ReferenceDesk,
        staff: Staff,
        sessions: Sessions,
        live: LiveEvents,
        outbox: Outbox,
        *,
        knowledge: KnowledgeBase,
        throttle: SignInThrottle,
        base_url: str,
    ) -> None:
        guard, panes = Guard(sessions, staff, base_url=base_url), Panes(desk, knowledge)
        pages = Pages(guard, panes, live)
        self._door = Door(guard, staff, sessions, throttle)
        self._pages, self._events = pages, Events(guard, live)
        self._deeds = Deeds(guard, desk, outbox, pages, panes)

    def routes(self) -> APIRouter:
        router = APIRouter()
        for room in (self._door, self._pages, self._deeds, self._events):
            join(router, room.routes())
        return router

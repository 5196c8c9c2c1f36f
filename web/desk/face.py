"""The desk as one face: the door, the pages, the deeds and the events."""

from fastapi import APIRouter

from bot.outbox import Outbox
from library.sessions import Sessions
from library.staff import Staff
from library.throttle import SignInThrottle
from reference.casework import Casework
from reference.knowledge import KnowledgeBase
from reference.live import LiveEvents
from web.desk.canned import CannedDesk
from web.desk.composing import Composing
from web.desk.deeds import Deeds
from web.desk.door import Door
from web.desk.duty import DutySwitch
from web.desk.enclosing import Enclosing
from web.desk.ending import Ending
from web.desk.events import Events
from web.desk.guard import Guard
from web.desk.handing_on import HandingOn
from web.desk.merges import Merges
from web.desk.noting import Noting
from web.desk.pages import Pages
from web.desk.panes import Panes
from web.desk.sketching import Sketching
from web.desk.tags import TagDesk
from web.desk.workbench import Workbench
from web.joining import join


class Desk:
    def __init__(  # noqa: PLR0913 - the one face that needs so many rooms
        self,
        guard: Guard,
        casework: Casework,
        staff: Staff,
        sessions: Sessions,
        live: LiveEvents,
        outbox: Outbox,
        *,
        knowledge: KnowledgeBase,
        throttle: SignInThrottle,
        workbench: Workbench,
    ) -> None:
        panes = Panes(casework, knowledge, staff, workbench)
        pages = Pages(guard, panes, live)
        self._door = Door(guard, staff, sessions, throttle)
        self._pages, self._events = pages, Events(guard, live, workbench.earshot)
        ending = Ending(pages, panes)
        self._deeds = Deeds(guard, casework, outbox, ending, drafts=workbench.drafts, tags=workbench.tags)
        self._noting = Noting(guard, casework, staff, ending)
        self._composing = Composing(guard, casework, workbench.drafts, workbench.presence, workbench.mentions)
        self._enclosing = Enclosing(guard, casework, outbox, ending, enclosures=workbench.enclosures)
        self._canned = CannedDesk(guard, workbench.canned)
        self._sketching = Sketching(guard, casework, workbench, ending)
        self._tags = TagDesk(guard, workbench.tags, ending)
        self._duty = DutySwitch(guard, workbench.duty)
        self._handing_on = HandingOn(guard, casework, staff, workbench.branches, ending)
        self._merges = Merges(guard, workbench.merging, ending)

    def routes(self) -> APIRouter:
        router = APIRouter()
        for room in (
            self._door,
            self._pages,
            self._deeds,
            self._noting,
            self._composing,
            self._sketching,
            self._enclosing,
            self._handing_on,
            self._merges,
            self._canned,
            self._tags,
            self._duty,
            self._events,
        ):
            join(router, room.routes())
        return router

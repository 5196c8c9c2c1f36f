"""Where a librarian is signed in, to be looked at and ended."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from library.sessions import Sessions
from web.desk import wording
from web.desk.guard import DeskRoute, Guard, signed_in
from web.rendering import page

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


class SessionList:
    def __init__(self, guard: Guard, sessions: Sessions) -> None:
        self._guard, self._sessions = guard, sessions

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/sessions")(self.all)
        router.post("/desk/sessions/end")(self.end)
        return router

    async def all(self, request: Request) -> Response:
        who = signed_in(request)
        return page(
            "desk/sessions.html",
            me=who.librarian,
            csrf=who.csrf,
            places=await self._sessions.places(who.librarian.id),
            here=self._sessions.here(who.key),
            called=called,
            wording=wording,
        )

    async def end(self, request: Request, place: Annotated[str, Form(max_length=100)] = "") -> Response:
        """One of hers; without a name all but this."""
        who = signed_in(request)
        here = self._sessions.here(who.key)
        for one in await self._sessions.places(who.librarian.id):
            if one.id == place or (not place and one.id != here):
                await self._sessions.leave(who.librarian.id, one.id)
        return RedirectResponse("/desk/sessions", status_code=303)


def called(browser: str) -> str:
    """What a browser says of itself, in two words."""
    words = (next((name for sign, name in known if sign in browser), "") for known in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, words)) or "不认识的浏览器"

"""Coming in: a new session in this browser, in place of whatever was there."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from library.sessions import Sessions
from library.staff import Librarian
from web.desk.guard import Guard


class Entrance:
    def __init__(self, guard: Guard, sessions: Sessions) -> None:
        self._guard, self._sessions = guard, sessions

    async def enter(
        self, request: Request, librarian: Librarian, to: str, *, proved: bool = False
    ) -> Response:
        """Always with a new key: one that was planted before is worth nothing after it."""
        await self._sessions.end(self._guard.key_of(request))
        browser = request.headers.get("user-agent", "")
        key = await self._sessions.start(librarian.id, proved=proved, browser=browser)
        response = RedirectResponse(to, status_code=303)
        self._guard.remember(response, key)
        return response

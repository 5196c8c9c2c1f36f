"""Kiosks at the desk: which stand where and live, how a new one comes, and how one goes."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from ebooks.kiosks.hours import NoSuchHours, read_hours
from ebooks.kiosks.invitation import Invitation
from ebooks.kiosks.kiosk import Kiosk, State
from ebooks.kiosks.kiosks import Kiosks
from ebooks.kiosks.refusals import NoSuchKiosk
from ebooks.lending.licensing import Licensing
from web.desk import wording
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.typed import one_line
from web.rendering import page

NAME, VENUE, HOURS = 40, 60, 20  # characters
ENROL = "/kiosk/enrol"  # what is opened on the device

Name = Annotated[str, Form(max_length=NAME)]
Venue = Annotated[str, Form(max_length=VENUE)]
STATES = {State.ONLINE: "在线", State.SILENT: "静默", State.REVOKED: "已停用"}
LANGUAGES = {"zh": "中文", "mn": "蒙古文（西里尔字母）", "en": "英文"}
NO_HOURS = "开放时间请写成 09:00–17:00 这样，或者空着。"
NAMELESS = "名称和场馆都要写。"


class KioskDesk:
    def __init__(self, guard: Guard, kiosks: Kiosks, licensing: Licensing, *, base_url: str) -> None:
        self._guard, self._kiosks, self._licensing = guard, kiosks, licensing
        self._address = base_url.rstrip("/") + ENROL

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/kiosks")(self.all)
        router.post("/desk/kiosks")(self.invite)
        router.get("/desk/kiosks/silent")(self.silent)
        router.get("/desk/kiosks/codes/{kiosk_id}")(self.code)
        router.post("/desk/kiosks/codes/{kiosk_id}/withdraw")(self.withdraw)
        router.get("/desk/kiosks/{kiosk_id}")(self.one)
        router.post("/desk/kiosks/{kiosk_id}")(self.rename)
        router.post("/desk/kiosks/{kiosk_id}/revoke")(self.revoke)
        return router

    async def all(self, request: Request) -> Response:
        return await self._list(request)

    async def silent(self) -> Response:
        """The banner alone, for the script of an open desk."""
        return page("desk/silent.html")

    async def invite(self, request: Request, name: Name = "", venue: Venue = "") -> Response:
        name, venue = one_line(name), one_line(venue)
        if not name or not venue:
            return await self._list(request, status=400, trouble=NAMELESS, name=name, venue=venue)
        invited = await self._kiosks.invite(name, venue, by=signed_in(request).librarian.name)
        return RedirectResponse(f"/desk/kiosks/codes/{invited.kiosk_id}", status_code=303)

    async def code(self, request: Request, kiosk_id: str) -> Response:
        """The code, until it has been used or its time is over; then what became of it."""
        invited = await self._invited(kiosk_id)
        kiosk = None if invited else await self._kiosks.find(kiosk_id)
        left = invited.expires_at - self._kiosks.now if invited else None
        return page(
            "desk/kiosks_code.html",
            **self._around(request),
            invited=invited,
            kiosk=kiosk,
            seconds=int(left.total_seconds()) if left else 0,
            address=self._address,
        )

    async def withdraw(self, kiosk_id: str) -> Response:
        await self._kiosks.withdraw(kiosk_id)
        return _back()

    async def one(self, request: Request, kiosk_id: str) -> Response:
        try:
            kiosk = await self._kiosks.get(kiosk_id)
        except NoSuchKiosk:
            return await self._list(request, status=404, trouble="没有这台借阅机。")
        return await self._edit(request, kiosk, kiosk.name, kiosk.venue, str(kiosk.hours or ""))

    async def rename(
        self,
        request: Request,
        kiosk_id: str,
        name: Name = "",
        venue: Venue = "",
        hours: Annotated[str, Form(max_length=HOURS)] = "",
        language: Annotated[Literal["zh", "mn", "en"], Form()] = "zh",
    ) -> Response:
        """What it is called, where it stands and when people come there; a mistake leaves what was typed."""
        try:
            kiosk = await self._kiosks.get(kiosk_id)
            if not one_line(name) or not one_line(venue):
                return await self._edit(request, kiosk, name, venue, hours, trouble=NAMELESS)
            await self._kiosks.rename(kiosk_id, one_line(name), one_line(venue), read_hours(hours))
            await self._kiosks.speak(kiosk_id, language)
        except NoSuchKiosk:
            return await self._list(request, status=404, trouble="没有这台借阅机。")
        except NoSuchHours:
            return await self._edit(request, kiosk, name, venue, hours, trouble=NO_HOURS)
        return _back()

    async def revoke(self, request: Request, kiosk_id: str) -> Response:
        await self._kiosks.revoke(kiosk_id, by=signed_in(request).librarian.name)
        return _back()

    async def _list(
        self, request: Request, *, status: int = 200, trouble: str = "", name: str = "", venue: str = ""
    ) -> Response:
        return page(
            "desk/kiosks.html",
            status=status,
            **self._around(request),
            kiosks=await self._kiosks.every(),
            invitations=await self._kiosks.invitations(),
            venues=await self._venues(),
            trouble=trouble,
            name=name,
            venue=venue,
        )

    async def _edit(
        self, request: Request, kiosk: Kiosk, name: str, venue: str, hours: str, *, trouble: str = ""
    ) -> Response:
        return page(
            "desk/kiosks_one.html",
            status=400 if trouble else 200,
            **self._around(request),
            kiosk=kiosk,
            name=name,
            venue=venue,
            hours=hours,
            venues=await self._venues(),
            trouble=trouble,
        )

    async def _invited(self, kiosk_id: str) -> Invitation | None:
        return next((one for one in await self._kiosks.invitations() if one.kiosk_id == kiosk_id), None)

    async def _venues(self) -> list[str]:
        """Those with licences of their own, written as the licences write them, and those with kiosks."""
        known = {one.venue for one in await self._kiosks.every()}
        return sorted(known | set(await self._licensing.venues()))

    def _around(self, request: Request) -> dict[str, Any]:
        who = signed_in(request)
        return {
            "me": who.librarian,
            "csrf": who.csrf,
            "now": self._kiosks.now,
            "state": _state,
            "moment": wording.moment,
            "span": wording.span,
            "languages": LANGUAGES,
            "limits": {"name": NAME, "venue": VENUE, "hours": HOURS},
        }


def _state(kiosk: Kiosk, now: Any) -> str:
    state = kiosk.state(now)
    silence = f" {wording.span(now - kiosk.seen_at)}" if state is State.SILENT else ""
    return f"{STATES[state]}{silence}"


def _back() -> Response:
    return RedirectResponse("/desk/kiosks", status_code=303)

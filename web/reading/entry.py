"""The door of the reading page: by a link out of the chat, or because WeChat says who she is."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from bot.wechat.errors import CannotSend
from bot.wechat.pages import Pages
from handlers.links import READING, Target
from library.passes import CannotEnter, Pass, Passes
from library.patrons import NoSuchPatron, Patron, Patrons
from web.reading.guard import Guard, NotAdmitted
from web.reading.preferences import Preferences
from web.visitors import in_wechat

KNOWS_HER = timedelta(minutes=30)  # what a link may be opened in and still say who she is
LONGEST_GUEST = timedelta(days=1)
STATE, STATE_LIFE = "reading state", timedelta(minutes=10)


class Entry:
    """`sign_in` has the accounts that may ask WeChat who somebody is, by name."""

    def __init__(
        self,
        guard: Guard,
        passes: Passes,
        patrons: Patrons,
        *,
        sign_in: Mapping[str, Pages],
        base_url: str,
    ) -> None:
        self._guard, self._passes, self._patrons = guard, passes, patrons
        self._sign_in, self._base = sign_in, base_url.rstrip("/")

    def routes(self, route: type[APIRoute]) -> APIRouter:
        router = APIRouter(route_class=route)
        router.get("/read/in/{token}")(self.enter)
        router.get("/read/wechat/{account}")(self.ask_wechat)
        router.get("/read/wechat/{account}/back")(self.come_back)
        router.post("/read/leave")(self.leave)
        return router

    async def enter(self, request: Request, token: str) -> Response:
        """Somebody remembered stays who she is: a link from a friend's chat makes nobody the friend.

        Who is not remembered is asked of WeChat where that is possible, else believed of a fresh link.
        """
        found = self._check(token)
        target = Target.read(found.what)
        if await self._guard.patron(request):
            return _to(_address(request, target))
        patron = await self._living(found.patron)
        if patron and in_wechat(request) and patron.account in self._sign_in:
            return self._by_wechat(patron.account, target)
        if patron and self._passes.age(found) < KNOWS_HER:
            response = _to(_address(request, target))
            self._guard.remember(response, patron.id)
            return response
        return self._as_guest(target, found)

    async def ask_wechat(self, account: str) -> Response:
        """For a menu entry of the account: to her books, if WeChat knows her."""
        if account not in self._sign_in:
            raise NotAdmitted
        return self._by_wechat(account, Target(title_id=""))

    async def come_back(self, request: Request, account: str, code: str = "", state: str = "") -> Response:
        """From WeChat, in the browser that was sent there: the cookie and the state are of one pair."""
        try:
            known = self._passes.check(STATE, request.cookies.get(STATE_COOKIE, ""))
        except CannotEnter as refused:
            raise NotAdmitted from refused
        expected, target = known.what.split(" ")
        if account not in self._sign_in or not code or not secrets.compare_digest(expected, state):
            raise NotAdmitted
        try:
            openid = await self._sign_in[account].openid(code)
        except CannotSend as refused:
            raise NotAdmitted from refused
        response = _to(Target.read(target).path)
        self._guard.remember(response, (await self._patrons.recognise(account, openid)).id)
        response.delete_cookie(STATE_COOKIE, path="/read/wechat")
        return response

    async def leave(self, request: Request) -> Response:
        self._guard.check_origin(request)
        response = _to("/read")
        self._guard.forget(response)
        return response

    def _check(self, token: str) -> Pass:
        try:
            return self._passes.check(READING, token)
        except CannotEnter as refused:
            raise NotAdmitted from refused

    async def _living(self, patron_id: str) -> Patron | None:
        try:
            patron = await self._patrons.get(patron_id)
        except NoSuchPatron:
            return None
        return patron if patron.openid else None

    def _by_wechat(self, account: str, target: Target) -> Response:
        state = secrets.token_hex(16)
        back = f"{self._base}/read/wechat/{account}/back"
        response = _to(self._sign_in[account].sign_in(back, state))
        kept = self._passes.issue(STATE, what=f"{state} {target.written()}", life=STATE_LIFE)
        response.set_cookie(
            STATE_COOKIE,
            kept,
            max_age=int(STATE_LIFE.total_seconds()),
            path="/read/wechat",
            httponly=True,
            secure=self._base.startswith("https://"),
            samesite="lax",
        )
        return response

    def _as_guest(self, target: Target, found: Pass) -> Response:
        """The text the link was for, and nothing of the one it was sent to."""
        if not target.title_id:
            raise NotAdmitted
        response = _to(target.path if target.spot else f"/read/{target.title_id}/1-1")
        left = found.expires_at - found.issued_at - self._passes.age(found)
        self._guard.let_in(response, target.title_id, min(left, LONGEST_GUEST))
        return response


STATE_COOKIE = "reading_state"


def _address(request: Request, target: Target) -> str:
    if target.spot and not target.count:
        return Preferences.of(request).address(target.title_id, target.spot)
    return target.path


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})

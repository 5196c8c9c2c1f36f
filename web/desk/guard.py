"""Who may come in: the session behind the cookie, and the token that shows a form is ours."""

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from library.roles import Role
from library.sessions import Sessions, SignedOut
from library.staff import Librarian, Staff, WrongPassword
from web.desk.alarms import Alarms
from web.desk.permissions import needs
from web.on_demand import OnDemand
from web.pace import network

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

SIGN_IN, PASSWORD, SECOND_FACTOR, HOME = (
    "/desk/sign-in",
    "/desk/password",
    "/desk/second-factor",
    "/desk",
)
WITH_TWO = Role.SUPERVISOR  # whoever may do as much needs a second factor
BY_SCRIPT = "x-desk"  # set by desk/server.js, which wants pieces of a page instead of redirects
BY_ITSELF = "itself"  # its value where no hand of a librarian asked


class Forged(Exception):
    """A form that did not come from a page of this session."""


class MustChangePassword(Exception):
    pass


class WantsSecondFactor(Exception):
    """She has not given her second factor, or needs one and has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    librarian: Librarian
    csrf: str
    key: str
    proved: bool = False


class Guard:
    """With https the cookie has the prefix browsers guard; on loopback without TLS they would refuse it."""

    def __init__(
        self,
        sessions: Sessions,
        staff: Staff,
        *,
        base_url: str,
        alarms: Alarms | None = None,
        second_factor: bool = True,
    ) -> None:
        self._sessions, self._staff, self._alarms = sessions, staff, alarms
        self.second_factor = second_factor
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))
        self._secure = base_url.startswith("https://")
        self._cookie = "__Host-desk" if self._secure else "desk"

    async def admit(self, request: Request) -> None:
        """For every route of the desk: a librarian who may be there, and a form of ours."""
        self._check(request, await self.identify(request))

    async def admit_unread(self, request: Request) -> None:
        """For a route that reads its form as it arrives, and has `believe` look at its token."""
        self.check_origin(request)
        self._check(request, await self._recognise(request))

    async def admit_proved(self, request: Request) -> None:
        """For what she does before she may go on; whoever has a second factor has given it."""
        _check_proof(await self.identify(request))

    def wants_second_factor(self, librarian: Librarian) -> bool:
        """Whether she has to have one."""
        return self.second_factor and librarian.role.covers(WITH_TWO)

    def _check(self, request: Request, who: SignedIn) -> None:
        _check_proof(who)
        if who.librarian.must_change:
            raise MustChangePassword
        if self.wants_second_factor(who.librarian) and not who.librarian.second_factor:
            raise WantsSecondFactor
        if not who.librarian.role.covers(needs(request.url.path, changes=_changes(request))):
            raise HTTPException(403)

    async def identify(self, request: Request) -> SignedIn:
        """Raises SignedOut, Forged."""
        who = await self._recognise(request)
        if _changes(request):
            self.believe(who, (await request.form()).get("csrf"))
        return who

    def believe(self, who: SignedIn, token: object) -> None:
        """Raises Forged where a form does not carry its session's token."""
        if not isinstance(token, str) or not hmac.compare_digest(token.encode(), who.csrf.encode()):
            raise Forged

    async def _recognise(self, request: Request) -> SignedIn:
        key = self.key_of(request)
        session = await self._sessions.get(key, touch=request.headers.get(BY_SCRIPT) != BY_ITSELF)
        librarian = await self._librarian(session.librarian)
        if self._alarms:
            await self._alarms.look()
        request.state.signed_in = SignedIn(
            librarian=librarian, csrf=session.csrf, key=key, proved=session.proved
        )
        return signed_in(request)

    async def still_admitted(self, key: str) -> Librarian | None:
        """For connections that outlive their request: who she is by now, None where she may not stay."""
        try:
            session = await self._sessions.get(key, touch=False)
            librarian = await self._librarian(session.librarian)
        except SignedOut:
            return None
        return librarian if session.proved or not librarian.second_factor else None

    def check_origin(self, request: Request) -> None:
        """Raises Forged if the browser says that another site sent this.

        The page may be open under a name of its own, such as localhost, so the name asked for counts too.
        """
        here = {None, self._origin, f"{request.url.scheme}://{request.headers.get('host')}"}
        foreign = request.headers.get("sec-fetch-site") == "cross-site"
        if foreign or request.headers.get("origin") not in here:
            raise Forged

    def key_of(self, request: Request) -> str:
        return request.cookies.get(self._cookie, "")

    def remember(self, response: Response, key: str) -> None:
        response.set_cookie(self._cookie, key, httponly=True, secure=self._secure, samesite="lax", path="/")

    def forget(self, response: Response) -> None:
        response.delete_cookie(self._cookie, httponly=True, secure=self._secure, samesite="lax", path="/")

    async def _librarian(self, librarian_id: str) -> Librarian:
        try:
            librarian = await self._staff.get(librarian_id)
        except WrongPassword:
            raise SignedOut from None
        if not librarian.active:
            raise SignedOut
        return librarian


class DeskRoute(OnDemand):
    """Turns away who is not admitted: pages go to the sign-in page, the script is told."""

    def get_route_handler(self) -> Handler:
        serve = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await serve(request)
            except SignedOut:
                response = _away(request, SIGN_IN, and_back=True)
            except MustChangePassword:
                response = _away(request, PASSWORD)
            except WantsSecondFactor:
                response = _away(request, SECOND_FACTOR, and_back=True)
            except Forged:
                return PlainTextResponse("表单已经失效，请返回并刷新页面后再试。", status_code=403)
            response.headers.setdefault("cache-control", "no-store")
            return response

        return guarded


def _check_proof(who: SignedIn) -> None:
    if who.librarian.second_factor and not who.proved:
        raise WantsSecondFactor


def signed_in(request: Request) -> SignedIn:
    found = request.state.signed_in
    assert isinstance(found, SignedIn)  # noqa: S101 - the guard has put it there
    return found


def address_of(request: Request) -> str:
    """Where a request came from, as the server knows it; empty where it does not.

    Of IPv6 the network, for its owner has more addresses in it than anybody could count guesses of.
    """
    return network(request.client.host) if request.client else ""


def local_path(path: str) -> str:
    """A path of the desk to return to, never another site's."""
    return path if path.startswith("/desk") and "\\" not in path and "\n" not in path else HOME


def _changes(request: Request) -> bool:
    return request.method not in {"GET", "HEAD"}


def _away(request: Request, to: str, *, and_back: bool = False) -> Response:
    """A script asks for pieces of its page, and is to come back to the page, which it knows."""
    if BY_SCRIPT in request.headers:
        return PlainTextResponse(to, status_code=401)
    back = and_back and not _changes(request) and request.url.path != HOME
    return RedirectResponse(f"{to}?next={quote(request.url.path)}" if back else to, status_code=303)

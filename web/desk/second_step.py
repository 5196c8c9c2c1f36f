"""The second step of signing in: a code from a telephone, and how to begin with it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from library import qr
from library.second_factor import Proposal, SecondFactor, SecretUnreadable, UnfitSecret, WrongCode
from library.sessions import Sessions
from library.staff import Librarian
from library.throttle import Guessed, SignInThrottle, TooFast
from web.desk.entrance import Entrance
from web.desk.guard import HOME, SECOND_FACTOR, DeskRoute, Guard, address_of, local_path, signed_in
from web.rendering import page

Code = Annotated[str, Form(max_length=100)]
WRONG = "这个码不对，或者已经用过了。请等手机上换一个新的，再输一次。"

UNREADABLE = (
    "服务器读不出您手机的密钥：可能换过 SHUTONG_SECRET_KEY，旧的没有写进 SHUTONG_FORMER_SECRET_KEYS。"
    "请用一个恢复码；或者请管理员在「馆员」里按「手机丢了，重设动态码」，"
    "或在服务器上运行 shutong staff forget-telephone 加您的账号，再重新设置手机。"
)


class SecondStep:
    """Wrong codes slow down as wrong passwords do: six digits would not hold long."""

    def __init__(
        self, guard: Guard, second_factor: SecondFactor, sessions: Sessions, throttle: SignInThrottle
    ) -> None:
        self._guard, self._second_factor, self._throttle = guard, second_factor, throttle
        self._sessions, self._entrance = sessions, Entrance(guard, sessions)

    def routes(self) -> APIRouter:
        router = APIRouter(include_in_schema=False, route_class=DeskRoute)
        known, proved = [Depends(self._guard.identify)], [Depends(self._guard.admit_proved)]
        router.get(SECOND_FACTOR, dependencies=known)(self.form)
        router.post(SECOND_FACTOR, dependencies=known)(self.prove)
        router.post(f"{SECOND_FACTOR}/begin", dependencies=proved)(self.begin)
        router.post(f"{SECOND_FACTOR}/give-up", dependencies=proved)(self.give_up)
        return router

    async def form(self, request: Request, to: Annotated[str, Query(alias="next")] = HOME) -> Response:
        who = signed_in(request)
        if not who.librarian.second_factor:
            return self._beginning(request, self._second_factor.propose(who.librarian))
        if who.proved:
            return _page(request, "on", needed=self._guard.wants_second_factor(who.librarian))
        return _page(request, "ask", next=local_path(to))

    async def prove(
        self,
        request: Request,
        code: Code = "",
        to: Annotated[str, Form(alias="next", max_length=1000)] = HOME,
    ) -> Response:
        who, to = signed_in(request).librarian, local_path(to)
        if not who.second_factor:
            return RedirectResponse(SECOND_FACTOR, status_code=303)
        try:
            await self._check(who, code, address_of(request))
        except TooFast as fast:
            return _page(request, "ask", status=429, trouble=_slowly(fast), next=to)
        except WrongCode:
            return _page(request, "ask", status=422, trouble=WRONG, next=to)
        except SecretUnreadable:
            return _page(request, "ask", status=503, trouble=UNREADABLE, next=to)
        return await self._entrance.enter(request, who, to, proved=True)

    async def begin(self, request: Request, secret: Code = "", code: Code = "") -> Response:
        who = signed_in(request)
        if who.librarian.second_factor:  # a form from before must not put another telephone in its place
            return RedirectResponse(SECOND_FACTOR, status_code=303)
        try:
            proposal = self._second_factor.again(who.librarian, secret)
            codes = await self._second_factor.confirm(who.librarian, secret, code)
        except UnfitSecret:
            return RedirectResponse(SECOND_FACTOR, status_code=303)
        except WrongCode:
            trouble = "这个码对不上。请看手机的时间准不准，等换一个新的码再输。"
            return self._beginning(request, proposal, status=422, trouble=trouble)
        return await self._show(request, codes)

    async def give_up(self, request: Request, code: Code = "") -> Response:
        """Her own telephone, with a last code from it; where she must have one, to begin with another."""
        who = signed_in(request).librarian
        needed = self._guard.wants_second_factor(who)
        try:
            await self._check(who, code, address_of(request))
        except TooFast as fast:
            return _page(request, "on", status=429, trouble=_slowly(fast), needed=needed)
        except WrongCode:
            return _page(request, "on", status=422, trouble=WRONG, needed=needed)
        except SecretUnreadable:
            return _page(request, "on", status=503, trouble=UNREADABLE, needed=needed)
        await self._second_factor.remove(who.id)
        return RedirectResponse(SECOND_FACTOR, status_code=303)

    async def _check(self, who: Librarian, code: str, address: str) -> None:
        """Raises TooFast, WrongCode, SecretUnreadable."""
        attempt = await self._throttle.admit(Guessed.CODE, who.login, address)
        await self._second_factor.prove(who, code)
        await self._throttle.right(attempt)

    async def _show(self, request: Request, codes: tuple[str, ...]) -> Response:
        """Her other sessions end: they were begun with a password alone."""
        librarian = signed_in(request).librarian
        await self._sessions.end_all_of(librarian.id)
        entered = await self._entrance.enter(request, librarian, HOME, proved=True)
        response = _page(request, "codes", codes=codes)
        response.headers.append("set-cookie", entered.headers["set-cookie"])
        return response

    def _beginning(self, request: Request, proposal: Proposal, **told: Any) -> Response:
        needed = self._guard.wants_second_factor(signed_in(request).librarian)
        drawn = qr.svg(proposal.address).decode()
        return _page(request, "begin", secret=proposal.secret, code=drawn, needed=needed, **told)


def _slowly(fast: TooFast) -> str:
    return f"试得太快了，请 {fast.seconds} 秒后再试。"


def _page(request: Request, name: str, *, status: int = 200, trouble: str = "", **told: Any) -> Response:
    who = signed_in(request)
    around = {"me": who.librarian, "csrf": who.csrf, "trouble": trouble, "path": SECOND_FACTOR}
    return page(f"desk/second_factor_{name}.html", status=status, **around, **told)

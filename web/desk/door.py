"""Signing in and out, and choosing a password."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from library.passwords import SHORTEST, TooCommon, TooLong, TooShort, UnfitPassword
from library.sessions import Sessions
from library.staff import Librarian, SamePassword, Staff, WrongPassword
from library.throttle import Guessed, SignInThrottle, TooFast
from web.desk.entrance import Entrance
from web.desk.guard import HOME, PASSWORD, SIGN_IN, DeskRoute, Guard, address_of, local_path, signed_in
from web.rendering import page

Field = Annotated[str, Form(max_length=1000)]
Next = Annotated[str, Form(alias="next", max_length=1000)]

UNFIT = {
    TooShort: f"新密码太短：至少 {SHORTEST} 个字符，可以是一句话。",
    TooLong: "新密码太长：最多 256 个字符。",
    TooCommon: "这个密码太常见，最先会被人猜到。请换一个，例如一句只有您知道的话。",
}


class Door:
    def __init__(self, guard: Guard, staff: Staff, sessions: Sessions, throttle: SignInThrottle) -> None:
        self._guard, self._staff, self._sessions, self._throttle = guard, staff, sessions, throttle
        self._entrance = Entrance(guard, sessions)

    def routes(self) -> APIRouter:
        router = APIRouter(include_in_schema=False, route_class=DeskRoute)
        known = [Depends(self._guard.identify)]
        router.get(SIGN_IN)(self.form)
        router.post(SIGN_IN)(self.sign_in)
        router.post("/desk/sign-out", dependencies=known)(self.sign_out)
        proved = [Depends(self._guard.admit_proved)]
        router.get(PASSWORD, dependencies=proved)(self.password_form)
        router.post(PASSWORD, dependencies=proved)(self.change_password)
        return router

    async def form(self, to: Annotated[str, Query(alias="next")] = HOME) -> Response:
        return _sign_in_page(to)

    async def sign_in(
        self, request: Request, login: Field = "", password: Field = "", to: Next = HOME
    ) -> Response:
        self._guard.check_origin(request)
        try:
            attempt = await self._throttle.admit(Guessed.PASSWORD, login, address_of(request))
            librarian = await self._staff.authenticate(login, password)
        except TooFast as fast:
            words = f"试得太快了，请 {fast.seconds} 秒后再试。"
            return _sign_in_page(to, status=429, login=login, trouble=words)
        except WrongPassword:
            words = "账号或密码不对。"
            return _sign_in_page(to, status=401, login=login, trouble=words)
        await self._throttle.right(attempt)
        inside = PASSWORD if librarian.must_change else local_path(to)
        return await self._entrance.enter(request, librarian, inside)

    async def sign_out(self, request: Request) -> Response:
        await self._sessions.end(signed_in(request).key)
        response = RedirectResponse(SIGN_IN, status_code=303)
        self._guard.forget(response)
        return response

    async def password_form(self, request: Request) -> Response:
        return _password_page(request)

    async def change_password(
        self, request: Request, old: Field = "", new: Field = "", again: Field = ""
    ) -> Response:
        librarian = signed_in(request).librarian
        if new != again:
            return _password_page(request, status=422, trouble="两次输入的新密码不一样。")
        try:
            changed = await self._changed(librarian, old, new, address_of(request))
        except TooFast as fast:
            return _password_page(request, status=429, trouble=f"试得太快了，请 {fast.seconds} 秒后再试。")
        except WrongPassword:
            return _password_page(request, status=422, trouble="现在的密码不对。")
        except SamePassword:
            return _password_page(request, status=422, trouble="新密码和现在的密码一样。")
        except UnfitPassword as unfit:
            return _password_page(request, status=422, trouble=UNFIT[type(unfit)])
        await self._sessions.end_all_of(librarian.id)
        return await self._entrance.enter(request, changed, HOME, proved=signed_in(request).proved)

    async def _changed(self, librarian: Librarian, old: str, new: str, address: str) -> Librarian:
        """A guess of the old password, too. Raises TooFast and what Staff.change_password does."""
        attempt = await self._throttle.admit(Guessed.PASSWORD, librarian.login, address)
        try:
            changed = await self._staff.change_password(librarian, old, new)
        except (SamePassword, UnfitPassword):  # the old one was right
            await self._throttle.right(attempt)
            raise
        await self._throttle.right(attempt)
        return changed


def _sign_in_page(to: str, *, status: int = 200, login: str = "", trouble: str = "") -> Response:
    return page("desk/sign_in.html", status=status, login=login, next=local_path(to), trouble=trouble)


def _password_page(request: Request, *, status: int = 200, trouble: str = "") -> Response:
    who = signed_in(request)
    return page(
        "desk/password.html",
        status=status,
        me=who.librarian,
        csrf=who.csrf,
        trouble=trouble,
        shortest=SHORTEST,
    )

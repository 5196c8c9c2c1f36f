"""A kiosk's own side: it enrols with a code, says that it lives, and goes on without a network."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from ebooks.kiosks.kiosk import Kiosk
from ebooks.kiosks.kiosks import Kiosks
from ebooks.kiosks.refusals import NoSuchInvitation, NotEnrolled, TooManyTries
from web.on_demand import OnDemand
from web.rendering import STATIC, page

COOKIE, WHERE = "kiosk", "/kiosk"
LIFE = 400 * 86_400  # seconds, the longest browsers keep a cookie; every beat begins them anew
WRONG = "没有这个登记码。它只在十五分钟内有效，只能用一次；请让馆员在借阅机页面重新登记一台。"
SLOW_DOWN = "试错的次数太多了，请过一刻钟再试。"
REVOKED = "这台设备已停用。要重新使用，请让馆员登记一台，再输入新的登记码。"


class Device:
    def __init__(self, kiosks: Kiosks, *, base_url: str) -> None:
        self._kiosks, self._secure = kiosks, base_url.startswith("https://")

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand, default_response_class=HTMLResponse)
        router.get("/kiosk/enrol")(self.ask)
        router.post("/kiosk/enrol")(self.enrol)
        router.post("/kiosk/beat")(self.beat)
        router.get("/kiosk/worker.js")(self.worker)
        return router

    async def ask(self, request: Request) -> HTMLResponse:
        try:
            await enrolled(request, self._kiosks)
        except NotEnrolled:
            return _asking(REVOKED)
        return _asking()

    async def enrol(self, code: Annotated[str, Form(max_length=40)] = "") -> Response:
        try:
            _kiosk, key = await self._kiosks.enrol(code)
        except NoSuchInvitation:
            return _asking(WRONG, status=404)
        except TooManyTries:
            return _asking(SLOW_DOWN, status=429)
        return self._remember(RedirectResponse(WHERE, status_code=303), key)

    async def beat(
        self,
        request: Request,
        titles: Annotated[int, Form(ge=0, le=10_000_000)] = 0,
        offline: Annotated[int, Form(ge=0, le=366 * 86_400)] = 0,
        viewport: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        """204; 410 for a device that is none of ours, whose page then says so."""
        try:
            kiosk = await enrolled(request, self._kiosks)
        except NotEnrolled:
            kiosk = None
        if kiosk is None:
            return Response(status_code=410)
        await self._kiosks.beat(kiosk.id, titles=titles, offline_seconds=offline, viewport=viewport)
        return self._remember(Response(status_code=204), request.cookies[COOKIE])

    async def worker(self) -> FileResponse:
        """Its address is below /kiosk, and the wall itself is /kiosk, so its reach has to be allowed."""
        headers = {"Service-Worker-Allowed": WHERE, "Cache-Control": "no-cache"}
        return FileResponse(STATIC / "kiosk-worker.js", media_type="text/javascript", headers=headers)

    def _remember(self, response: Response, key: str) -> Response:
        response.set_cookie(
            COOKIE, key, max_age=LIFE, path=WHERE, httponly=True, secure=self._secure, samesite="strict"
        )
        return response


async def enrolled(request: Request, kiosks: Kiosks) -> Kiosk | None:
    """Which kiosk asks; None for any other browser. Raises NotEnrolled for a key that was taken back."""
    key = request.cookies.get(COOKIE, "")
    try:
        return await kiosks.recognise(key) if key else None
    except NotEnrolled as refusal:
        if refusal.revoked:
            raise
        return None


def _asking(words: str = "", status: int = 200) -> HTMLResponse:
    return page("kiosk/enrol.html", status=status, words=words)

"""Covers and QR codes, as files a page can show and a browser can keep."""

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from ebooks.catalogue import Catalogue
from ebooks.lending.lending import Lending
from ebooks.tickets import Tickets
from library import qr
from web.refusals import Explained

KIOSK_DAYS = 7
A_DAY, A_MONTH = 86_400, 30 * 86_400


class Pictures:
    """Every code is a ticket that stays the same for a day, and outlives the caches that keep it.

    Of a title that is lent it leads to the title's page.
    """

    def __init__(self, catalogue: Catalogue, tickets: Tickets, lending: Lending, *, base_url: str) -> None:
        self._catalogue, self._tickets, self._lending = catalogue, tickets, lending
        self._base_url = base_url.rstrip("/")

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained)
        router.get("/covers/{title_id}.webp")(self.cover)
        router.get("/qr/{title_id}.svg")(self.code)
        router.get("/qr/{title_id}.png")(self.code_as_png)
        router.get("/kiosk/qr/{title_id}.svg")(self.code_on_kiosk)
        return router

    async def cover(self, title_id: str) -> FileResponse:
        path = await self._catalogue.cover(await self._catalogue.get(title_id))
        headers = {"Cache-Control": f"public, max-age={A_MONTH}"}
        return FileResponse(path, media_type="image/webp", headers=headers)

    async def code(self, title_id: str) -> Response:
        return await self._code(title_id, lambda link: qr.svg(link), "image/svg+xml")

    async def code_as_png(self, title_id: str) -> Response:
        return await self._code(title_id, lambda link: qr.png(link), "image/png")

    async def code_on_kiosk(self, title_id: str) -> Response:
        return await self._code(title_id, lambda link: qr.svg(link, level=qr.Level.Q), "image/svg+xml")

    async def _code(self, title_id: str, draw: Callable[[str], bytes], media_type: str) -> Response:
        title = await self._catalogue.get(title_id)
        picture = await asyncio.to_thread(draw, self._base_url + await self._path(title.id))
        return Response(picture, media_type=media_type, headers={"Cache-Control": f"public, max-age={A_DAY}"})

    async def _path(self, title_id: str) -> str:
        if await self._lending.availability(title_id):
            return f"/t/{title_id}"
        return f"/d/{self._tickets.issue_for_days(title_id, KIOSK_DAYS)}"

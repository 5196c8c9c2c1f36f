"""The page of whoever has no pass: how to come to the account, and what to send there."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from bot.wechat.codes import DOOR, Codes
from bot.wechat.errors import CannotSend
from library import qr
from web.on_demand import OnDemand
from web.reading.serving import refuse

PICTURE = "/read/door.png"
A_DAY = 86_400


class Door:
    """`codes` are those of the accounts: the first that has one for the door is shown.

    The worker has them made. Who stands here waits for nobody at WeChat, and can have nothing made there.
    """

    def __init__(self, codes: Sequence[Codes], *, library: str) -> None:
        self._codes, self._library = codes, library

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand)
        router.get(PICTURE)(self.picture)
        return router

    async def show(self, request: Request) -> Response:
        code = PICTURE if await self._link() else ""
        return refuse(request, 403, "reading/door.html", code=code, library=self._library)

    async def picture(self) -> Response:
        """A PNG, because WeChat finds the code in one when it is pressed long."""
        link = await self._link()
        if not link:
            raise HTTPException(404)
        headers = {"Cache-Control": f"public, max-age={A_DAY}"}
        return Response(qr.png(link), media_type="image/png", headers=headers)

    async def _link(self) -> str:
        for codes in self._codes:
            try:
                known = await codes.known(DOOR)
            except CannotSend:
                continue
            if known:
                return known.url
        return ""

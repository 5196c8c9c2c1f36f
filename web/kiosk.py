"""The kiosk: a wall of books for a touch screen, each with a code that a phone takes along."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ebooks.catalogue import Catalogue
from web.refusals import Explained
from web.rendering import page
from web.title_facts import length

WALL = 12  # six by two lying, three by four standing
IDLE_SECONDS = 60

PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


class Kiosk:
    def __init__(self, catalogue: Catalogue, *, library: str = "书童电子书库") -> None:
        self._catalogue, self._library = catalogue, library

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained, default_response_class=HTMLResponse)
        router.get("/kiosk")(self.wall)
        router.get("/kiosk/t/{title_id}")(self.title)
        return router

    async def wall(self, number: PageNumber = 1) -> Response:
        found = await self._catalogue.page(limit=WALL, offset=(number - 1) * WALL)
        last = max(1, -(-found.total // WALL))
        if number > last:
            return RedirectResponse(f"/kiosk?page={last}")
        return page(
            "kiosk/wall.html",
            library=self._library,
            idle=IDLE_SECONDS,
            titles=found.titles,
            total=found.total,
            number=number,
            last=last,
        )

    async def title(self, title_id: str, number: PageNumber = 1) -> HTMLResponse:
        title = await self._catalogue.get(title_id)
        return page(
            "kiosk/title.html",
            library=self._library,
            idle=IDLE_SECONDS,
            title=title,
            length=length(title),
            number=number,
        )

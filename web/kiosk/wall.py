"""The wall: books by the dozen, their subjects, a search by letters one touches, one book with its code."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ebooks.browsing import Browsing, By
from ebooks.catalogue import Catalogue
from ebooks.kiosks.counters import Deed
from ebooks.kiosks.refusals import NotEnrolled
from language.translation import speaking
from library import qr
from web.kiosk.codes import KioskCodes
from web.kiosk.screens import AHEAD, KioskRoute, Screens, spoken
from web.title_facts import length

WALL = 12  # six by two lying, three by four standing
SUBJECTS = 24
LONGEST_QUERY = 24
LATIN = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
CYRILLIC = ("1234567890", "фцужэнгшүзкъ", "йыбөахролдпе", "ячёсмитьвющ")  # as on a Mongolian keyboard
KEYBOARDS = {"zh": LATIN, "mn": CYRILLIC, "en": LATIN}

PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]
Subject = Annotated[str, Query(max_length=200)]


class Wall:
    def __init__(self, catalogue: Catalogue, browsing: Browsing, codes: KioskCodes, screens: Screens) -> None:
        self._catalogue, self._browsing, self._codes, self._screens = catalogue, browsing, codes, screens

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=KioskRoute, default_response_class=HTMLResponse)
        router.get("/kiosk")(self.wall)
        router.get("/kiosk/subjects")(self.subjects)
        router.get("/kiosk/search")(self.search)
        router.get("/kiosk/t/{title_id}")(self.title)
        router.get("/kiosk/code/{title_id}.svg")(self.code)
        return router

    async def wall(self, request: Request, number: PageNumber = 1, subject: Subject = "") -> Response:
        visit = await self._screens.visit(request)
        found = await self._browsing.among(subject=subject, limit=WALL, offset=(number - 1) * WALL)
        last = max(1, -(-found.total // WALL))
        if number > last:
            return RedirectResponse(visit.to("/kiosk", page=last, subject=subject))
        return self._screens.page(
            visit,
            "kiosk/wall.html",
            titles=found.titles,
            total=found.total,
            number=number,
            last=last,
            subject=subject,
        )

    async def subjects(self, request: Request) -> Response:
        visit = await self._screens.visit(request)
        groups = await self._browsing.groups(By.SUBJECT, limit=SUBJECTS)
        return self._screens.page(visit, "kiosk/subjects.html", groups=groups.groups)

    async def search(
        self, request: Request, q: Annotated[str, Query(max_length=LONGEST_QUERY)] = ""
    ) -> Response:
        visit = await self._screens.visit(request)
        found = await self._catalogue.search(q, limit=WALL) if q else None
        if found and not found.total:
            found = await self._catalogue.resembling(q, limit=WALL)
        if len(q) == 1:  # the first letter begins a search
            await self._screens.count(visit, Deed.SEARCHED)
        return self._screens.page(
            visit,
            "kiosk/search.html",
            q=q,
            full=len(q) >= LONGEST_QUERY,
            rows=KEYBOARDS[visit.language],
            titles=found.titles if found else (),
            total=found.total if found else 0,
        )

    async def title(
        self, request: Request, title_id: str, number: PageNumber = 1, subject: Subject = "", q: Subject = ""
    ) -> Response:
        visit = await self._screens.visit(request)
        title = await self._catalogue.get(title_id)
        await self._screens.count(visit, Deed.SHOWN, title.id)
        with speaking(spoken(visit.language)):
            long = length(title)
        return self._screens.page(
            visit,
            "kiosk/title.html",
            title=title,
            length=long,
            copies=await self._codes.copies(visit.venue, title.id),
            venue=visit.venue,
            number=number,
            subject=subject,
            q=q,
        )

    async def code(self, request: Request, title_id: str) -> Response:
        """This kiosk's code for the title; for any other browser one that says of no place."""
        title = await self._catalogue.get(title_id)
        try:
            kiosk = (await self._screens.visit(request)).kiosk
        except NotEnrolled:
            kiosk = None
        if kiosk is None:
            return RedirectResponse(f"/kiosk/qr/{title.id}.svg", status_code=302)
        give = self._codes.link if AHEAD in request.headers else self._codes.address
        address = await give(kiosk.id, title.id)
        drawn = await asyncio.to_thread(lambda: qr.svg(address, level=qr.Level.Q))
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, no-cache"})

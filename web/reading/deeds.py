"""What a press of a button does; plain forms, each answered with the way to a page."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from ebooks.catalogue import Catalogue
from library.identity import new_id
from reader.chapters import LONGEST_PORTION
from reader.marked import Here
from reader.marks import LONGEST, NEVER_SO_LONG, Marks
from reader.refusals import CannotMark, NotInTheText, NotReadable
from reader.shelf import Shelf
from reader.spots import Spot
from web.reading.guard import Guard
from web.reading.pages import TitleId
from web.reading.preferences import SIZES, Pictures, Preferences, Theme, View

BY_SCRIPT = "x-reading"  # set by reading.js, which wants an answer instead of a page
MOST_SENTENCES = 60

At = Annotated[str, Form(pattern=r"^\d{1,5}-\d{1,5}$")]
Count = Annotated[int, Form(ge=0, le=LONGEST_PORTION)]
Words = Annotated[str, Form(max_length=NEVER_SO_LONG)]


class Deeds:
    """Turning a page names the spot to turn to, so that a button pressed twice turns once."""

    def __init__(self, guard: Guard, catalogue: Catalogue, shelf: Shelf, marks: Marks) -> None:
        self._guard, self._catalogue, self._shelf, self._marks = guard, catalogue, shelf, marks

    def routes(self, route: type[APIRoute]) -> APIRouter:
        router = APIRouter(route_class=route)
        router.post("/read/settings")(self.settings)
        router.post("/read/{title_id}/turn")(self.turn)
        router.post("/read/{title_id}/bookmark")(self.bookmark)
        router.post("/read/{title_id}/excerpt")(self.excerpt)
        router.post("/read/{title_id}/note")(self.note)
        return router

    async def settings(
        self,
        request: Request,
        back: Annotated[str, Form(pattern=r"^/read(/[0-9A-Z]{10}(/[\d-]+(\?count=\d+)?)?)?$")],
        size: Annotated[int | None, Form(ge=0, lt=SIZES)] = None,
        theme: Annotated[Theme | None, Form()] = None,
        view: Annotated[View | None, Form()] = None,
        pictures: Annotated[Pictures | None, Form()] = None,
    ) -> Response:
        """Whoever looks may choose how; it stays in her browser."""
        self._guard.check_origin(request)
        now = Preferences.of(request)
        chosen = Preferences(
            size=now.size if size is None else size,
            theme=theme or now.theme,
            view=view or now.view,
            pictures=pictures or now.pictures,
        )
        response = _to(_there(back, chosen))
        chosen.keep(response)
        return response

    async def turn(self, request: Request, title_id: TitleId, to: At, count: Count = 0) -> Response:
        patron, spot = await self._guard.reader(request, title_id), _spot(title_id, to)
        await self._shelf.turn_to(patron, title_id, spot, message=f"page {new_id()}")
        if BY_SCRIPT in request.headers:
            return Response(status_code=204)
        return _back(title_id, to, count)

    async def bookmark(self, request: Request, title_id: TitleId, at: At, count: Count = 0) -> Response:
        patron = await self._guard.reader(request, title_id)
        await self._marks.bookmark(patron, await self._here(title_id, at))
        return _back(title_id, at, count, said="bookmark")

    async def excerpt(
        self,
        request: Request,
        title_id: TitleId,
        at: At,
        words: Annotated[list[str], Form(max_length=MOST_SENTENCES)],
        count: Count = 0,
    ) -> Response:
        """One selection, or sentences ticked one by one: neighbours are kept as one passage."""
        patron = await self._guard.reader(request, title_id)
        here = await self._here(title_id, at)
        try:
            await self._excerpts(patron, here, [one for one in words if one.strip()])
        except CannotMark:
            return _refused(request, title_id, at, count)
        if BY_SCRIPT in request.headers:
            return Response(status_code=204)
        return _back(title_id, at, count, said="excerpt")

    async def note(
        self,
        request: Request,
        title_id: TitleId,
        at: At,
        words: Words,
        key: Annotated[str, Form(max_length=40)],
        about: Words = "",
        count: Count = 0,
    ) -> Response:
        patron = await self._guard.reader(request, title_id)
        try:
            await self._marks.note(
                patron, words, message=key, here=await self._here(title_id, at), about=about[:LONGEST]
            )
        except CannotMark:
            return _refused(request, title_id, at, count)
        return _back(title_id, at, count, said="note")

    async def _excerpts(self, patron: str, here: Here, sentences: list[str]) -> None:
        try:
            await self._marks.excerpt(patron, here, "".join(sentences))
        except NotInTheText:
            if len(sentences) < 2:
                raise
            for sentence in sentences:
                await self._marks.excerpt(patron, here, sentence)

    async def _here(self, title_id: str, at: str) -> Here:
        title = await self._catalogue.get(title_id)
        return Here(title_id=title_id, spot=_spot(title_id, at), author="、".join(title.authors))


def _there(back: str, chosen: Preferences) -> str:
    """Who was in the middle of a chapter and now wants it whole stays where she was."""
    *_, title_id, at = back.split("/")
    spot = Spot.read(at)
    return chosen.address(title_id, spot) if spot else back


def _spot(title_id: str, at: str) -> Spot:
    spot = Spot.read(at)
    if spot is None:
        raise NotReadable(title_id)
    return spot


def _refused(request: Request, title_id: str, at: str, count: int) -> Response:
    if BY_SCRIPT in request.headers:
        return Response(status_code=422)
    return _back(title_id, at, count, said="refused")


def _back(title_id: str, at: str, count: int, said: str = "") -> Response:
    query = urlencode({name: value for name, value in (("count", count), ("said", said)) if value})
    return _to(f"/read/{title_id}/{at}" + (f"?{query}" if query else ""))


def _to(address: str) -> Response:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})

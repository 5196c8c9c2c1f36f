"""What is shown: a stretch of text, the contents, the books. Looking moves nothing."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from ebooks.book import Direction
from ebooks.catalogue import Catalogue
from ebooks.titles import Title
from reader.chapters import CHAPTER, LONGEST_PORTION, Chapters, Stretch
from reader.pace import minutes, whole_minutes
from reader.places import Enrolment
from reader.refusals import NotReadable
from reader.shelf import Shelf
from reader.spots import Spot
from web.reading.guard import Guard, Visitor
from web.reading.preferences import Preferences, View
from web.reading.serving import serve
from web.reading.typesetting import typeset

TitleId = Annotated[str, Path(pattern="^[0-9A-Z]{10}$")]
At = Annotated[str, Path(pattern=r"^\d{1,5}-\d{1,5}$")]
Count = Annotated[int, Query(ge=0, le=LONGEST_PORTION)]


class Pages:
    def __init__(
        self, guard: Guard, catalogue: Catalogue, shelf: Shelf, chapters: Chapters, *, library: str
    ) -> None:
        self._guard, self._catalogue, self._library = guard, catalogue, library
        self._shelf, self._chapters = shelf, chapters

    def routes(self, route: type[APIRoute]) -> APIRouter:
        router = APIRouter(route_class=route)
        router.get("/read")(self.books)
        router.get("/read/{title_id}")(self.resume)
        router.get("/read/{title_id}/contents")(self.contents)
        router.get("/read/{title_id}/{at}")(self.text)
        return router

    async def books(self, request: Request) -> Response:
        """What she reads, and a way into it."""
        visitor = await self._guard.visitor(request)
        books = await self._shelf.books(visitor.id)
        return self._answer(request, visitor, "reading/books.html", books=books)

    async def resume(self, request: Request, title_id: TitleId) -> Response:
        """To where she is; a guest begins at the beginning."""
        visitor = await self._guard.visitor(request, title_id)
        spot = await self._chapters.find_again(await self._place(visitor, title_id), title_id)
        address = Preferences.of(request).address(title_id, spot)
        return RedirectResponse(address, 303, {"Cache-Control": "no-store"})

    async def text(
        self, request: Request, title_id: TitleId, at: At, count: Count = 0, said: str = ""
    ) -> Response:
        visitor, spot = await self._guard.visitor(request, title_id), Spot.read(at)
        if spot is None:
            raise NotReadable(title_id)
        size = count or (CHAPTER if Preferences.of(request).view is View.CHAPTER else 1)
        title, stretch, place = await asyncio.gather(
            self._catalogue.get(title_id),
            self._chapters.stretch(title_id, spot, size=size),
            self._place(visitor, title_id),
        )
        context = _shown(title, stretch) | {"count": count, "elsewhere": _elsewhere(stretch, place)}
        context["follow"] = _follow(stretch, place)
        return self._answer(request, visitor, "reading/text.html", **context, place=place, said=said)

    async def contents(self, request: Request, title_id: TitleId) -> Response:
        visitor = await self._guard.visitor(request, title_id)
        title, contents, place = await asyncio.gather(
            self._catalogue.get(title_id), self._chapters.contents(title_id), self._place(visitor, title_id)
        )
        return self._answer(
            request,
            visitor,
            "reading/contents.html",
            title=title,
            language=_language(title),
            entries=contents.chapters,
            here=Spot.of(place.place) if place else None,
        )

    async def _place(self, visitor: Visitor, title_id: str) -> Enrolment | None:
        return await self._shelf.enrolment(visitor.id, title_id) if visitor.patron else None

    def _answer(self, request: Request, visitor: Visitor, template: str, **context: Any) -> Response:
        context |= {"library": self._library, "patron": visitor.patron}
        response = serve(request, template, **context)
        if visitor.patron and visitor.renew:
            self._guard.remember(response, visitor.patron.id)
        return response


def _shown(title: Title, stretch: Stretch) -> dict[str, Any]:
    return {
        "title": title,
        "language": _language(title),
        "vertical": title.direction is not Direction.HORIZONTAL,
        "stretch": stretch,
        "sections": typeset(stretch.instalments),
        "minutes": whole_minutes(sum(minutes(one.text) for one in stretch.instalments)),
        "whole": stretch.size == CHAPTER,
    }


def _elsewhere(stretch: Stretch, place: Enrolment | None) -> Enrolment | None:
    """Her place, where it is not on this page. In a text put anew it is not known before she turns."""
    if place is None or place.place.rsplit("/", 2)[0] != stretch.first.id.rsplit("/", 2)[0]:
        return None
    return None if Spot.of(place.place) in stretch else place


def _follow(stretch: Stretch, place: Enrolment | None) -> int | None:
    """Which of the instalments shown is her place; the script moves it on from there while she scrolls."""
    ids = [one.id for one in stretch.instalments]
    return ids.index(place.place) if place and place.place in ids else None


def _language(title: Title) -> str:
    """As browsers know it: Mongolian that runs downwards is in the Mongolian script."""
    if title.direction is Direction.VERTICAL_LR and title.language.split("-")[0] in ("mn", "mvf"):
        return "mn-Mong"
    return title.language or "zh"

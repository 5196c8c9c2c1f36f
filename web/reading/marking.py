"""Her bookmarks, excerpts and notes as pages, and as a text to take along."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from ebooks.catalogue import Catalogue
from handlers.links import MARKS
from handlers.notebook import as_text
from language.sentences import sentences
from library.identity import new_id
from library.passes import CannotEnter, Passes
from reader.chapters import LONGEST_PORTION, Chapters
from reader.marked import Kind
from reader.marks import LONGEST, Marks
from reader.refusals import NoSuchMark, NotReadable
from reader.spots import Spot
from web.reading.guard import Guard, NotAdmitted
from web.reading.pages import At, TitleId
from web.reading.preferences import Preferences
from web.reading.serving import serve

SHOWN = 100

Count = Annotated[int, Query(ge=0, le=LONGEST_PORTION)]


class MarkPages:
    def __init__(
        self, guard: Guard, catalogue: Catalogue, chapters: Chapters, marks: Marks, passes: Passes
    ) -> None:
        self._guard, self._catalogue = guard, catalogue
        self._chapters, self._marks, self._passes = chapters, marks, passes

    def routes(self, route: type[APIRoute]) -> APIRouter:
        router = APIRouter(route_class=route)
        router.get("/read/marks")(self.all)
        router.post("/read/marks/remove")(self.remove)
        router.get("/read/marks/{mark_id}")(self.find)
        router.get("/read/export/{token}")(self.export)
        router.get("/read/{title_id}/{at}/sentences")(self.sentences)
        router.get("/read/{title_id}/{at}/note")(self.note)
        return router

    async def all(self, request: Request) -> Response:
        patron = await self._guard.reader(request)
        kept = {kind: await self._marks.newest(patron, kind, SHOWN) for kind in Kind}
        return serve(request, "reading/marks.html", kept=kept)

    async def remove(self, request: Request, mark: Annotated[str, Form(max_length=20)]) -> Response:
        await self._marks.remove(await self._guard.reader(request), mark)
        return RedirectResponse("/read/marks", 303, {"Cache-Control": "no-store"})

    async def find(self, request: Request, mark_id: str) -> Response:
        """To where the marked words stand today."""
        mark = await self._marks.get(await self._guard.reader(request), mark_id)
        if mark.source is None:
            raise NoSuchMark
        spot = await self._marks.spot(mark.source)
        address = Preferences.of(request).address(mark.source.title_id, spot)
        return RedirectResponse(address, 303, {"Cache-Control": "no-store"})

    async def export(self, token: str) -> Response:
        """A text WeChat's browser shows and any other saves."""
        try:
            patron = self._passes.check(MARKS, token).patron
        except CannotEnter as refused:
            raise NotAdmitted from refused
        headers = {"Cache-Control": "no-store", "Content-Disposition": "inline; filename=excerpts.txt"}
        text = "\ufeff" + as_text(await self._marks.export(patron))
        return Response(text, media_type="text/plain; charset=utf-8", headers=headers)

    async def sentences(self, request: Request, title_id: TitleId, at: At, count: Count = 0) -> Response:
        """Where no script can hand us a selection: sentences to tick."""
        await self._guard.reader(request, title_id)
        instalments = (await self._chapters.stretch(title_id, _spot(title_id, at))).instalments
        listed = list(_sentences(one.text for one in instalments))
        return serve(
            request, "reading/sentences.html", title_id=title_id, at=at, count=count, sentences=listed
        )

    async def note(
        self, request: Request, title_id: TitleId, at: At, count: Count = 0, about: str = ""
    ) -> Response:
        await self._guard.reader(request, title_id)
        title = await self._catalogue.get(title_id)
        context = {"title": title, "at": at, "count": count, "about": about[:LONGEST], "longest": LONGEST}
        return serve(request, "reading/note.html", key=new_id(), **context)


def _sentences(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for paragraph in text.split("\n\n"):
            yield from (found for sentence in sentences(paragraph) if (found := sentence.strip()))


def _spot(title_id: str, at: str) -> Spot:
    spot = Spot.read(at)
    if spot is None:
        raise NotReadable(title_id)
    return spot

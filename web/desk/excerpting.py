"""Excerpts: whole chapters of a title, or paragraphs of one, copied into a dossier."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from ebooks.dossiers.dossier import Dossier
from ebooks.dossiers.editing import Editing
from ebooks.dossiers.items import Passage
from web.desk.dossier_pages import DossierPages, to
from web.desk.guard import DeskRoute, Guard
from web.rendering import page

CHAPTERS = 2_000  # ticked at once


class Excerpting:
    def __init__(self, guard: Guard, editing: Editing, pages: DossierPages) -> None:
        self._guard, self._editing, self._pages = guard, editing, pages

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        title = "/desk/dossiers/{dossier_id}/titles/{title_id}"
        router.get(title)(self.chapters)
        router.post(title)(self.copy)
        router.get(f"{title}/{{chapter}}")(self.paragraphs)
        router.post(f"{title}/{{chapter}}")(self.copy_part)
        return router

    async def chapters(self, request: Request, dossier_id: str, title_id: str) -> Response:
        """A title's chapters, to tick those that are copied."""

        async def show(dossier: Dossier) -> Response:
            source = await self._editing.source(title_id)
            return page(
                "desk/dossiers_chapters.html", dossier=dossier, source=source, **self._pages.around(request)
            )

        return await self._pages.looking(request, dossier_id, show)

    async def paragraphs(self, request: Request, dossier_id: str, title_id: str, chapter: int) -> Response:
        """A chapter's paragraphs with their numbers, to say from which to which."""

        async def show(dossier: Dossier) -> Response:
            source = await self._editing.source(title_id)
            return page(
                "desk/dossiers_paragraphs.html",
                dossier=dossier,
                source=source,
                number=chapter,
                chapter=source.chapter(chapter),
                **self._pages.around(request),
            )

        return await self._pages.looking(request, dossier_id, show)

    async def copy(
        self,
        request: Request,
        dossier_id: str,
        title_id: str,
        chapter: Annotated[list[int] | None, Form(max_length=CHAPTERS)] = None,
    ) -> Response:
        """The ticked chapters; without a tick one is asked again."""
        passages = [Passage(chapter=number, name="") for number in chapter or ()]
        if not passages:
            return to(dossier_id, f"titles/{title_id}")
        return await self._copy(request, dossier_id, title_id, passages)

    async def copy_part(
        self,
        request: Request,
        dossier_id: str,
        title_id: str,
        chapter: int,
        first: Annotated[int, Form(ge=1)],
        last: Annotated[int, Form(ge=1)],
    ) -> Response:
        passage = Passage(chapter=chapter, name="", first=min(first, last), last=max(first, last))
        return await self._copy(request, dossier_id, title_id, [passage])

    async def _copy(
        self, request: Request, dossier_id: str, title_id: str, passages: list[Passage]
    ) -> Response:
        return await self._pages.doing(
            request,
            dossier_id,
            lambda by: self._editing.copy(dossier_id, title_id, passages, by),
            at="items-end",
        )

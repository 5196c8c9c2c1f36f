"""Dossiers at the desk: compiling one from notes, titles and passages, publishing it, and how it is taken."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ebooks.catalogue import Catalogue
from ebooks.dossiers.dossier import Dossier, Words
from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.editing import Editing
from ebooks.dossiers.given import Way
from ebooks.dossiers.items import Passage
from ebooks.dossiers.publishing import Publishing
from ebooks.dossiers.refusals import (
    AlreadyPublished,
    CannotCompile,
    EditedMeanwhile,
    NoSuchDossier,
    NoSuchItem,
)
from web.desk.dossier_pages import HEADING, INTRODUCTION, NAME, TEXT, DossierPages
from web.desk.dossier_wording import WAYS
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.tables import table
from web.rendering import page

UNNAMED, HEADLESS = "未命名的专题", "馆员的话"
CHAPTERS = 2_000  # ticked at once

Line = Annotated[str, Form(max_length=NAME)]
Heading = Annotated[str, Form(max_length=HEADING)]
Prose = Annotated[str, Form(max_length=TEXT)]
Seen = Annotated[int, Form(ge=0)]
Code = Annotated[str, Form(max_length=20)]


class DossierDesk:
    """Each form changes one thing and carries the revision of the piece it was made for."""

    def __init__(
        self, guard: Guard, editing: Editing, publishing: Publishing, dossiers: Dossiers, catalogue: Catalogue
    ) -> None:
        self._guard, self._editing, self._publishing = guard, editing, publishing
        self._dossiers, self._pages = dossiers, DossierPages(editing, dossiers, catalogue)

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        one = "/desk/dossiers/{dossier_id}"
        router.get("/desk/dossiers")(self.all)
        router.post("/desk/dossiers")(self.draft)
        router.get("/desk/dossiers/given.csv")(self.given_table)
        router.get(one)(self.edit)
        router.get(f"{one}/preview")(self.preview)
        router.post(f"{one}/words")(self.describe)
        router.post(f"{one}/notes")(self.note)
        router.post(f"{one}/pointers")(self.point)
        router.get(f"{one}/titles/{{title_id}}")(self.chapters)
        router.post(f"{one}/titles/{{title_id}}")(self.copy)
        router.get(f"{one}/titles/{{title_id}}/{{chapter}}")(self.paragraphs)
        router.post(f"{one}/titles/{{title_id}}/{{chapter}}")(self.copy_part)
        router.post(f"{one}/items/{{item_id}}")(self.reword)
        router.post(f"{one}/items/{{item_id}}/move")(self.move)
        router.post(f"{one}/items/{{item_id}}/remove")(self.remove)
        router.post(f"{one}/publish")(self.publish)
        router.post(f"{one}/withdraw")(self.withdraw)
        router.post(f"{one}/discard")(self.discard)
        return router

    # Looking

    async def all(self, request: Request) -> Response:
        return await self._pages.all(request)

    async def edit(
        self, request: Request, dossier_id: str, words: Annotated[str, Query(max_length=60)] = ""
    ) -> Response:
        return await self._looking(
            request, dossier_id, lambda dossier: self._pages.edit(request, dossier, words=words)
        )

    async def preview(self, request: Request, dossier_id: str) -> Response:
        """As patrons will read it."""

        async def show(dossier: Dossier) -> Response:
            book = await self._publishing.compile(dossier, signed_in(request).librarian.name)
            return page(
                "desk/dossiers_preview.html", dossier=dossier, book=book, **self._pages.around(request)
            )

        return await self._looking(request, dossier_id, show)

    async def chapters(self, request: Request, dossier_id: str, title_id: str) -> Response:
        """A title's chapters, to tick those that are copied."""

        async def show(dossier: Dossier) -> Response:
            source = await self._editing.source(title_id)
            return page(
                "desk/dossiers_chapters.html", dossier=dossier, source=source, **self._pages.around(request)
            )

        return await self._looking(request, dossier_id, show)

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

        return await self._looking(request, dossier_id, show)

    async def given_table(self) -> Response:
        rows = [
            (dossier.name, dossier.code, given.day, *(getattr(given, way.value) for way in Way))
            for dossier in await self._editing.all()
            for given in await self._dossiers.given(dossier)
        ]
        return table("dossiers", ("专题", "短码", "日期", *WAYS.values()), rows)

    # Doing

    async def draft(self, request: Request, name: Line) -> Response:
        by = signed_in(request).librarian.name
        return _to((await self._editing.draft(_line(name) or UNNAMED, by)).id)

    async def describe(
        self,
        request: Request,
        dossier_id: str,
        seen: Seen,
        name: Line = "",
        theme: Line = "",
        session: Line = "",
        introduction: Annotated[str, Form(max_length=INTRODUCTION)] = "",
    ) -> Response:
        words = Words(
            name=_line(name) or UNNAMED,
            theme=_line(theme),
            session=_line(session),
            introduction=_as_written(introduction),
        )
        try:
            await self._editing.describe(dossier_id, words, seen, signed_in(request).librarian.name)
        except EditedMeanwhile as conflict:
            return await self._pages.both_words(request, dossier_id, words, conflict)
        except NoSuchDossier:
            return await self._pages.gone(request)
        return _to(dossier_id)

    async def note(
        self, request: Request, dossier_id: str, heading: Heading = "", text: Prose = ""
    ) -> Response:
        typed = {"heading": _line(heading), "text": _as_written(text)}
        return await self._do(
            request,
            dossier_id,
            lambda by: self._editing.note(dossier_id, typed["heading"] or HEADLESS, typed["text"], by),
            to="items-end",
            note=typed,
        )

    async def point(self, request: Request, dossier_id: str, title: Code) -> Response:
        return await self._do(
            request, dossier_id, lambda by: self._editing.point(dossier_id, title, by), to="items-end"
        )

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
            return _to(dossier_id, f"titles/{title_id}")
        return await self._do(
            request,
            dossier_id,
            lambda by: self._editing.copy(dossier_id, title_id, passages, by),
            to="items-end",
        )

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
        return await self._do(
            request,
            dossier_id,
            lambda by: self._editing.copy(dossier_id, title_id, [passage], by),
            to="items-end",
        )

    async def reword(
        self,
        request: Request,
        dossier_id: str,
        item_id: str,
        seen: Seen,
        heading: Heading = "",
        text: Prose = "",
    ) -> Response:
        heading, text = _line(heading) or HEADLESS, _as_written(text)
        by = signed_in(request).librarian.name
        try:
            await self._editing.reword(dossier_id, item_id, heading, text, seen=seen, by=by)
        except EditedMeanwhile as conflict:
            return await self._pages.both_texts(request, dossier_id, item_id, (heading, text), conflict)
        except NoSuchDossier:
            return await self._pages.gone(request)
        except NoSuchItem as refusal:
            typed = {"heading": heading, "text": text}  # it becomes the note that may be added
            return await self._pages.refused(request, dossier_id, refusal, note=typed)
        return _to(dossier_id, f"#item-{item_id}")

    async def move(
        self, request: Request, dossier_id: str, item_id: str, places: Annotated[int, Form(ge=-100, le=100)]
    ) -> Response:
        return await self._do(
            request,
            dossier_id,
            lambda by: self._editing.move(dossier_id, item_id, places, by),
            to=f"item-{item_id}",
        )

    async def remove(self, request: Request, dossier_id: str, item_id: str, seen: Seen) -> Response:
        return await self._do(
            request,
            dossier_id,
            lambda by: self._editing.remove(dossier_id, item_id, seen, by),
            to="items",
        )

    async def publish(self, request: Request, dossier_id: str, seen: Seen) -> Response:
        return await self._do(request, dossier_id, lambda by: self._publishing.publish(dossier_id, seen, by))

    async def withdraw(self, request: Request, dossier_id: str) -> Response:
        return await self._do(request, dossier_id, lambda _: self._publishing.withdraw(dossier_id))

    async def discard(self, request: Request, dossier_id: str) -> Response:
        try:
            await self._editing.discard(dossier_id)
        except AlreadyPublished as refusal:
            return await self._pages.refused(request, dossier_id, refusal)
        return RedirectResponse("/desk/dossiers", status_code=303)

    async def _do(
        self,
        request: Request,
        dossier_id: str,
        deed: Callable[[str], Awaitable[object]],
        *,
        to: str = "",
        **typed: Any,
    ) -> Response:
        """Where it cannot be done, the page says why, with what was typed still in it."""
        try:
            await deed(signed_in(request).librarian.name)
        except NoSuchDossier:
            return await self._pages.gone(request)
        except CannotCompile as refusal:
            return await self._pages.refused(request, dossier_id, refusal, **typed)
        return _to(dossier_id, f"#{to}" if to else "")

    # How

    async def _looking(
        self, request: Request, dossier_id: str, show: Callable[[Dossier], Awaitable[Response]]
    ) -> Response:
        try:
            return await show(await self._editing.get(dossier_id))
        except NoSuchDossier:
            return await self._pages.gone(request)
        except CannotCompile as refusal:
            return await self._pages.refused(request, dossier_id, refusal)


def _to(dossier_id: str, where: str = "") -> Response:
    """A place on its page, or a page below it."""
    below = f"/{where}" if where and not where.startswith("#") else where
    return RedirectResponse(f"/desk/dossiers/{dossier_id}{below}", status_code=303)


def _line(written: str) -> str:
    return " ".join(written.split())


def _as_written(text: str) -> str:
    return text.replace("\r\n", "\n").strip()  # browsers send forms so; a book shall not

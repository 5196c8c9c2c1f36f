"""Dossiers at the desk: compiling one from notes and titles, publishing it, and how it is taken."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ebooks.dossiers.dossier import Dossier, Words
from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.editing import Editing
from ebooks.dossiers.given import Way
from ebooks.dossiers.publishing import Publishing
from ebooks.dossiers.refusals import (
    AlreadyPublished,
    EditedMeanwhile,
    NoSuchDossier,
    NoSuchItem,
)
from web.desk.dossier_pages import HEADING, INTRODUCTION, NAME, TEXT, DossierPages, to
from web.desk.dossier_wording import WAYS
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.tables import table
from web.desk.typed import one_line, plain
from web.rendering import page

UNNAMED, HEADLESS = "未命名的专题", "馆员的话"

Line = Annotated[str, Form(max_length=NAME)]
Heading = Annotated[str, Form(max_length=HEADING)]
Prose = Annotated[str, Form(max_length=TEXT)]
Seen = Annotated[int, Form(ge=0)]
Code = Annotated[str, Form(max_length=20)]


class DossierDesk:
    """Each form changes one thing and carries the revision of the piece it was made for."""

    def __init__(
        self, guard: Guard, editing: Editing, publishing: Publishing, dossiers: Dossiers, pages: DossierPages
    ) -> None:
        self._guard, self._editing, self._publishing = guard, editing, publishing
        self._dossiers, self._pages = dossiers, pages

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
        return await self._pages.looking(
            request, dossier_id, lambda dossier: self._pages.edit(request, dossier, words=words)
        )

    async def preview(self, request: Request, dossier_id: str) -> Response:
        """As patrons will read it."""

        async def show(dossier: Dossier) -> Response:
            book = await self._publishing.compile(dossier, signed_in(request).librarian.name)
            return page(
                "desk/dossiers_preview.html", dossier=dossier, book=book, **self._pages.around(request)
            )

        return await self._pages.looking(request, dossier_id, show)

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
        return to((await self._editing.draft(one_line(name) or UNNAMED, by)).id)

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
            name=one_line(name) or UNNAMED,
            theme=one_line(theme),
            session=one_line(session),
            introduction=plain(introduction).strip(),
        )
        try:
            await self._editing.describe(dossier_id, words, seen, signed_in(request).librarian.name)
        except EditedMeanwhile as conflict:
            return await self._pages.both_words(request, dossier_id, words, conflict)
        except NoSuchDossier:
            return await self._pages.gone(request)
        return to(dossier_id)

    async def note(
        self, request: Request, dossier_id: str, heading: Heading = "", text: Prose = ""
    ) -> Response:
        typed = {"heading": one_line(heading), "text": plain(text).strip()}
        return await self._pages.doing(
            request,
            dossier_id,
            lambda by: self._editing.note(dossier_id, typed["heading"] or HEADLESS, typed["text"], by),
            at="items-end",
            note=typed,
        )

    async def point(self, request: Request, dossier_id: str, title: Code) -> Response:
        return await self._pages.doing(
            request, dossier_id, lambda by: self._editing.point(dossier_id, title, by), at="items-end"
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
        heading, text = one_line(heading) or HEADLESS, plain(text).strip()
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
        return to(dossier_id, f"#item-{item_id}")

    async def move(
        self, request: Request, dossier_id: str, item_id: str, places: Annotated[int, Form(ge=-100, le=100)]
    ) -> Response:
        return await self._pages.doing(
            request,
            dossier_id,
            lambda by: self._editing.move(dossier_id, item_id, places, by),
            at=f"item-{item_id}",
        )

    async def remove(self, request: Request, dossier_id: str, item_id: str, seen: Seen) -> Response:
        return await self._pages.doing(
            request,
            dossier_id,
            lambda by: self._editing.remove(dossier_id, item_id, seen, by),
            at="items",
        )

    async def publish(self, request: Request, dossier_id: str, seen: Seen) -> Response:
        return await self._pages.doing(
            request, dossier_id, lambda by: self._publishing.publish(dossier_id, seen, by)
        )

    async def withdraw(self, request: Request, dossier_id: str) -> Response:
        return await self._pages.doing(request, dossier_id, lambda _: self._publishing.withdraw(dossier_id))

    async def discard(self, request: Request, dossier_id: str) -> Response:
        try:
            await self._editing.discard(dossier_id)
        except AlreadyPublished as refusal:
            return await self._pages.refused(request, dossier_id, refusal)
        return RedirectResponse("/desk/dossiers", status_code=303)

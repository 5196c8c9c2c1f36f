"""The pages on which a dossier is compiled: the list, the dossier, and both texts where two wrote at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from ebooks.catalogue import Catalogue
from ebooks.dossiers.compiling import heading
from ebooks.dossiers.dossier import Dossier, Words
from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.editing import Editing
from ebooks.dossiers.items import Note
from ebooks.dossiers.refusals import CannotCompile, EditedMeanwhile, NoSuchDossier, NoSuchItem
from web.desk import wording
from web.desk.dossier_wording import STATES, WAYS, explain, kind
from web.desk.guard import signed_in
from web.rendering import page

OFFERED = 9  # titles found
NAME, INTRODUCTION, HEADING, TEXT, COMMENT = 40, 2_000, 60, 10_000, 1_000  # characters
DAYS = 14  # of figures on the page; the table has all

Piece = tuple[str, int, list["Field"]]  # where its form goes, the revision it has now, its texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A text that two librarians wrote: what is there now, and what the second would put in its place."""

    name: str
    label: str
    theirs: str
    mine: str
    most: int
    rows: int = 1


class DossierPages:
    def __init__(self, editing: Editing, dossiers: Dossiers, catalogue: Catalogue) -> None:
        self._editing, self._dossiers, self._catalogue = editing, dossiers, catalogue

    async def edit(self, request: Request, dossier: Dossier, *, status: int = 200, **more: Any) -> Response:
        context: dict[str, Any] = {"words": "", "trouble": "", "note": {"heading": "", "text": ""}} | more
        found = await self._catalogue.search(context["words"], limit=OFFERED) if context["words"] else None
        given = await self._dossiers.given(dossier)
        return page(
            "desk/dossiers_edit.html",
            status=status,
            dossier=dossier,
            found=found and [title for title in found.titles if title.id != dossier.title_id],
            given=given,
            **self.around(request),
            **context,
        )

    async def looking(
        self, request: Request, dossier_id: str, show: Callable[[Dossier], Awaitable[Response]]
    ) -> Response:
        try:
            return await show(await self._editing.get(dossier_id))
        except NoSuchDossier:
            return await self.gone(request)
        except CannotCompile as refusal:
            return await self.refused(request, dossier_id, refusal)

    async def doing(
        self,
        request: Request,
        dossier_id: str,
        deed: Callable[[str], Awaitable[object]],
        *,
        at: str = "",
        **typed: Any,
    ) -> Response:
        """Back to the dossier, where the deed is seen; `deed` is given the librarian's name.

        Where it cannot be done, the page says why, with what was typed still in it.
        """
        try:
            await deed(signed_in(request).librarian.name)
        except NoSuchDossier:
            return await self.gone(request)
        except CannotCompile as refusal:
            return await self.refused(request, dossier_id, refusal, **typed)
        return to(dossier_id, f"#{at}" if at else "")

    async def refused(
        self, request: Request, dossier_id: str, refusal: CannotCompile, **typed: Any
    ) -> Response:
        try:
            dossier = await self._editing.get(dossier_id)
        except NoSuchDossier:
            return await self.gone(request)
        return await self.edit(request, dossier, status=409, trouble=explain(refusal), **typed)

    async def both_words(
        self, request: Request, dossier_id: str, mine: Words, conflict: EditedMeanwhile
    ) -> Response:
        dossier = await self._editing.get(dossier_id)
        theirs = dossier.words
        fields = [
            Field(name="name", label="名称", theirs=theirs.name, mine=mine.name, most=NAME),
            Field(name="theme", label="主题", theirs=theirs.theme, mine=mine.theme, most=NAME),
            Field(name="session", label="用于哪次会议", theirs=theirs.session, mine=mine.session, most=NAME),
            Field(
                name="introduction",
                label="编者的话",
                theirs=theirs.introduction,
                mine=mine.introduction,
                most=INTRODUCTION,
                rows=8,
            ),
        ]
        return self._both(request, dossier, ("words", dossier.described, fields), conflict)

    async def both_texts(
        self,
        request: Request,
        dossier_id: str,
        item_id: str,
        mine: tuple[str, str],
        conflict: EditedMeanwhile,
    ) -> Response:
        dossier = await self._editing.get(dossier_id)
        try:
            item = dossier.item(item_id)
        except NoSuchItem as refusal:
            typed = dict(zip(("heading", "text"), mine, strict=True))
            return await self.refused(request, dossier_id, refusal, note=typed)
        fields = [Field(name="text", label="文字", theirs=item.text, mine=mine[1], most=TEXT, rows=12)]
        if isinstance(item, Note):
            fields.insert(
                0, Field(name="heading", label="标题", theirs=item.heading, mine=mine[0], most=HEADING)
            )
        return self._both(request, dossier, (f"items/{item_id}", item.edited, fields), conflict)

    def _both(
        self,
        request: Request,
        dossier: Dossier,
        piece: Piece,
        conflict: EditedMeanwhile,
    ) -> Response:
        """Both texts, side by side; hers may be sent again for the revision she has now seen."""
        action, seen, fields = piece
        return page(
            "desk/dossiers_conflict.html",
            status=409,
            dossier=dossier,
            action=action,
            seen=seen,
            fields=fields,
            by=conflict.by,
            **self.around(request),
        )

    async def all(self, request: Request, *, status: int = 200, trouble: str = "") -> Response:
        dossiers = await self._editing.all()
        totals = {
            one.id: sum(given.total for given in await self._dossiers.given(one))
            for one in dossiers
            if one.newest
        }
        return page(
            "desk/dossiers.html",
            status=status,
            dossiers=dossiers,
            totals=totals,
            trouble=trouble,
            **self.around(request),
        )

    async def gone(self, request: Request) -> Response:
        return await self.all(request, status=404, trouble="没有这个专题，它可能已经被删掉。")

    def around(self, request: Request) -> dict[str, Any]:
        who = signed_in(request)
        most = {
            "name": NAME,
            "introduction": INTRODUCTION,
            "heading": HEADING,
            "text": TEXT,
            "comment": COMMENT,
        }
        return {
            "me": who.librarian,
            "csrf": who.csrf,
            "states": STATES,
            "ways": WAYS,
            "most": most,
            "shown": DAYS,
            "kind": kind,
            "called": heading,
            "day": wording.day,
        }


def to(dossier_id: str, where: str = "") -> Response:
    """A place on its page, or a page below it."""
    below = f"/{where}" if where and not where.startswith("#") else where
    return RedirectResponse(f"/desk/dossiers/{dossier_id}{below}", status_code=303)

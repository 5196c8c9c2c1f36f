"""The table by the door, as librarians lay it: which titles they put forward, in which words, until when."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ebooks.catalogue import Catalogue
from ebooks.titles import NoSuchTitle, Title
from reader.featured import LONGEST, MOST, CannotPutForward, Featured, FrontTable, NoSuchDay
from web.desk.guard import DeskRoute, Guard, signed_in
from web.desk.typed import one_line
from web.rendering import page

OFFERED = 9  # titles found
LIES = timedelta(days=14)  # unless said otherwise
WORDS = 60  # characters: a sentence, in a list of three on a phone

Words = Annotated[str, Form(min_length=1, max_length=WORDS)]
Code = Annotated[str, Form(max_length=20)]


class FeaturedDesk:
    def __init__(self, guard: Guard, table: FrontTable, catalogue: Catalogue) -> None:
        self._guard, self._table, self._catalogue = guard, table, catalogue

    def routes(self) -> APIRouter:
        router = APIRouter(
            include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(self._guard.admit)]
        )
        router.get("/desk/featured")(self.table)
        router.post("/desk/featured")(self.put)
        router.post("/desk/featured/remove")(self.take_back)
        return router

    async def table(
        self,
        request: Request,
        words: Annotated[str, Query(max_length=60)] = "",
        title: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        """With titles found by `words`, or with one chosen, about which something is to be said."""
        try:
            chosen = await self._catalogue.get(title) if title else None
        except NoSuchTitle as refusal:
            return await self._page(request, status=404, trouble=_explain(refusal))
        return await self._page(request, searched=words.strip(), chosen=chosen)

    async def put(
        self, request: Request, title: Code, words: Words, until: Annotated[date, Form()]
    ) -> Response:
        """Put a title forward, or change what was said of it."""
        chosen = None
        said = one_line(words)
        try:
            chosen = await self._catalogue.get(title)
            by = signed_in(request).librarian.name
            await self._table.put(
                Featured(title_id=chosen.id, name=chosen.name, words=said, until=until, by=by)
            )
        except (NoSuchTitle, CannotPutForward) as refusal:
            trouble = _explain(refusal)
            return await self._page(
                request, status=409, trouble=trouble, chosen=chosen, said=said, until=until
            )
        return _back()

    async def take_back(self, title: Code) -> Response:
        await self._table.take_back(title)
        return _back()

    async def _page(
        self,
        request: Request,
        *,
        status: int = 200,
        searched: str = "",
        chosen: Title | None = None,
        **more: Any,
    ) -> Response:
        who, today, lying = signed_in(request), self._table.today, await self._table.all()
        before = next((one for one in lying if chosen and one.title_id == chosen.id), None)
        context: dict[str, Any] = {
            "trouble": "",
            "said": before.words if before else "",
            "until": before.until if before else today + LIES,
        }
        return page(
            "desk/featured.html",
            status=status,
            me=who.librarian,
            csrf=who.csrf,
            lying=lying,
            most=MOST,
            searched=searched,
            found=await self._search(searched),
            chosen=chosen,
            limit=WORDS,
            today=today,
            last=today + timedelta(days=LONGEST),
            **context | more,
        )

    async def _search(self, words: str) -> tuple[Title, ...]:
        return (await self._catalogue.search(words, limit=OFFERED)).titles if words else ()


def _back() -> Response:
    return RedirectResponse("/desk/featured", status_code=303)


def _explain(refusal: NoSuchTitle | CannotPutForward) -> str:
    match refusal:
        case NoSuchTitle():
            return "书库里没有这本书了。"
        case NoSuchDay():
            return "最后一天要从今天起，一年以内。"
    return f"推荐的书已经有 {MOST} 本。先拿下一本，再放上新的。"

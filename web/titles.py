"""The patron's pages: the library's home, the search, and one page for each title."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from ebooks.catalogue import Catalogue
from ebooks.lending.lending import Lending
from ebooks.tickets import Tickets
from ebooks.titles import NoSuchTitle, Title
from web.refusals import Explained
from web.rendering import page
from web.title_facts import facts, length, size
from web.visitors import in_wechat

NEWEST = 12
PAGE = 20
LONGEST_QUERY = 100
TICKET_DAYS = 1  # for a button that is pressed now or tomorrow

Query_ = Annotated[str, Query(alias="q", max_length=LONGEST_QUERY)]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


class TitlePages:
    def __init__(
        self, catalogue: Catalogue, tickets: Tickets, lending: Lending, *, library: str = "书童电子书库"
    ) -> None:
        self._catalogue, self._tickets, self._lending = catalogue, tickets, lending
        self._library = library

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained, default_response_class=HTMLResponse)
        router.get("/")(self.home)
        router.get("/search")(self.search)
        router.get("/t/{code}")(self.title)
        return router

    async def home(self) -> HTMLResponse:
        found = await self._catalogue.page(limit=NEWEST)
        return page("patron/home.html", library=self._library, titles=found.titles, total=found.total)

    async def search(self, words: Query_ = "", number: PageNumber = 1) -> HTMLResponse:
        """Everything there is, where no words are given."""
        words, offset = words.strip(), (number - 1) * PAGE
        if words:
            found = await self._catalogue.search(words, limit=PAGE, offset=offset)
        else:
            found = await self._catalogue.page(limit=PAGE, offset=offset)
        return page(
            "patron/search.html",
            library=self._library,
            words=words,
            lines=[(title, length(title)) for title in found.titles],
            total=found.total,
            number=number,
            last=-(-found.total // PAGE),
        )

    async def title(self, request: Request, code: str) -> Response:
        """A title's page; a code with a small letter or a hyphen leads to it too."""
        title = await self._catalogue.find(code)
        if title is None:
            raise NoSuchTitle(code)
        if code != title.id:
            return RedirectResponse(f"/t/{title.id}", status_code=308)
        return await self._page(title, in_wechat=in_wechat(request))

    async def _page(self, title: Title, *, in_wechat: bool) -> HTMLResponse:
        return page(
            "patron/title.html",
            library=self._library,
            title=title,
            facts=facts(title),
            size=size(title.size),
            copies=await self._lending.availability(title.id),
            contents=await self._catalogue.contents(title),
            paragraphs=[line for line in title.description.splitlines() if line.strip()],
            download=f"/d/{self._tickets.issue_for_days(title.id, TICKET_DAYS)}",
            in_wechat=in_wechat,
        )

"""The patron's pages: the library's home, the search, and one page for each title."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from ebooks.catalogue import Catalogue
from ebooks.lending.lending import Lending
from ebooks.search.within import Facets, Within
from ebooks.tickets import Tickets
from ebooks.titles import Found, NoSuchTitle, Title
from reader.passages import Passage, Passages, TooShort
from web.refusals import Explained
from web.rendering import page
from web.snippets import Marked, marked
from web.title_facts import facts, length, size
from web.visitors import in_wechat

NEWEST = 12
PAGE = 20
LONGEST_QUERY = 100
TICKET_DAYS = 1  # for a button that is pressed now or tomorrow

FACETS = {"language": "语言", "format": "格式", "subject": "主题"}
LANGUAGES = {"zh": "中文", "mn": "蒙古文", "en": "英文"}
PASSAGES = 3  # sentences out of the texts; the chat finds more
NOTHING = Found((), 0)

Choice = tuple[str, str, list[tuple[str, str, int]]]  # a facet, its name, and value, name, number of each
Facet = Annotated[str, Query(max_length=200)]
FormatFacet = Annotated[str, Query(alias="format", max_length=10)]
Query_ = Annotated[str, Query(alias="q", max_length=LONGEST_QUERY)]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]


class TitlePages:
    """Without `passages` the texts themselves are not searched."""

    def __init__(
        self,
        catalogue: Catalogue,
        tickets: Tickets,
        lending: Lending,
        *,
        passages: Passages | None = None,
        library: str = "书童电子书库",
    ) -> None:
        self._catalogue, self._tickets, self._lending = catalogue, tickets, lending
        self._passages, self._library = passages, library

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained, default_response_class=HTMLResponse)
        router.get("/")(self.home)
        router.get("/search")(self.search)
        router.get("/t/{code}")(self.title)
        return router

    async def home(self) -> HTMLResponse:
        found = await self._catalogue.page(limit=NEWEST)
        return page("patron/home.html", library=self._library, titles=found.titles, total=found.total)

    async def search(
        self,
        words: Query_ = "",
        number: PageNumber = 1,
        language: Facet = "",
        format_: FormatFacet = "",
        subject: Facet = "",
    ) -> HTMLResponse:
        """Everything there is, where no words are given."""
        words, within = words.strip(), Within(language=language, format=format_, subject=subject)
        found = await self._found(words, within, number)
        first = number == 1 and not within.asked
        alike = await self._catalogue.resembling(words, limit=PAGE) if words and not found.total else NOTHING
        return page(
            "patron/search.html",
            library=self._library,
            words=words,
            within=within.asked,
            facets=await self._choices(words, found, within),
            lines=[(title, length(title)) for title in (found.titles or alike.titles)],
            alike=bool(alike.total),
            passages=await self._written(words) if first else (),
            total=found.total,
            number=number,
            last=-(-found.total // PAGE),
        )

    async def _choices(self, words: str, found: Found, within: Within) -> list[Choice]:
        """Where there is something to choose, or a choice to take back."""
        if not words or not (found.total > 1 or within.asked):
            return []
        return _choices(await self._catalogue.facets(words))

    async def _found(self, words: str, within: Within, number: int) -> Found:
        offset = (number - 1) * PAGE
        if words:
            return await self._catalogue.search(words, within=within, limit=PAGE, offset=offset)
        return await self._catalogue.page(limit=PAGE, offset=offset)

    async def _written(self, words: str) -> list[tuple[Passage, Marked]]:
        """Where the words stand in the texts themselves."""
        try:
            found = await self._passages.find(words, limit=PASSAGES) if words and self._passages else ()
        except TooShort:
            return []
        return [(one, marked(one.sentence, words)) for one in found if one.exact]

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


def _choices(facets: Facets) -> list[Choice]:
    """Of the facets with more than one value."""
    return [
        (name, FACETS[name], [(value, _called(name, value), count) for value, count in facets.values[name]])
        for name in FACETS
        if len(facets.values.get(name, ())) > 1
    ]


def _called(name: str, value: str) -> str:
    if name == "format":
        return value.upper()
    return LANGUAGES.get(value, value) if name == "language" else value

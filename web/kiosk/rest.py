"""A kiosk at rest: one book after the other, until somebody touches it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from ebooks.catalogue import Catalogue
from ebooks.titles import Title
from language.translation import _, speaking
from reader.featured import FrontTable
from web.kiosk.screens import TONGUES, KioskRoute, Screens, Visit, spoken

SLIDES = 12
OF_EACH = 5  # put forward, most taken, new; what the first two leave over is new
MONTH = timedelta(days=30)
AGAIN_SECONDS = 300  # until it asks for other books


@dataclass(frozen=True, slots=True)
class Slide:
    """`why` is why it is shown; `words` are a librarian's."""

    title: Title
    why: str
    words: str = ""


class Rest:
    def __init__(self, catalogue: Catalogue, front_table: FrontTable, screens: Screens) -> None:
        self._catalogue, self._front_table, self._screens = catalogue, front_table, screens

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=KioskRoute, default_response_class=HTMLResponse)
        router.get("/kiosk/rest")(self.rest)
        return router

    async def rest(self, request: Request) -> Response:
        visit = await self._screens.visit(request)
        slides = await self._slides(visit)
        return self._screens.page(
            visit, "kiosk/rest.html", slides=slides, invitations=_invitations(visit), idle=AGAIN_SECONDS
        )

    async def _slides(self, visit: Visit) -> list[Slide]:
        """What librarians put forward, what was taken most at this venue of late, and what is new."""
        featured = {one.title_id: one.words for one in await self._front_table.all()}
        taken = await self._most_taken(visit.venue)
        new = await self._catalogue.newest(SLIDES)
        titles = {one.id: one for one in await self._catalogue.those([*featured, *taken])}
        with speaking(spoken(visit.language)):
            advised, wanted, fresh = _("馆员推荐"), _("大家都在取"), _("新到")
        put_forward = [Slide(titles[one], advised, words) for one, words in featured.items() if one in titles]
        most_taken = [Slide(titles[one], wanted) for one in taken if one in titles]
        newest = [Slide(title, fresh) for title in new]
        return _once([*put_forward[:OF_EACH], *most_taken[:OF_EACH], *newest])[:SLIDES]

    async def _most_taken(self, venue: str) -> list[str]:
        counters = self._screens.counters
        report = await counters.report(counters.today - MONTH, counters.today, venue or None)
        return [one.title_id for one in report.titles if one.counts.taken or one.counts.lent]


def _once(slides: Iterable[Slide]) -> list[Slide]:
    """Each title for the first reason there is."""
    first: dict[str, Slide] = {}
    for slide in slides:
        first.setdefault(slide.title.id, slide)
    return list(first.values())


def _invitations(visit: Visit) -> list[dict[str, str]]:
    """In every language, for a stranger has not said which is hers; the device's own first."""
    said = []
    for language in sorted(TONGUES, key=lambda one: one != visit.home):
        with speaking(spoken(language)):
            words = _("点一下，找书")
        address = "/kiosk" if language == visit.home else f"/kiosk?in={language}"
        said.append({"tag": TONGUES[language], "words": words, "address": address})
    return said

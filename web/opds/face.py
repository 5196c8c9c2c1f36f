"""The feeds: what there is, where it is, and how it may be cached."""

import gzip
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from ebooks.browsing import Browsing
from ebooks.catalogue import Catalogue
from ebooks.tickets import Tickets
from language.translation import speaking
from web.etags import is_known
from web.joining import join
from web.opds.addresses import LONGEST_NAME, ROOT, Addresses, Version
from web.opds.atom import SEARCH, Atom, feed_type
from web.opds.covers import Covers
from web.opds.feeds import Feed, Offer
from web.opds.json import Json
from web.opds.lending import Availabilities, OpenAccess
from web.opds.shelves import Narrowing, Shelves
from web.reading.sheets import takes_gzip
from web.refusals import Explained
from web.tongues import spoken

FRESH = timedelta(minutes=5)  # a new title may be that late
FRESH_COPIES = timedelta(seconds=30)  # who sees a copy goes for it
TICKET = timedelta(hours=1)  # to begin a download and to go on with it; the address that gives one stays
LONGEST_QUERY = 100
PACKED = 5  # of gzip's levels; a tenth of 100 kB is left

Query_ = Annotated[str, Query(alias="query", max_length=LONGEST_QUERY)]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]
Name = Annotated[str, Query(max_length=LONGEST_NAME)]


async def in_her_language(request: Request) -> AsyncIterator[None]:
    with speaking(spoken(request)):
        yield


class Opds:
    """`lending` tells the titles that are lent; without it all are open access."""

    def __init__(
        self,
        catalogue: Catalogue,
        browsing: Browsing,
        tickets: Tickets,
        lending: Availabilities | None = None,
        *,
        base_url: str,
        library: str = "书童电子书库",
    ) -> None:
        self._catalogue, self._tickets = catalogue, tickets
        self._lending: Availabilities = lending or OpenAccess()
        self._shelves = Shelves(catalogue, browsing, self._lending, library=library)
        self._atom = Atom(Addresses(base_url, Version.ATOM), library=library)
        self._json = Json(Addresses(base_url, Version.JSON))

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=Explained, dependencies=[Depends(in_her_language)])
        router.get(ROOT)(self.door)
        router.get(f"{ROOT}/files/{{title_id}}")(self.file)
        router.head(f"{ROOT}/files/{{title_id}}")(self.file)
        router.get(f"{ROOT}/1.2/search.xml")(self.search_description)
        router.get(f"{ROOT}/{{version}}")(self.root)
        router.get(f"{ROOT}/{{version}}/new")(self.new)
        router.get(f"{ROOT}/{{version}}/titles")(self.titles)
        router.get(f"{ROOT}/{{version}}/titles/{{title_id}}")(self.title)
        router.get(f"{ROOT}/{{version}}/authors")(self.authors)
        router.get(f"{ROOT}/{{version}}/subjects")(self.subjects)
        router.get(f"{ROOT}/{{version}}/languages")(self.languages)
        router.get(f"{ROOT}/{{version}}/search")(self.search)
        join(router, Covers(self._catalogue).routes())
        return router

    async def door(self, request: Request) -> Response:
        """One address for all: who does not ask for JSON gets what every app reads."""
        version = Version.JSON if "opds+json" in request.headers.get("accept", "") else Version.ATOM
        return RedirectResponse(f"{ROOT}/{version}", headers={"Vary": "Accept"})

    async def root(self, request: Request, version: Version) -> Response:
        return self._feed(request, version, await self._shelves.root())

    async def new(self, request: Request, version: Version) -> Response:
        return self._feed(request, version, await self._shelves.new())

    async def titles(
        self,
        request: Request,
        version: Version,
        author: Name = "",
        subject: Name = "",
        language: Name = "",
        number: PageNumber = 1,
    ) -> Response:
        narrowing = Narrowing(author=author, subject=subject, language=language)
        return self._feed(request, version, await self._shelves.titles(narrowing, number))

    async def authors(self, request: Request, version: Version, number: PageNumber = 1) -> Response:
        return self._feed(request, version, await self._shelves.authors(number))

    async def subjects(self, request: Request, version: Version, number: PageNumber = 1) -> Response:
        return self._feed(request, version, await self._shelves.subjects(number))

    async def languages(self, request: Request, version: Version, number: PageNumber = 1) -> Response:
        return self._feed(request, version, await self._shelves.languages(number))

    async def search(
        self, request: Request, version: Version, words: Query_ = "", number: PageNumber = 1
    ) -> Response:
        return self._feed(request, version, await self._shelves.search(words.strip(), number))

    async def search_description(self, request: Request) -> Response:
        return _answer(request, self._atom.search_description(), SEARCH, FRESH)

    async def title(self, request: Request, version: Version, title_id: str) -> Response:
        offer = await self._shelves.offer(title_id)
        form = self._form(version)
        answer = _answer(request, form.publication(offer), form.publication_type, _freshness((offer,)))
        if not offer.availability:
            answer.headers["Last-Modified"] = format_datetime(
                offer.title.added_at.astimezone(UTC), usegmt=True
            )
        return answer

    async def file(self, title_id: str) -> Response:
        """A ticket for now: in a feed, which is copied and kept, it would be an open door or a dead end."""
        offer = await self._shelves.offer(title_id)
        if offer.availability:
            return RedirectResponse(f"/t/{title_id}", status_code=303)
        ticket = self._tickets.issue(title_id, life=TICKET)
        return RedirectResponse(f"/d/{ticket}", headers={"Cache-Control": "no-store"})

    def _feed(self, request: Request, version: Version, feed: Feed) -> Response:
        if feed.pages and feed.pages.number > feed.pages.last:
            raise HTTPException(404, "no such page")
        form = self._form(version)
        media_type = feed_type(feed) if version is Version.ATOM else Json.feed_type
        return _answer(request, form.feed(feed), media_type, _freshness(feed.offers))

    def _form(self, version: Version) -> Atom | Json:
        return self._atom if version is Version.ATOM else self._json


def _freshness(offers: tuple[Offer, ...]) -> timedelta:
    return FRESH_COPIES if any(offer.availability for offer in offers) else FRESH


def _answer(request: Request, body: bytes, media_type: str, fresh: timedelta) -> Response:
    headers = {
        "Content-Type": media_type,
        "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:32]}"',  # weak: the same, packed or not
        "Cache-Control": f"public, max-age={int(fresh.total_seconds())}",
        "Vary": "Accept-Language, Accept-Encoding",
    }
    if is_known(request, headers["ETag"].removeprefix("W/")):
        return Response(status_code=304, headers=headers)
    if takes_gzip(request):
        body, headers["Content-Encoding"] = gzip.compress(body, PACKED, mtime=0), "gzip"
    return Response(body, headers=headers)

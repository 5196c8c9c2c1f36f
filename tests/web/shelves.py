"""The patron's pages and the kiosk on their own, under the policy every page of the house is served with."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import Response

from ebooks.lending.door import Door
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository
from ebooks.tickets import Tickets
from tests.ebooks.shelving import Library
from web.downloads import Downloads
from web.joining import join
from web.kiosk import Kiosk
from web.pictures import Pictures
from web.rendering import STATIC
from web.titles import TitlePages

POLICY = "default-src 'self'"


class Watch:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC).replace(second=0, microsecond=0)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


def make_site(library: Library, watch: Watch, *, base_url: str) -> FastAPI:
    catalogue, tickets = library.catalogue, Tickets(b"only for the tests", now=watch)
    cards = CardRepository(library.database)
    lending = Lending(Ledger(PoolRepository(library.database), cards, now=watch), cards, now=watch)
    site = FastAPI()
    for face in (
        TitlePages(catalogue, tickets, lending),
        Pictures(catalogue, tickets, lending, base_url=base_url),
        Downloads(catalogue, Door(tickets, lending)),
        Kiosk(catalogue),
    ):
        join(site.router, face.routes())
    site.mount("/static", StaticFiles(directory=STATIC))

    @site.middleware("http")
    async def policy(request: Request, call_next) -> Response:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return site

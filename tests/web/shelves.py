"""The patron's pages and the kiosk on their own, under the policy every page of the house is served with."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import Response

from ebooks.browsing import Browsing
from ebooks.copies import Copies
from ebooks.dossiers.dossiers import Dossiers
from ebooks.kiosks.counters import Counters
from ebooks.kiosks.kiosks import Kiosks
from ebooks.lending.door import Door
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.repository.browsing import BrowsingRepository
from ebooks.repository.cards import CardRepository
from ebooks.repository.counters import CounterRepository
from ebooks.repository.dossiers import DossierRepository
from ebooks.repository.kiosks import KioskRepository
from ebooks.repository.pools import PoolRepository
from ebooks.taken import Taken
from ebooks.tickets import Tickets
from reader.featured import FrontTable
from reader.repository.featured import FeaturedRepository
from tests.ebooks.shelving import Library
from web.assets import Assets
from web.downloads import Downloads
from web.joining import join
from web.kiosk import Device, Rest, Screens, Wall
from web.kiosk.codes import AccountCodes, KioskCodes
from web.pictures import Pictures
from web.rendering import STATIC, VERSION
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


class NoAccount(AccountCodes):
    """A library that has not set up its account yet, and keeps no codes anywhere."""

    def __init__(self) -> None:
        super().__init__((), Redis())


def make_site(library: Library, watch: Watch, *, base_url: str) -> FastAPI:
    catalogue, tickets = library.catalogue, Tickets(b"only for the tests", now=watch)
    cards = CardRepository(library.database)
    lending = Lending(Ledger(PoolRepository(library.database), cards, now=watch), cards, now=watch)
    browsing = Browsing(catalogue, BrowsingRepository(library.database))
    kiosks = Kiosks(KioskRepository(library.database), now=watch)
    counters = Counters(CounterRepository(library.database), now=watch)
    screens = Screens(kiosks, counters)
    site = FastAPI()
    for face in (
        TitlePages(catalogue, tickets, lending),
        Pictures(catalogue, tickets, lending, base_url=base_url),
        Downloads(
            catalogue,
            Door(tickets, lending),
            Copies(library.root / "copies", library="青城图书馆", now=watch),
            Taken(tickets, Dossiers(DossierRepository(library.database), now=watch), kiosks, counters),
        ),
        Wall(catalogue, browsing, KioskCodes(NoAccount(), tickets, lending, base_url=base_url), screens),
        Rest(catalogue, FrontTable(FeaturedRepository(library.database), now=watch), screens),
        Device(kiosks, base_url=base_url),
    ):
        join(site.router, face.routes())
    site.mount("/static", Assets(directory=STATIC, version=VERSION))

    @site.middleware("http")
    async def policy(request: Request, call_next) -> Response:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return site

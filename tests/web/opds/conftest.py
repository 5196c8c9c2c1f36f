"""A site of feeds over real shelves, where some titles are lent."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from motor.motor_asyncio import AsyncIOMotorDatabase

from ebooks.browsing import Browsing
from ebooks.repository.browsing import BrowsingRepository
from ebooks.tickets import Tickets
from ebooks.titles import Title
from tests.ebooks.lending.conftest import Lender
from tests.ebooks.shelving import Library
from tests.web.opds.odd import fill
from tests.web.shelves import Watch
from web.joining import join
from web.opds import Opds

BASE_URL = "https://books.example.org"


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tickets(watch: Watch) -> Tickets:
    return Tickets(b"only for the tests", now=watch)


@pytest.fixture
async def lender(database: AsyncIOMotorDatabase) -> Lender:
    lender = Lender(database)
    await lender.pools.prepare()
    return lender


@pytest.fixture
async def browsing(database: AsyncIOMotorDatabase, shelves: Library) -> Browsing:
    repository = BrowsingRepository(database)
    await repository.prepare()
    return Browsing(shelves.catalogue, repository)


@pytest.fixture
async def visitor(
    shelves: Library, browsing: Browsing, lender: Lender, tickets: Tickets
) -> AsyncIterator[AsyncClient]:
    site = FastAPI()
    feeds = Opds(
        shelves.catalogue, browsing, tickets, lender.lending, base_url=f"{BASE_URL}/", library="县图书馆"
    )
    join(site.router, feeds.routes())
    async with AsyncClient(transport=ASGITransport(site), base_url=BASE_URL) as client:
        yield client


@pytest.fixture
async def titles(shelves: Library) -> list[Title]:
    return await fill(shelves)

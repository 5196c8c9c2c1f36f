"""A site with a few books, a clock of its own, and somebody who looks at it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from motor.motor_asyncio import AsyncIOMotorDatabase

from ebooks.catalogue import Catalogue
from ebooks.files import Folder
from ebooks.kiosks.kiosks import Kiosks
from ebooks.repository.kiosks import KioskRepository
from ebooks.search.search import Search
from ebooks.search.title_index import TitleIndex
from tests.ebooks.shelving import Library
from tests.web.shelves import Watch, make_site

BASE_URL = "https://books.example.org"


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def shelves(database: AsyncIOMotorDatabase, tmp_path: Path) -> Library:
    return await Library(database, tmp_path / "library").open()


@pytest.fixture
async def kiosks(shelves: Library, watch: Watch) -> Kiosks:
    repository = KioskRepository(shelves.database)
    await repository.prepare()
    return Kiosks(repository, now=watch)


@pytest.fixture
def searching(shelves: Library, tmp_path: Path) -> Search:
    """The shelves' catalogue searches by an index."""
    search = Search(shelves.repository, TitleIndex(tmp_path / "index"))
    files = Folder(shelves.root / "files")
    shelves.catalogue = Catalogue(
        shelves.repository, files, shelves.covers, shelves.illustrations, search=search
    )
    return search


@pytest.fixture
async def visitor(shelves: Library, watch: Watch) -> AsyncIterator[AsyncClient]:
    site = make_site(shelves, watch, base_url=BASE_URL)
    async with AsyncClient(transport=ASGITransport(site), base_url=BASE_URL) as client:
        yield client

"""Importing from a feed: fetched once, gone on with, and what cannot be fetched has its line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ebooks.catalogue import Catalogue
from ebooks.covers import Covers
from ebooks.feeds.fetching import Fetching
from ebooks.feeds.source import FeedSource
from ebooks.files import Folder
from ebooks.illustrations import Illustrations
from ebooks.imports.file import Status
from ebooks.imports.imports import Imports
from ebooks.imports.job import ImportJob, Source
from ebooks.imports.uploads import Uploads
from ebooks.repository import TitleRepository
from ebooks.repository.imports import ImportRepository
from jobs import feeding
from jobs.feeding import Feeding
from jobs.importing import Importer
from jobs.intake import Intake
from jobs.readers import Readers
from reader.repository import ShelfRepository
from reader.shelf import Shelf
from tests.ebooks.feeds.test_fetching import Server, everything_is_here
from tests.ebooks.hostile.case import book, zipped

OPEN = "http://opds-spec.org/acquisition/open-access"


def feed(*names: str, following: str = "") -> bytes:
    more = f'<link rel="next" href="{following}"/>' if following else ""
    entries = "".join(
        f'<entry><title>{name}</title><link rel="{OPEN}" href="/{name}" type="application/epub+zip"/></entry>'
        for name in names
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{more}{entries}</feed>'.encode()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async for server in Server().serve():
        server.says("/all", feed("a", "b", following="/more"))
        server.says("/more", feed("c", "lost"))
        server.says("/lost", status="404 Not Found")
        for name in "abc":
            server.says(f"/{name}", zipped(book(title=f"书{name}")))
        yield server


class House:
    """As much of it as an import needs."""

    def __init__(self, database, root: Path) -> None:
        self.titles, self.shelves = TitleRepository(database), ShelfRepository(database)
        self.jobs = ImportRepository(database)
        covers, pictures = Covers(root / "covers"), Illustrations(root / "illustrations")
        self.catalogue = Catalogue(self.titles, Folder(root / "kept"), covers, pictures)
        self.imports, self.uploads = Imports(self.jobs), Uploads(root / "uploads")
        source = FeedSource(Fetching(allow_private=True, resolve=everything_is_here))
        self.feeding = Feeding(source, self.imports, self.uploads)

    async def bring(self, address: str, *, rounds: int = 99) -> ImportJob:
        job = await self.imports.open(Source.FEED, by=address, key=address)
        async with Readers(1) as readers:
            importer = Importer(self.catalogue, Shelf(self.shelves), readers)
            intake = Intake(self.imports, importer, self.uploads, queue=job.queue)
            async for _ in self.feeding.rounds(job, address):
                await intake.empty()
                rounds -= 1
                if not rounds:
                    break
        return await self.imports.get(job.id)


@pytest.fixture
async def house(database, tmp_path: Path) -> House:
    house = House(database, tmp_path)
    for repository in (house.titles, house.shelves, house.jobs):
        await repository.prepare()
    return house


def asked(server: Server) -> list[str]:
    return [head.split()[1] for head in server.asked]


async def test_a_feed_is_imported_and_gone_on_with(house, server, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(feeding, "AT_ONCE", 1)
    stopped = await house.bring(server.address("/all"), rounds=1)
    assert stopped.count(Status.ACCEPTED) == 1
    done = await house.bring(server.address("/all"))
    assert done.id == stopped.id
    assert done.counts == {Status.ACCEPTED: 3, Status.REFUSED: 1}
    assert [asked(server).count(path) for path in ("/a", "/b", "/c")] == [1, 1, 1]
    names = {title.name for title in (await house.catalogue.page(limit=9)).titles}
    assert names == {"书a", "书b", "书c"}
    (refused,) = await house.imports.files(done.id, status=Status.REFUSED)
    assert "没有下载下来" in refused.settled.reason
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]


async def test_the_next_day_only_news_are_fetched(house, server) -> None:
    first = await house.bring(server.address("/all"))
    await house.imports.close(first)
    server.says("/more", feed("c", "d"))
    server.says("/d", zipped(book(title="书d")))
    second = await house.bring(server.address("/all"))
    assert second.id != first.id
    assert second.counts == {Status.ACCEPTED: 1}
    assert asked(server).count("/a") == 1

"""继续 is what patrons send most; it has to stay at two questions to the database."""

import asyncio

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.monitoring import CommandListener

from language.paragraphs import Paragraph
from reader.repository import ShelfRepository
from reader.shelf import Shelf

BOOK = "AAAAAAAAAA"


class Counter(CommandListener):
    def __init__(self) -> None:
        self.commands: list[str] = []

    def started(self, event) -> None:
        self.commands.append(event.command_name)

    def succeeded(self, event) -> None: ...

    def failed(self, event) -> None: ...


@pytest.fixture
async def counted(servers, database):
    counter = Counter()
    client = AsyncIOMotorClient(servers.mongodb_uri, tz_aware=True, event_listeners=[counter])
    shelf = Shelf(ShelfRepository(client[database.name]))
    await shelf.put(BOOK, "书", [("第一章", [Paragraph("天黑了，他还没有回来。" * 300)])])
    yield shelf, counter
    client.close()


async def test_reading_on_takes_two_round_trips(counted):
    shelf, counter = counted
    await shelf.start("lin", BOOK, message="start")
    await shelf.next("lin", message="the text, which is held from now on")
    counter.commands.clear()
    await shelf.next("lin", message="next")
    assert counter.commands == ["find", "update"]


async def test_many_who_read_on_at_once_travel_together(counted):
    shelf, counter = counted
    patrons = [f"patron {number}" for number in range(50)]
    await asyncio.gather(*[shelf.start(patron, BOOK, message="start") for patron in patrons])
    await asyncio.gather(*[shelf.next(patron, message="first") for patron in patrons])
    counter.commands.clear()
    pages = await asyncio.gather(*[shelf.next(patron, message="next") for patron in patrons])
    assert [page.number for page in pages] == [3] * 50
    assert len(counter.commands) <= 6

"""继续 is what patrons send most; it has to stay at two questions to the database."""

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.monitoring import CommandListener

from language.paragraphs import Paragraph
from reader.repository import ShelfRepository
from reader.shelf import Shelf


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
    yield Shelf(ShelfRepository(client[database.name])), counter
    client.close()


async def test_reading_on_takes_two_round_trips(counted):
    shelf, counter = counted
    await shelf.put("AAAAAAAAAA", "书", [("第一章", [Paragraph("天黑了，他还没有回来。" * 300)])])
    await shelf.start("lin", "AAAAAAAAAA", message="start")
    counter.commands.clear()
    await shelf.next("lin", message="next")
    assert counter.commands == ["aggregate", "update"]

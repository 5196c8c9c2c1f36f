"""Sunday evening: one quiet message, to those whom it does not disturb."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.messages import Text
from bot.outbox import Outbox
from bot.window import Windows
from handlers.sundays import summary
from jobs.summaries import Summaries
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from reader.delivery import Deliveries, Schedule
from reader.diary import Diary
from reader.repository import ShelfRepository
from reader.repository.deliveries import DeliveryRepository
from reader.repository.weeks import WeekRepository
from reader.shelf import Shelf
from reader.weeks import Weeks
from tests.reader.test_shelf import BOOK, chapter

SEVEN = datetime(2026, 3, 1, 11, 2, tzinfo=UTC)  # two past seven in the evening in China, a Sunday
EIGHT = Schedule(at=SEVEN.replace(hour=8).time())


class Clock:
    def __init__(self) -> None:
        self.time = SEVEN

    def __call__(self) -> datetime:
        return self.time


class Street:
    """People who read, and what they are sent."""

    def __init__(self, database: Any, redis: Any) -> None:
        self.clock = Clock()
        shelves = ShelfRepository(database)
        self.database, self.patrons = database, Patrons(PatronRepository(database))
        self.shelf, self.diary = Shelf(shelves, now=self.clock), Diary(shelves)
        self.deliveries = Deliveries(DeliveryRepository(database), now=self.clock)
        self.windows, self.outbox = Windows(redis, now=self.clock), Outbox(database, now=self.clock)
        self.weeks = Weeks(WeekRepository(database), now=self.clock)
        self.summaries = Summaries(self.weeks, self.outbox, self.patrons, self.windows, words=summary)

    async def reader(self, name: str, *, schedule: Schedule | None = EIGHT, days: int = 3) -> str:
        """Somebody who has read on so many days up to today, and has just written."""
        patron = (await self.patrons.recognise("main", name)).id
        if schedule:
            await self.deliveries.enrol(patron, BOOK, schedule=schedule)
        for day in reversed(range(days)):
            self.clock.time = SEVEN - timedelta(days=day)
            await self.shelf.hand_out(patron, BOOK, instalments=1, message=f"{name} {day}")
        self.clock.time = SEVEN
        await self.windows.opened(patron, _words(name))
        return patron

    async def told(self) -> dict[str, str]:
        found = self.database["outbox"].find({"_id": {"$regex": "^summary:"}})
        return {one["patron"]: one["bubbles"][0] async for one in found}


def _words(name: str) -> Text:
    return Text(account="main", openid=name, to="gh", key=name, sent_at=1, content="好")


@pytest.fixture
async def street(database, redis) -> Street:
    street = Street(database, redis)
    await street.shelf.put(BOOK, "春天的书", [chapter("第一章"), chapter("第二章")])
    return street


async def test_who_reads_and_has_it_delivered_is_told_of_her_week(street):
    lin = await street.reader("lin")
    assert await street.summaries.send() == 1
    words = (await street.told())[lin]
    assert "3 天、3 段" in words
    assert "《春天的书》" in words
    assert "连着 3 天" in words
    assert "不要周报" in words


async def test_once_a_week_however_often_it_runs(street):
    lin = await street.reader("lin")
    assert [await street.summaries.send() for _ in range(3)] == [1, 0, 0]
    street.clock.time += timedelta(weeks=1)
    await street.shelf.hand_out(lin, BOOK, instalments=1, message="later")
    await street.windows.opened(lin, _words("lin"))
    assert await street.summaries.send() == 1


@pytest.mark.parametrize("hours", [-2, 1, 24, -24])
async def test_at_no_other_hour(street, hours):
    await street.reader("lin")
    street.clock.time += timedelta(hours=hours)
    assert await street.summaries.send() == 0


async def test_by_her_own_clock(street):
    at_home = Schedule(at=EIGHT.at, timezone="America/New_York")
    lin, _wang = await street.reader("lin", schedule=at_home), await street.reader("wang")
    street.clock.time += timedelta(hours=13)
    await street.windows.opened(lin, _words("lin"))
    await street.summaries.send()
    assert list(await street.told()) == [lin]


async def test_nobody_else_hears_of_it(street):
    await street.reader("reads, but asked for no delivery", schedule=None)
    await street.reader("has it delivered, but did not read", days=0)
    unwilling = await street.reader("wants none")
    await street.weeks.stop(unwilling)
    private = await street.reader("wants nothing kept")
    await street.diary.stop_recording(private)
    gone = await street.reader("left")
    await street.patrons.forget(gone)
    assert await street.summaries.send() == 0
    await street.weeks.resume(unwilling)
    assert await street.summaries.send() == 1


async def test_where_the_window_is_closed_nothing_is_sent_ever(street):
    lin = await street.reader("lin")
    await street.windows.close(lin)
    assert await street.summaries.send() == 0
    assert await street.told() == {}


async def test_many_are_gone_through_in_batches(street):
    for number in range(4):
        await street.reader(f"reader {number}", days=1)
    sizes = []
    async for weeks in Weeks(WeekRepository(street.database), now=street.clock, batch=3).ending():
        sizes.append(len(weeks))
    assert sizes == [3, 1]

"""Deliveries from the schedule to the outbox, by workers that may die at any moment."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.monitoring import CommandListener

from bot.outbox import Outbox, State
from bot.replies import Card, Say
from ebooks.tickets import Tickets
from handlers.links import Links
from handlers.mornings import Mornings
from jobs.delivery import Round
from language.paragraphs import Paragraph
from library.passes import Passes
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from reader.delivery import Deliveries, Schedule, Unit
from reader.plans import Drafts, Plans
from reader.repository import ShelfRepository
from reader.repository.deliveries import LEASE, DeliveryRepository
from reader.repository.plans import PlanRepository
from reader.shelf import Shelf

Database = AsyncIOMotorDatabase[dict[str, Any]]
BOOK, EIGHT, PATRONS = "AAAAAAAAAA", Schedule(at=time(8)), 5
SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
MORNING = datetime(2026, 3, 2, 0, 1, tzinfo=UTC)  # Monday, a minute past eight in China


class House:
    """One worker's house, over a database that it may share with others."""

    def __init__(self, database: Database, moment: datetime = SUNDAY) -> None:
        self.time, self.database = moment, database
        self.lent_to: set[str] | None = None  # None: open to all
        self.outbox = Outbox(database, now=self.now)
        self.patrons = Patrons(PatronRepository(database))
        self.shelf = Shelf(ShelfRepository(database), admits=self.admits, now=self.now)
        self.deliveries = Deliveries(DeliveryRepository(database), now=self.now)
        key = b"s" * 32
        links = Links(Tickets(key), base_url="http://lib", passes=Passes(key))
        self.plans = Plans(PlanRepository(database), self.shelf, self.deliveries, now=self.now)
        self.round = Round(
            self.deliveries,
            self.shelf,
            self.outbox,
            self.patrons,
            plans=self.plans,
            words=Mornings(links).letter,
        )

    def now(self) -> datetime:
        return self.time

    async def admits(self, patron: str, title_id: str) -> bool:
        return self.lent_to is None or patron in self.lent_to

    async def patron(self, name: str = "lin", schedule: Schedule = EIGHT) -> str:
        patron = await self.patrons.recognise("main", f"o{name}")
        await self.deliveries.enrol(patron.id, BOOK, schedule=schedule)
        return patron.id

    async def morning(self, days: int = 0) -> None:
        self.time = MORNING + timedelta(days=days)
        while await self.round.go():
            pass

    async def letters(self, patron: str) -> list[Say | Card]:
        """What waits for her, carried at once."""
        found: list[Any] = []
        while message := await self.outbox.lease():
            if message.patron == patron:
                found += message.bubbles
            await self.outbox.finish(message, State.SENT)
        return found


@pytest.fixture
async def house(database: Database) -> House:
    house = House(database)
    for repository in (house.outbox, DeliveryRepository(database), ShelfRepository(database)):
        await repository.prepare()
    text = [Paragraph("".join(f"这是第{n}句话，说的是一件小事。" for n in range(75)))]
    assert await house.shelf.put(BOOK, "边城", [("第一章", text), ("第二章", text)]) == 6
    return house


async def test_a_book_morning_by_morning_to_its_end(house: House) -> None:
    lin = await house.patron()
    for day in range(6):
        await house.morning(day)
        first, *rest = await house.letters(lin)
        assert isinstance(first, Say)
        assert first.text.startswith(f"第{'一二'[day // 3]}章（{day % 3 + 1}/3）")
    [congratulation] = rest
    assert isinstance(congratulation, Say)
    assert congratulation.text.startswith("🎉 恭喜，您把《边城》读完了")
    await house.morning(7)
    assert await house.letters(lin) == []
    assert await house.deliveries.of(lin) == ()


async def test_a_long_portion_is_a_bubble_and_a_card(house: House) -> None:
    lin = await house.patron(schedule=Schedule(at=time(8), portion=3))
    await house.morning()
    bubble, card = await house.letters(lin)
    assert isinstance(bubble, Say)
    assert isinstance(card, Card)
    assert (card.title, card.url.startswith("http://lib/read/in/")) == ("《边城》今天的 3 段", True)
    current = await house.shelf.current(lin)
    assert current is not None
    assert (current.chapter, current.number) == (1, 3)


async def test_minutes_are_as_many_instalments_as_she_reads_in_them(house: House) -> None:
    """As we saw when she read another book by herself."""
    text = [Paragraph("".join(f"这是第{n}句话，说的是一件小事。" for n in range(75)))]
    await house.shelf.put("BBBBBBBBBB", "呐喊", [("第一章", text), ("第二章", text)])

    async def delivered(name: str, *, seconds_each: int) -> int:
        house.time = SUNDAY
        lin = await house.patron(name, Schedule(at=time(8), portion=4, unit=Unit.MINUTES))
        await house.shelf.start(lin, "BBBBBBBBBB", message="start")
        for count in range(4):
            house.time += timedelta(seconds=seconds_each)
            await house.shelf.next(lin, message=str(count))
        await house.morning()
        here = await house.shelf.enrolment(lin, BOOK)
        assert here is not None
        return 3 * (here.chapter - 1) + here.number

    assert await delivered("slow", seconds_each=110) == 2
    assert await delivered("quick", seconds_each=55) == 4


async def test_who_has_one_waiting_is_sent_no_second(house: House) -> None:
    lin = await house.patron()
    await house.morning()
    parked = await house.outbox.lease()
    assert parked is not None
    await house.outbox.finish(parked, State.PARKED, "45015")
    await house.morning(1)
    await house.morning(2)
    assert await house.letters(lin) == []
    await house.outbox.unpark(lin)
    assert len(await house.letters(lin)) == 1
    await house.morning(3)
    [next_one] = await house.letters(lin)
    assert isinstance(next_one, Say)
    assert next_one.text.startswith("第一章（2/3）"), "no instalment was lost meanwhile"


async def test_who_does_not_want_to_hear_from_us_is_left_alone(house: House) -> None:
    lin = await house.patron()
    await house.morning()
    message = await house.outbox.lease()
    assert message is not None
    await house.outbox.finish(message, State.BLOCKED, "43019")
    await house.morning(1)
    [delivery] = await house.deliveries.of(lin)
    assert (delivery.paused, delivery.next_due) == (True, None)


async def test_who_left_gets_nothing(house: House) -> None:
    lin = await house.patron()
    await house.patrons.forget(lin)
    await house.morning()
    assert await house.letters(lin) == []


async def test_a_book_that_was_withdrawn_is_told_once(house: House) -> None:
    lin = await house.patron()
    await house.shelf.withdraw(BOOK)
    await house.morning()
    [words] = await house.letters(lin)
    assert isinstance(words, Say)
    assert "暂时读不了" in words.text
    await house.morning(1)
    assert await house.letters(lin) == []


async def test_a_plan_is_its_days_and_waits_for_who_missed_one(house: House) -> None:
    drafts = Drafts(PlanRepository(house.database), house.shelf, now=house.now)
    draft = await drafts.choose(await drafts.draft("春天读边城"), [(BOOK, "边城")], 2)
    draft = await drafts.publish(await drafts.arrange(draft, (3, 3), ("翠翠出场了", "")))
    lin = (await house.patrons.recognise("main", "olin")).id
    await house.plans.join(lin, draft.id, EIGHT)
    for day, said in ((0, "翠翠出场了"), (1, "还等着您")):
        await house.morning(day)
        [words] = await house.letters(lin)
        assert isinstance(words, Say)
        assert words.text.startswith("📖 春天读边城 · 第 1/2 天")
        assert said in words.text
        assert "今天共 3 段" in words.text
    await house.plans.read(lin, draft.id)
    await house.morning(2)
    [second] = await house.letters(lin)
    assert isinstance(second, Say)
    assert "第 2/2 天" in second.text
    await house.plans.read(lin, draft.id)
    await house.morning(3)
    assert await house.letters(lin) == []


class Death(CommandListener):
    """Ends a task at its so-manieth question to the database: before it is answered, often unread."""

    def __init__(self, after: int) -> None:
        self.left, self.task, self.struck = after, asyncio.current_task(), False
        self.loop = asyncio.get_running_loop()

    def started(self, event: Any) -> None:
        self.left -= 1
        if self.left == 0 and self.task:
            self.struck = True
            self.loop.call_soon_threadsafe(self.task.cancel)

    def succeeded(self, event: Any) -> None: ...

    def failed(self, event: Any) -> None: ...


async def dies(house: House, mongodb_uri: str, step: int) -> bool:
    """Another worker begins the morning's round and is gone at a step; False where there was no such step."""
    death = Death(step)
    client: AsyncIOMotorClient[Any] = AsyncIOMotorClient(mongodb_uri, tz_aware=True, event_listeners=[death])
    other = House(client[house.database.name], MORNING)
    death.task = asyncio.create_task(other.round.go())
    await asyncio.wait({death.task})
    client.close()
    return death.struck


async def test_a_worker_that_dies_at_any_step_loses_nothing_and_doubles_nothing(
    house: House, servers: Any
) -> None:
    for step in range(1, 40):
        house.time = SUNDAY
        for name in ("outbox", "outbox_counters", "deliveries", "enrolments"):
            await house.database[name].delete_many({})
        patrons = [await house.patron(f"{step}/{number}") for number in range(PATRONS)]
        struck = await dies(house, servers.mongodb_uri, step)
        house.time = MORNING + LEASE
        while await house.round.go():
            pass
        for patron in patrons:
            [delivery] = await house.deliveries.of(patron)
            assert (delivery.given, delivery.next_due) == (1, EIGHT.after(MORNING)), step
            assert await house.database["outbox"].count_documents({"patron": patron}) == 1, step
            current = await house.shelf.current(patron)
            assert current is not None
            assert (current.chapter, current.number) == (1, 1), step
        if not struck:
            break
    assert step > 8, "it died at each step there is"


async def test_nor_does_one_that_dies_over_a_plan(house: House, servers: Any) -> None:
    drafts = Drafts(PlanRepository(house.database), house.shelf, now=house.now)
    draft = await drafts.publish(await drafts.choose(await drafts.draft("春天"), [(BOOK, "边城")], 3))
    for step in range(1, 40):
        house.time = SUNDAY
        for name in ("outbox", "outbox_counters", "deliveries", "enrolments", "memberships"):
            await house.database[name].delete_many({})
        patrons = [(await house.patrons.recognise("main", f"o{step}/{number}")).id for number in range(2)]
        for patron in patrons:
            await house.plans.join(patron, draft.id, EIGHT)
            await house.plans.hand_out(patron, draft.id, message="before")
            await house.plans.read(patron, draft.id)
        struck = await dies(house, servers.mongodb_uri, step)
        house.time = MORNING + LEASE
        while await house.round.go():
            pass
        for patron in patrons:
            assert await house.database["outbox"].count_documents({"patron": patron}) == 1, step
            membership = (await house.plans.course(patron, draft.id)).membership
            assert (membership.handed, membership.done) == (2, 1), step
            current = await house.shelf.current(patron)
            assert current is not None
            assert (current.chapter, current.number) == (2, 1), step
        if not struck:
            break
    assert step > 8, "it died at each step there is"


async def test_when_her_loan_ends_the_deliveries_wait_for_the_next_one(house: House) -> None:
    lin = await house.patron()
    house.lent_to = {lin}
    await house.morning()
    read = await house.letters(lin)

    house.lent_to = set()
    await house.morning(days=1)
    (said,) = await house.letters(lin)
    assert "《边城》要借了才能读" in said.text
    assert "借《边城》" in said.text
    await house.morning(days=2)
    assert await house.letters(lin) == [], "it is said once"
    assert (await house.deliveries.get(lin, BOOK)).paused

    house.lent_to = {lin}
    await house.deliveries.resume(lin, BOOK)
    await house.morning(days=3)
    (onward,) = await house.letters(lin)
    assert (await house.shelf.enrolment(lin, BOOK)).number == 2
    assert onward != read[0]

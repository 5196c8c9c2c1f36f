"""A worker died while it sent: nobody knows whether that arrived, and she is not left without it."""

from datetime import UTC, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from bot.outbox import LEASE, Outbox, Post, State
from bot.replies import Say
from jobs.doubts import Doubts

Database = AsyncIOMotorDatabase[dict[str, Any]]

PORTION = Post(patron="lin", reply=Say("这一段"), key="m1", doubt="没收到的话，点这里看")


class Morning:
    def __init__(self, database: Database) -> None:
        self.time = datetime(2096, 3, 1, 7, tzinfo=UTC)
        self.outbox = Outbox(database, now=lambda: self.time)
        self.doubts = Doubts(self.outbox)

    async def breaks_off(self, post: Post) -> None:
        await self.outbox.put_many([post])
        message = await self.outbox.lease()
        assert message is not None
        await self.outbox.begin(message)
        self.time += LEASE
        for change in await self.outbox.reap():
            await self.doubts.heard(change)

    async def she_writes(self) -> list[str]:
        await self.outbox.unpark("lin")
        said = []
        while message := await self.outbox.lease():
            said += [bubble.text for bubble in message.bubbles if isinstance(bubble, Say)]
            await self.outbox.begin(message)
            await self.outbox.finish(message, State.SENT)
        return said


async def test_she_is_told_when_she_writes_and_not_before(database: Database) -> None:
    morning = Morning(database)
    await morning.breaks_off(PORTION)
    assert await morning.outbox.lease() is None, "nothing goes to her unasked"
    assert await morning.she_writes() == ["没收到的话，点这里看"]
    assert await morning.she_writes() == []


async def test_the_next_portion_comes_all_the_same(database: Database) -> None:
    morning = Morning(database)
    await morning.breaks_off(PORTION)
    assert await morning.outbox.states(["m1"]) == {"m1": State.UNKNOWN}


async def test_who_is_told_of_it_again_says_it_once(database: Database) -> None:
    morning = Morning(database)
    await morning.breaks_off(PORTION)
    async for change in (await _later(morning)).untold():
        assert (await morning.doubts.heard(change)) is not None
        await morning.outbox.told(change)
    assert await morning.she_writes() == ["没收到的话，点这里看"]
    assert [change async for change in (await _later(morning)).untold()] == []


async def test_of_what_arrived_nothing_is_kept(database: Database) -> None:
    morning = Morning(database)
    await morning.outbox.put_many([PORTION])
    assert await morning.she_writes() == ["这一段"]
    stored = await database["outbox"].find_one({"_id": "m1"})
    assert stored is not None
    assert "doubt" not in stored


async def test_of_what_needs_no_saying_nothing_is_said(database: Database) -> None:
    morning = Morning(database)
    await morning.breaks_off(Post(patron="lin", reply=Say("这一周"), key="w1", passing=True))
    assert await morning.she_writes() == []


async def _later(morning: Morning) -> Outbox:
    morning.time += 2 * LEASE
    return morning.outbox

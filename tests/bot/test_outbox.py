"""The outbox in a real MongoDB: once, in order, and honest about what nobody knows."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from bot.outbox import LEASE, Consignment, LeaseLost, Oblivion, Outbox, Post, State
from bot.replies import Card, Say

Database = AsyncIOMotorDatabase[dict[str, Any]]


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, span: timedelta) -> None:
        self.time += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def outbox(database: Database, clock: Clock) -> Outbox:
    outbox = Outbox(database, now=clock)
    await outbox.prepare()
    return outbox


async def leased(outbox: Outbox) -> Consignment:
    message = await outbox.lease()
    assert message is not None
    return message


async def send(outbox: Outbox, message: Consignment) -> None:
    for _ in message.bubbles:
        await outbox.begin(message)
        await outbox.bubble_sent(message)
    await outbox.finish(message, State.SENT)


async def test_a_key_is_sent_once_however_often_it_is_put(outbox: Outbox) -> None:
    for words in ("您好", "您好", "不同的话"):
        await outbox.put("lin", Say(words), key="answer 1")
    message = await leased(outbox)
    assert message.bubbles == (Say("您好"),)
    await send(outbox, message)
    await outbox.put("lin", Say("您好"), key="answer 1")
    assert await outbox.lease() is None


async def test_putting_wakes_whoever_waits(database: Database) -> None:
    rings = []

    async def ring() -> None:
        rings.append(await database["outbox"].count_documents({}))

    await Outbox(database, wake=ring).put("lin", Say("您好"), key="1")
    assert rings == [1], "the message is there before the bell rings"


async def test_each_patron_hears_in_order_and_waits_for_nobody_else(outbox: Outbox) -> None:
    await outbox.put("lin", Say("一"), key="1")
    await outbox.put("lin", Say("二"), key="2")
    await outbox.put("wang", Say("甲"), key="3")
    first, other = await leased(outbox), await leased(outbox)
    assert (first.key, other.key) == ("1", "3")
    assert await outbox.lease() is None, "lin's second message waits for her first"
    await send(outbox, first)
    assert (await leased(outbox)).key == "2"


async def test_a_message_that_must_wait_holds_back_the_later_ones(outbox: Outbox, clock: Clock) -> None:
    await outbox.put("lin", Say("一"), key="1")
    await outbox.put("lin", Say("二"), key="2")
    await outbox.postpone(await leased(outbox), clock() + timedelta(seconds=10))
    assert await outbox.lease() is None
    clock.pass_(timedelta(seconds=10))
    message = await leased(outbox)
    assert (message.key, message.attempts) == ("1", 1)


async def test_long_words_go_on_with_the_bubble_that_did_not_leave(outbox: Outbox, clock: Clock) -> None:
    await outbox.put("lin", Say("书" * 1500), key="1")
    message = await leased(outbox)
    assert len(message.bubbles) == 3
    await outbox.begin(message)
    await outbox.bubble_sent(message)
    await outbox.begin(message)
    await outbox.postpone(message, clock())
    again = await leased(outbox)
    assert again.bubbles == message.bubbles[1:]


async def test_a_card_is_one_bubble(outbox: Outbox) -> None:
    card = Card("边城", "沈从文", "http://lib/t/1", "http://lib/t/1.png")
    await outbox.put("lin", card, key="1")
    assert (await leased(outbox)).bubbles == (card,)


async def test_what_a_dead_worker_had_not_begun_is_sent_by_another(outbox: Outbox, clock: Clock) -> None:
    await outbox.put("lin", Say("一"), key="1")
    asleep = await leased(outbox)
    clock.pass_(LEASE)
    assert await outbox.reap() == []
    await send(outbox, await leased(outbox))
    with pytest.raises(LeaseLost):
        await outbox.begin(asleep)
    assert await outbox.finish(asleep, State.FAILED) is None


async def test_what_a_dead_worker_had_begun_is_unknown_and_never_sent_again(
    outbox: Outbox, clock: Clock
) -> None:
    await outbox.put("lin", Say("一"), key="1", about={"question": "Q1"})
    await outbox.put("lin", Say("二"), key="2")
    await outbox.begin(await leased(outbox))
    assert await outbox.lease() is None
    clock.pass_(LEASE)
    [change] = await outbox.reap()
    assert (change.key, change.state, change.about) == ("1", State.UNKNOWN, {"question": "Q1"})
    assert (await leased(outbox)).key == "2"


async def test_eight_workers_never_take_the_same_message_nor_break_an_order(database: Database) -> None:
    outbox = Outbox(database)
    await outbox.prepare()
    patrons = [f"patron {n}" for n in range(6)]
    for n in range(60):
        await outbox.put(patrons[n % 6], Say(str(n)), key=f"{n:02}")
    sent: list[tuple[str, str]] = []
    in_hand: set[str] = set()

    async def work() -> None:
        mine = Outbox(database)
        while len(sent) < 60:
            if (message := await mine.lease()) is None:
                continue
            assert message.patron not in in_hand
            in_hand.add(message.patron)
            await mine.begin(message)
            sent.append((message.patron, message.key))
            await mine.bubble_sent(message)
            in_hand.discard(message.patron)
            await mine.finish(message, State.SENT)

    await asyncio.gather(*(work() for _ in range(8)))
    assert len(sent) == len(set(sent)) == 60
    for _, keys in groupby(sorted(sent, key=lambda one: one[0]), key=lambda one: one[0]):
        assert (order := list(keys)) == sorted(order)


async def test_many_put_at_once_keep_each_patrons_order(outbox: Outbox) -> None:
    await outbox.put("lin", Say("零"), key="0")
    posts = [Post(patron=patron, reply=Say(key), key=key) for patron, key in (("lin", "1"), ("wang", "2"))]
    for _ in range(2):  # whoever was interrupted puts them again
        await outbox.put_many([*posts, Post(patron="lin", reply=Say("三"), key="3")])
    await outbox.put("lin", Say("四"), key="4")
    order = []
    while messages := await outbox.lease_many(10):
        order += sorted(message.key for message in messages)
        await asyncio.gather(*(send(outbox, message) for message in messages))
    assert order == ["0", "2", "1", "3", "4"]
    assert await outbox.states(["0", "4", "none"]) == {"0": State.SENT, "4": State.SENT}


async def test_among_many_only_the_one_that_lost_its_lease_is_told_so(outbox: Outbox, clock: Clock) -> None:
    for patron in ("lin", "wang"):
        await outbox.put(patron, Say("您好"), key=patron)
    lost = await leased(outbox)
    clock.pass_(LEASE)
    await outbox.reap()
    held = {message.key: message for message in await outbox.lease_many(2)}
    begun = await asyncio.gather(*map(outbox.begin, [*held.values(), lost]), return_exceptions=True)
    assert [type(one) for one in begun] == [type(None), type(None), LeaseLost]
    ends = [outbox.finish(message, State.SENT) for message in [lost, *held.values()]]
    assert [change and change.key for change in await asyncio.gather(*ends)] == [None, *held]


async def test_parked_words_wait_until_she_writes(outbox: Outbox, clock: Clock) -> None:
    await outbox.put("lin", Say("馆员的答复"), key="1")
    await outbox.finish(await leased(outbox), State.PARKED, "45015")
    clock.pass_(timedelta(days=90))
    assert await outbox.lease() is None
    assert await outbox.unpark("lin") == 1
    await outbox.put("lin", Say("新的话"), key="2")
    assert (await leased(outbox)).bubbles == (Say("馆员的答复"),)


async def test_what_waited_for_long_is_introduced_once_for_all(outbox: Outbox, clock: Clock) -> None:
    for key in ("1", "2"):
        await outbox.put("lin", Say(f"段落 {key}"), key=key)
        await outbox.finish(await leased(outbox), State.PARKED, "45015")
    clock.pass_(timedelta(days=3))
    await outbox.unpark("lin", saying=Say("攒下了这些："))
    first = await leased(outbox)
    assert first.bubbles == (Say("攒下了这些："), Say("段落 1"))
    await outbox.finish(first, State.PARKED, "45047")
    clock.pass_(timedelta(days=3))
    await outbox.unpark("lin", saying=Say("攒下了这些："))
    assert (await leased(outbox)).bubbles == first.bubbles, "not twice"


async def test_what_was_parked_just_now_needs_no_introduction(outbox: Outbox) -> None:
    await outbox.put("lin", Say("馆员的答复"), key="1")
    await outbox.finish(await leased(outbox), State.PARKED, "45047")
    await outbox.unpark("lin", saying=Say("攒下了这些："))
    assert (await leased(outbox)).bubbles == (Say("馆员的答复"),)


async def test_words_that_come_back_wait_for_the_one_in_hand(outbox: Outbox) -> None:
    await outbox.put("lin", Say("先前的答复"), key="1")
    await outbox.finish(await leased(outbox), State.PARKED, "45015")
    await outbox.put("lin", Say("新的话"), key="2")
    in_hand = await leased(outbox)
    await outbox.unpark("lin")
    assert await outbox.lease() is None
    await send(outbox, in_hand)
    assert (await leased(outbox)).key == "1"


async def test_parked_words_may_go_with_a_passive_reply(outbox: Outbox) -> None:
    await outbox.put("lin", Say("馆员的答复"), key="1")
    await outbox.finish(await leased(outbox), State.PARKED, "48001")
    assert await outbox.collect("lin") == (Say("馆员的答复"),)
    assert await outbox.collect("lin") == ()
    assert await outbox.unpark("lin") == 0


async def test_who_left_gets_nothing_and_leaves_no_words(outbox: Outbox, database: Database) -> None:
    await outbox.put("lin", Say("秘密的答复"), key="1")
    await outbox.put("lin", Say("又一个秘密"), key="2")
    in_hand = await leased(outbox)
    await outbox.forget("lin")
    with pytest.raises(LeaseLost):
        await outbox.begin(in_hand)
    assert await outbox.lease() is None
    assert "秘密" not in str([document async for document in database["outbox"].find()])


@pytest.mark.parametrize("end", ["sent", "given up", "she left"])
async def test_what_is_over_keeps_no_words(
    outbox: Outbox, database: Database, clock: Clock, end: str
) -> None:
    secret = {"headline": "秘密一", "waited": "秘密二", "doubt": "秘密三", "page": "https://秘密"}
    await outbox.put_many([Post(patron="lin", reply=Say("秘密的答复"), key="1", **secret)])
    in_hand = await leased(outbox)
    if end == "sent":
        await send(outbox, in_hand)
    else:
        await outbox.finish(in_hand, State.PARKED, "45015")
        clock.pass_(timedelta(days=90))
        if end == "given up":
            assert await Oblivion(database).give_up(clock(), clock()) == 1
        else:
            await outbox.forget("lin")
    [left] = [document async for document in database["outbox"].find()]
    assert "秘密" not in str(left)


async def test_a_change_nobody_was_told_of_is_told_again(outbox: Outbox, clock: Clock) -> None:
    await outbox.put("lin", Say("一"), key="1", about={"question": "Q1"})
    message = await leased(outbox)
    await outbox.begin(message)
    change = await outbox.finish(message, State.SENT)
    assert [one async for one in outbox.untold()] == [], "the worker is still about to tell"
    clock.pass_(timedelta(minutes=1))
    assert [one async for one in outbox.untold()] == [change]
    await outbox.told(change)
    assert [one async for one in outbox.untold()] == []


WORKER = """
import asyncio, sys
from motor.motor_asyncio import AsyncIOMotorClient
from bot.outbox import Outbox

async def main(uri, name):
    outbox = Outbox(AsyncIOMotorClient(uri, tz_aware=True)[name])
    message = await outbox.lease()
    await outbox.begin(message)
    print("sending", flush=True)
    await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.chaos
async def test_a_worker_killed_while_sending_leaves_the_truth_behind(
    database: Database, servers: Any
) -> None:
    late = Clock()
    late.time = datetime.now(UTC) + 2 * LEASE
    outbox = Outbox(database)
    await outbox.put("lin", Say("一"), key="1")
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WORKER, servers.mongodb_uri, database.name),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert worker.stdout is not None
    assert await worker.stdout.readline() == b"sending\n"
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    afterwards = Outbox(database, now=late)
    assert [change.state for change in await afterwards.reap()] == [State.UNKNOWN]
    assert await afterwards.lease() is None

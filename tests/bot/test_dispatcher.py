"""Each message once, in order, within the deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from bot.conversation import Conversation
from bot.dispatcher import Dispatcher
from bot.memory import Adrift, Entered, Memory, Seen
from bot.messages import Message, Text, Unfollow, Voice
from bot.outbox import Outbox, OutOfReach, State
from bot.replies import Reply, Say, Silence, apologise, say
from bot.router import Router
from bot.window import Windows
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from tests.waiting import until

numbers = count(1)
SORRY = apologise()


def text(content: str, openid: str = "o-lin") -> Text:
    key = f"m{next(numbers)}"
    return Text(account="main", openid=openid, to="gh", key=key, sent_at=1, content=content)


@pytest.fixture
async def make(database, redis) -> Callable[..., Awaitable[Dispatcher]]:
    repository = PatronRepository(database)
    await repository.prepare()

    async def build(
        *handlers: Callable[..., Awaitable[Reply]], deadline: float = 30, outbox: Any = None
    ) -> Dispatcher:
        """A process of its own: dispatchers share only MongoDB and Redis."""
        router = Router()
        for handler in handlers:
            router.on()(handler)
        dispatcher = Dispatcher(
            router,
            {},
            memory=Memory(redis),
            adrift=Adrift(redis, lease=timedelta(milliseconds=50)),
            patrons=Patrons(repository),
            outbox=outbox or Outbox(database),
            windows=Windows(redis),
        )
        dispatcher.deadline = deadline
        return dispatcher

    return build


@pytest.fixture
def pushed(database) -> Callable[[], Awaitable[list[str]]]:
    async def read() -> list[str]:
        return [one["_id"] async for one in database["outbox"].find()]

    return read


class Slow:
    """A handler that waits until it is let go, and counts its runs."""

    def __init__(self) -> None:
        self.runs, self.may_go, self.started = 0, asyncio.Event(), asyncio.Event()

    async def answer(self, message: Text) -> Reply:
        self.runs += 1
        self.started.set()
        await self.may_go.wait()
        return say("找到了")


class Unreachable:
    """An outbox that cannot be reached."""

    async def put(self, *_args: object, **_kwargs: object) -> None:
        raise OutOfReach

    async def unpark(self, _patron: str, **_kwargs: object) -> int:
        raise OutOfReach


async def kill(dispatcher: Dispatcher) -> None:
    """What kill -9 does, as far as others can see it: nothing more happens, and the leases run out."""
    memory = dispatcher._memory
    for task in dispatcher._running.values():
        task.cancel()
    for key in await memory._redis.keys("*once*") + await memory._redis.keys("*lock*"):
        await memory._redis.delete(key)


class Hesitant(Memory):
    """Its question whether it is too late takes so long that the answer comes meanwhile."""

    meanwhile: Callable[[], Awaitable[None]]

    async def too_late(self, message: Message) -> Seen:
        await self.meanwhile()
        return await super().too_late(message)


async def brought_home_by(dispatcher: Dispatcher) -> bool:
    return bool(await dispatcher.rescue())


async def brought_home(dispatcher: Dispatcher) -> None:
    await until(lambda: brought_home_by(dispatcher))


async def test_a_message_is_answered_and_its_patron_becomes_known(make, database):
    async def hello(message: Text) -> Reply:
        return say(message.patron)

    dispatcher = await make(hello)
    first = await dispatcher.feed(text("x"), may_push=True)
    assert first == await dispatcher.feed(text("y"), may_push=True)
    assert [one["_id"] async for one in database["patrons"].find()] == [first.text]


async def test_a_retry_of_a_finished_message_gets_the_same_answer_and_runs_nothing(make):
    runs = []

    async def once(message: Text) -> Reply:
        runs.append(message.key)
        return say("好")

    here, there = await make(once), await make(once)
    message = text("x")
    assert [await one.feed(message, may_push=True) for one in (here, here, there)] == [Say("好")] * 3
    assert len(runs) == 1


async def test_a_retry_joins_the_running_message_here_and_in_another_process(make):
    slow = Slow()
    here, there = await make(slow.answer), await make(slow.answer)
    message = text("x")
    deliveries = [asyncio.create_task(one.feed(message, may_push=True)) for one in (here, here, there)]
    await slow.started.wait()
    slow.may_go.set()
    assert await asyncio.gather(*deliveries) == [Say("找到了")] * 3
    assert slow.runs == 1


async def test_a_late_answer_is_pushed_once_and_no_retry_gets_it_as_well(make, pushed):
    slow = Slow()
    here, there = await make(slow.answer, deadline=0.1), await make(slow.answer, deadline=0.1)
    message = text("x")
    assert await here.feed(message, may_push=True) == Silence()
    retries = [asyncio.create_task(one.feed(message, may_push=True)) for one in (here, there)]
    slow.may_go.set()
    assert await asyncio.gather(*retries) == [Silence()] * 2
    await until(lambda: _true(pushed))
    assert await pushed() == [f"late:{message.key}:0"]
    assert slow.runs == 1
    assert await here.feed(message, may_push=True) == Silence()


@pytest.mark.parametrize("deadline", [0.1, 1.0])
async def test_a_process_that_stood_still_for_longer_than_its_lease_still_pushes(
    deadline, make, pushed, redis
):
    """Whether it was let go before its lease ended, or after."""
    slow = Slow()
    here = await make(slow.answer, deadline=deadline)
    message = text("x")
    first = asyncio.create_task(here.feed(message, may_push=True))
    await slow.started.wait()
    if deadline < 1:
        assert await first == Silence()
    await redis.delete(*await redis.keys("*once*"))  # what the lease's end does
    assert await first == Silence()
    slow.may_go.set()
    await until(lambda: _true(pushed))
    assert await pushed() == [f"late:{message.key}:0"]


async def test_an_account_that_may_not_push_lets_the_retry_collect(make, pushed, monkeypatch):
    monkeypatch.setattr("bot.dispatcher.HANGS_UP_AFTER", 0.15)
    slow = Slow()
    here = await make(slow.answer, deadline=0.1)
    message = text("x")
    assert await here.feed(message, may_push=False) == Silence()
    here.deadline = 30  # the retry waits for the answer, however busy this machine is
    retry = asyncio.create_task(here.feed(message, may_push=False))
    slow.may_go.set()
    assert await retry == Say("找到了")
    assert await pushed() == []


async def test_what_no_retry_collected_comes_with_the_next_message(make, monkeypatch):
    monkeypatch.setattr("bot.dispatcher.HANGS_UP_AFTER", 0.15)
    slow = Slow()

    async def handler(message: Text) -> Reply:
        return await slow.answer(message) if message.content == "查" else say("在")

    here = await make(handler, deadline=0.1)
    late = text("查")
    for _ in range(3):
        assert await here.feed(late, may_push=False) == Silence()
    here.deadline = 30  # from now on nobody hangs up, however busy this machine is
    slow.may_go.set()
    assert await here.feed(text("你好"), may_push=False) == Say("找到了\n\n在")
    assert await here.feed(text("你好"), may_push=False) == Say("在")


async def test_a_patrons_messages_run_one_after_the_other_and_see_each_others_notes(make):
    order: list[str] = []

    async def slowly(message: Text, conversation: Conversation) -> Reply:
        order.append(f"+{message.content}")
        await asyncio.sleep(0)
        conversation.topic += message.content
        order.append(f"-{message.content}")
        return say(conversation.topic)

    here, there = await make(slowly), await make(slowly)
    tasks = []
    for letter, process in zip("abcdef", (here, here, there, here, there, there), strict=True):
        tasks.append(asyncio.create_task(process.feed(text(letter), may_push=True)))
    answers = [answer.text for answer in await asyncio.gather(*tasks)]
    assert sorted(map(len, answers)) == [1, 2, 3, 4, 5, 6]
    assert all(begun[1] == ended[1] for begun, ended in zip(order[::2], order[1::2], strict=True))


async def test_in_one_process_the_order_is_the_order_of_arrival(make):
    async def note(message: Text, conversation: Conversation) -> Reply:
        await asyncio.sleep(0)
        conversation.topic += message.content
        return say(conversation.topic)

    here = await make(note)
    answers = await asyncio.gather(*(here.feed(text(letter), may_push=True) for letter in "abcdef"))
    assert answers[-1] == Say("abcdef")


async def test_patrons_do_not_wait_for_each_other(make):
    slow = Slow()

    async def handler(message: Text) -> Reply:
        return await slow.answer(message) if message.openid == "o-lin" else say("在")

    here = await make(handler)
    waiting = asyncio.create_task(here.feed(text("查"), may_push=True))
    await slow.started.wait()
    assert await here.feed(text("你好", openid="o-wang"), may_push=True) == Say("在")
    slow.may_go.set()
    await waiting


async def test_a_broken_handler_apologises_and_the_conversation_goes_on(make, caplog):
    async def broken(message: Text) -> Reply:
        if message.content == "坏":
            raise RuntimeError("boom")
        return say("好")

    here = await make(broken)
    assert await here.feed(text("坏"), may_push=True) == SORRY
    assert "boom" in caplog.text
    assert "坏" not in caplog.text
    assert "o-lin" not in caplog.text
    assert await here.feed(text("x"), may_push=True) == Say("好")


async def test_a_message_whose_process_died_is_run_by_the_next_delivery(make, redis):
    async def fine(message: Text) -> Reply:
        return say("好")

    message = text("x")
    await Memory(redis).enter(message)  # the process that dies here never leaves
    waiting = asyncio.create_task((await make(fine)).feed(message, may_push=True))
    await asyncio.sleep(0)
    await redis.delete(*[key async for key in redis.scan_iter()])  # what the lease's end does
    assert await waiting == Say("好")


async def test_a_number_means_the_choice_behind_it(make):
    async def listing(message: Text, conversation: Conversation) -> Reply:
        if message.content == "列表":
            conversation.offer("甲", "乙", more="丙")
        return say(message.content)

    here = await make(listing)
    assert [
        (await here.feed(text(words), may_push=True)).text for words in ("列表", "2", "１", "一", "3", "更多")
    ] == ["列表", "乙", "甲", "甲", "3", "丙"]


async def test_recognised_speech_is_read_as_words(make):
    async def echo(message: Text) -> Reply:
        return say(message.content)

    voice = Voice(account="main", openid="o", to="gh", key="v", sent_at=1, media_id="m", words="继续")
    assert await (await make(echo)).feed(voice, may_push=True) == Say("继续")


async def test_long_words_are_cut_and_the_rest_follows(make, pushed, database):
    async def long(message: Text) -> Reply:
        return say("很长。" * 1000)

    first = await (await make(long)).feed(text("x"), may_push=True)
    assert len(first.text.encode()) <= 2047
    assert len(await pushed()) == 4
    mute = await make(long)
    one = await mute.feed(text("x", openid="o-mute"), may_push=False)
    two = await mute.feed(text("y", openid="o-mute"), may_push=False)
    assert len(one.text.encode()) <= 2047
    assert two != SORRY
    assert len(await pushed()) == 4


async def test_what_fits_no_bubble_is_sent_though_the_process_dies(make, pushed, redis):
    async def long(message: Text) -> Reply:
        return say("很长。" * 1000)

    dying = await make(long, outbox=Unreachable())  # dies before it can hand anything over
    message = text("x")
    assert isinstance(await dying.feed(message, may_push=True), Say)
    assert await pushed() == []
    await brought_home(await make(long))
    assert len(await pushed()) == 4


async def test_an_answer_of_a_process_that_dies_after_success_was_said_comes_all_the_same(
    make, pushed, redis
):
    stuck, fresh = Slow(), Slow()
    fresh.may_go.set()
    dying, living = await make(stuck.answer, deadline=0.1), await make(fresh.answer)
    message = text("x")
    assert await dying.feed(message, may_push=True) == Silence()
    await kill(dying)
    await until(lambda: brought_home_by(living))
    assert (fresh.runs, await pushed()) == (1, [f"late:{message.key}:0"])
    assert await living.feed(message, may_push=True) == Silence()
    assert not await redis.zcard("adrift")
    assert fresh.runs == 1


async def dies_over(slow: Slow, dispatcher: Dispatcher) -> None:
    """It takes a message whose process died, and dies as well before it has an answer."""
    slow.started.clear()
    rescuing = asyncio.create_task(brought_home(dispatcher))
    await slow.started.wait()
    rescuing.cancel()
    await asyncio.wait({rescuing})
    await kill(dispatcher)


async def test_a_message_that_kills_three_processes_is_put_aside_and_its_patron_hears_so(
    make, pushed, redis, database, caplog
):
    deadly, never = Slow(), Slow()
    first, last, message = await make(deadly.answer, deadline=0.1), await make(never.answer), text("x")
    assert await first.feed(message, may_push=True) == Silence()
    await kill(first)
    await dies_over(deadly, await make(deadly.answer))
    await dies_over(deadly, await make(deadly.answer))
    await brought_home(last)
    assert (deadly.runs, never.runs) == (3, 0)
    assert await pushed() == [f"late:{message.key}:0"]
    assert (await Outbox(database).lease()).bubbles == (SORRY,)
    assert (await redis.zcard("adrift"), await Adrift(redis).aside()) == (0, 1)
    assert "put aside" in caplog.text
    assert "o-lin" not in caplog.text


async def test_whoever_takes_over_from_a_dead_process_pushes_what_comes_after_it_was_let_go(make, pushed):
    stuck, fresh = Slow(), Slow()
    dying, living = await make(stuck.answer), await make(fresh.answer, deadline=0.1)
    message = text("x")
    broken = asyncio.create_task(dying.feed(message, may_push=True))
    await stuck.started.wait()
    assert await living.feed(message, may_push=True) == Silence()  # a retry, which waited for the other
    await kill(dying)
    await asyncio.wait({broken})
    await fresh.started.wait()
    fresh.may_go.set()
    await until(pushed)
    assert (fresh.runs, await pushed()) == (1, [f"late:{message.key}:0"])


async def test_an_answer_that_was_ready_when_the_process_died_is_not_made_again(make, pushed):
    slow, never = Slow(), Slow()
    dying = await make(slow.answer, deadline=0.1, outbox=Unreachable())
    message = text("x")
    assert await dying.feed(message, may_push=True) == Silence()
    slow.may_go.set()
    await asyncio.wait(dying._running.values())
    await brought_home(await make(never.answer))
    assert (never.runs, await pushed()) == (0, [f"late:{message.key}:0"])


async def test_a_message_that_waits_for_an_earlier_one_keeps_its_mark(redis):
    """Else a retry would run it a second time once the mark's lease is over."""
    memory = Memory(redis, lease=timedelta(milliseconds=600))
    first = text("x")
    held = await memory.enter(first)
    second = replace(first, key="second")
    waiting = asyncio.create_task(memory.enter(second))
    with memory.kept_alive(first, held.token):
        for _ in range(4):
            await asyncio.sleep(0.3)  # twice the lease
            assert await redis.keys("*once:second")
    await memory.abandon(first, held)
    assert isinstance(await waiting, Entered)


async def test_held_answers_outlive_a_process_that_dies_with_the_next_message(make, redis):
    async def hello(message: Text) -> Reply:
        return say("在")

    memory = Memory(redis, lease=timedelta(milliseconds=100))
    await memory.hold(text("x"), Say("找到了"))
    assert (await memory.enter(text("死"))).held == (Say("找到了"),)  # and dies
    here = await make(hello)
    assert await here.feed(text("y"), may_push=False) == Say("找到了\n\n在")
    assert await here.feed(text("z"), may_push=False) == Say("在")


async def test_what_was_parked_comes_when_the_patron_writes(make, database):
    async def hello(message: Text) -> Reply:
        return say("在")

    here, outbox = await make(hello), Outbox(database)
    await here.feed(text("x"), may_push=True)
    patron = str((await database["patrons"].find_one())["_id"])

    async def park(words: str) -> None:
        await outbox.put(patron, Say(words), key=words)
        await outbox.finish(await outbox.lease(), State.PARKED)
        await here._memory.park("main", "o-lin")

    await park("答案")
    assert await here.feed(text("y"), may_push=False) == Say("答案\n\n在")
    assert await here.feed(text("y"), may_push=False) == Say("在")
    await park("又一个")
    assert await here.feed(text("y"), may_push=True) == Silence()
    for words in ("又一个", "在"):  # what waited first, or tomorrow's instalment would come before today's
        message = await outbox.lease()
        assert message.bubbles == (Say(words),)
        await outbox.finish(message, State.SENT)


async def test_the_window_is_open_before_what_was_parked_may_go(make, database, redis):
    slow, windows = Slow(), Windows(redis)
    here, outbox = await make(slow.answer), Outbox(database)
    slow.may_go.set()
    await here.feed(text("x"), may_push=True)
    patron = str((await database["patrons"].find_one())["_id"])
    await outbox.put(patron, Say("答案"), key="1")
    await outbox.finish(await outbox.lease(), State.PARKED)
    await here._memory.park("main", "o-lin")
    await windows.close(patron)

    slow.may_go.clear()
    slow.started.clear()
    feeding = asyncio.create_task(here.feed(text("y"), may_push=True))
    await slow.started.wait()
    assert (await outbox.lease()).bubbles == (Say("答案"),)
    assert await windows.open(patron)
    slow.may_go.set()
    await feeding


async def test_who_unfollows_is_forgotten(make, redis):
    async def goodbye(message: Text | Unfollow, conversation: Conversation) -> Reply:
        conversation.topic = "私人"
        return say("好")

    here = await make(goodbye)
    message = text("x")
    await here.feed(message, may_push=True)
    unfollow = Unfollow(account="main", openid="o-lin", to="gh", key="bye", sent_at=1)
    await here.feed(unfollow, may_push=True)
    left = [key async for key in redis.scan_iter() if "o-lin" in key and "once" not in key]
    assert left == []


async def test_the_key_is_per_message_not_per_text(make):
    async def echo(message: Text) -> Reply:
        return say(message.content)

    here = await make(echo)
    message = text("甲")
    assert await here.feed(message, may_push=True) == Say("甲")
    assert await here.feed(replace(message, key="other", content="乙"), may_push=True) == Say("乙")


async def _true(pushed: Callable[[], Awaitable[list[str]]]) -> bool:
    return bool(await pushed())


async def test_an_answer_that_comes_while_a_delivery_is_let_go_is_brought_once(make, redis):
    slow = Slow()
    here = await make(slow.answer, deadline=0.05)
    message = text("查")
    assert await here.feed(message, may_push=False) == Silence()  # late now, so the answer is held

    async def comes() -> None:
        slow.may_go.set()
        await asyncio.wait({here._running[message.key]})

    here._memory = Hesitant(redis)
    here._memory.meanwhile = comes
    assert await here.feed(message, may_push=False) == Say("找到了")
    assert await here.feed(text("好"), may_push=False) == Say("找到了")  # this message's own answer

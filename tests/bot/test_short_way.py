"""Mere words take the short way, unless the patron would notice."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.conversation import Conversation
from bot.dispatcher import Dispatcher
from bot.filters import at, free_words, means
from bot.memory import Adrift, Memory
from bot.messages import Text
from bot.outbox import Outbox
from bot.replies import Reply, Say, Silence, apologise, say
from bot.router import Router
from bot.understanding import intent
from bot.window import Windows
from bot.wire import to_json
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from tests.waiting import until

HELP, SLOW, BROKEN = intent("help", "", "帮助"), intent("slow", "", "慢慢来"), intent("broken", "", "坏了")
HELPED, FOUND = Say("我能帮您找书"), Say("找到了")
numbers = count(1)


def text(content: str) -> Text:
    key = f"m{next(numbers)}"
    return Text(account="main", openid="o-lin", to="gh", key=key, sent_at=1, content=content)


class Library:
    """A house of four handlers; `may_go` lets the slow one end."""

    def __init__(self) -> None:
        self.router, self.started, self.may_go = Router(), asyncio.Event(), asyncio.Event()
        for filters, handler in (
            ((at("asking"), free_words), self.submit),
            ((means(HELP),), self.help),
            ((means(BROKEN),), self.broken),
            ((means(SLOW),), self.slow),
        ):
            self.router.on(*filters)(handler)

    async def submit(self, words: Text, conversation: Conversation) -> Reply:
        conversation.end()
        return say("问了：{words}", words=words.content)

    def help(self, _words: Text) -> Reply:
        return HELPED

    def broken(self, _words: Text) -> Reply:
        raise ZeroDivisionError

    async def slow(self, _words: Text, conversation: Conversation) -> Reply:
        self.started.set()
        await self.may_go.wait()
        conversation.goto("asking")
        return FOUND


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
async def make(database, library) -> Callable[[Redis], Dispatcher]:
    repository = PatronRepository(database)
    await repository.prepare()

    def build(redis: Redis) -> Dispatcher:
        return Dispatcher(
            library.router,
            {},
            memory=Memory(redis),
            adrift=Adrift(redis),
            patrons=Patrons(repository),
            outbox=Outbox(database),
            windows=Windows(redis),
        )

    return build


@pytest.fixture
async def known(make, redis) -> Dispatcher:
    """A process that has met Lin."""
    here = make(redis)
    assert await here.feed(text("帮助"), may_push=True) == HELPED
    return here


async def noted(redis: Redis, message: Text) -> bool:
    return bool(await redis.keys(f"*once:{message.key}"))


async def test_of_mere_words_nothing_is_noted_and_a_retry_gets_the_same(known, redis):
    message = text("帮助")
    assert await known.feed(message, may_push=True) == HELPED
    assert await known.feed(message, may_push=True) == HELPED
    assert not await noted(redis, message)


async def test_whoever_is_not_known_becomes_known(make, redis, database):
    message = text("帮助")
    assert await make(redis).feed(message, may_push=True) == HELPED
    assert await noted(redis, message)
    assert await database["patrons"].count_documents({"openid": "o-lin"}) == 1


async def test_they_open_the_window(known, redis, database):
    windows, patron = Windows(redis), str((await database["patrons"].find_one())["_id"])
    await windows.close(patron)
    await known.feed(text("帮助"), may_push=True)
    await until(lambda: windows.open(patron))


async def test_they_wait_for_the_answer_to_an_earlier_message(known, library):
    slow = asyncio.create_task(known.feed(text("慢慢来"), may_push=True))
    await library.started.wait()
    waiting = asyncio.create_task(known.feed(text("帮助"), may_push=True))
    done, _ = await asyncio.wait({waiting}, timeout=0.2)
    assert not done
    library.may_go.set()
    assert await slow == FOUND
    await waiting


async def test_they_wait_for_an_earlier_message_in_another_process(known, library, make, redis):
    slow = asyncio.create_task(make(redis).feed(text("慢慢来"), may_push=True))
    await library.started.wait()
    waiting = asyncio.create_task(known.feed(text("帮助"), may_push=True))
    done, _ = await asyncio.wait({waiting}, timeout=0.2)
    assert not done
    library.may_go.set()
    assert await slow == FOUND
    await waiting


async def test_at_a_step_that_takes_such_words_they_are_taken(known, library, redis):
    library.may_go.set()
    await known.feed(text("慢慢来"), may_push=True)
    message = text("帮助")
    assert await known.feed(message, may_push=True) == HELPED, "a command, at this step too"
    assert not await noted(redis, message)
    assert await known.feed(text("请帮助"), may_push=True) == Say("问了：请帮助")
    assert await known.feed(text("请帮助"), may_push=True) == HELPED


async def test_an_answer_that_was_held_comes_along(known, redis):
    await Memory(redis).hold(text("x"), FOUND)
    assert await known.feed(text("帮助"), may_push=False) == Say(f"{FOUND.text}\n\n{HELPED.text}")
    assert await known.feed(text("帮助"), may_push=False) == HELPED


async def test_what_was_parked_is_looked_for(known, redis):
    await Memory(redis).park("main", "o-lin")
    await known.feed(text("帮助"), may_push=True)
    assert not await redis.keys("*parked")


async def test_what_is_noted_of_a_message_decides_what_a_retry_gets(known, redis):
    """Her earlier message was slow, so this one went out through the outbox, and `success` got lost."""
    message = text("帮助")
    memory = Memory(redis)
    entered = await memory.enter(message, late=True)
    told = json.dumps(["lin", to_json(HELPED)])
    await redis.set(f"{{main:o-lin}}:once:{message.key}", f"pushed:{told}")
    await memory.abandon(replace(message, key="other"), entered)
    assert await known.feed(message, may_push=True) == Silence()


async def test_words_that_cannot_be_said_are_apologised_for(known):
    assert await known.feed(text("坏了"), may_push=True) == apologise()


async def test_without_redis_they_are_said(make, unused_tcp_port):
    async with Redis(port=unused_tcp_port, retry=Retry(NoBackoff(), 0)) as nowhere:
        assert await make(nowhere).feed(text("帮助"), may_push=True) == HELPED

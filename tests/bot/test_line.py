"""One connection to Redis for many: answers in order, honest when there is none."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as Silent

from bot.memory import Line, Script
from tests.waiting import until


@pytest.fixture
async def make(redis: Redis) -> AsyncIterator[Callable[..., Line]]:
    opened: list[Line] = []

    def build(patience: float = 5.0) -> Line:
        told = redis.connection_pool.connection_kwargs
        opened.append(Line(host=told["host"], port=told["port"], db=told["db"], socket_timeout=patience))
        return opened[-1]

    yield build
    for one in opened:
        await one.aclose()


async def test_each_gets_the_answer_to_her_own_question(make):
    line = make()
    await asyncio.gather(*(line.set(f"key {number}", f"书 {number}") for number in range(50)))
    found = await asyncio.gather(*(line.get(f"key {number}") for number in range(50)))
    assert found == [f"书 {number}" for number in range(50)]


async def test_a_refusal_is_for_the_one_who_asked(make):
    line = make()
    await line.set("words", "书")
    wrong, right = await asyncio.gather(
        line.lrange("words", 0, -1), line.get("words"), return_exceptions=True
    )
    assert isinstance(wrong, ResponseError)
    assert right == "书"


async def test_a_script_the_server_does_not_know_is_told_to_it(make, redis):
    line = make()
    double = Script(line, f"return ARGV[1] * 2 -- {id(line)}")
    assert await asyncio.gather(double(keys=[], args=[2]), double(keys=[], args=[4])) == [4, 8]
    await redis.script_flush()
    assert await double(keys=[], args=[8]) == 16


async def test_an_idle_line_that_was_closed_is_opened_again(make, redis):
    line = make()
    number = await line.client_id()
    await redis.client_kill_filter(_id=str(number))
    assert await line.set("words", "书")
    assert await line.client_id() != number


async def test_a_line_that_is_gone_without_a_word_is_left_at_once(make):
    line = make()
    await line.set("words", "书")
    transport = line._link._transport
    transport.set_protocol(asyncio.Protocol())  # so that nobody tells the line
    transport.abort()
    async with asyncio.timeout(2):
        assert await asyncio.gather(line.get("words"), line.get("words")) == ["书", "书"]


async def test_what_waits_when_the_line_breaks_is_asked_once_more_and_not_twice(make, redis):
    line = make()
    waiting = asyncio.create_task(line.execute_command("BLPOP", "nothing", 0))
    first = await stuck(redis, "")
    await redis.client_kill_filter(_id=first)
    await redis.client_kill_filter(_id=await stuck(redis, first))
    with pytest.raises(RedisError):
        await waiting


async def stuck(redis: Redis, before: str) -> str:
    """The id of the client that waits for a list to be filled, once it is another than before."""

    async def waiting() -> str:
        clients = await redis.client_list()
        ids = (str(one["id"]) for one in clients if one["cmd"] == "blpop")
        return next((one for one in ids if one != before), "")

    return await until(waiting)


async def test_a_silent_server_is_not_waited_for(make):
    line = make(patience=0.2)
    stuck = line.execute_command("BLPOP", "nothing", 0)
    async with asyncio.timeout(2):
        found = await asyncio.gather(stuck, line.get("words"), return_exceptions=True)
    assert [type(one) for one in found] == [Silent, Silent]
    assert await line.set("words", "书"), "the next one travels on a new line"


async def test_without_a_server_everybody_hears_so(unused_tcp_port: int):
    nowhere = Line(port=unused_tcp_port)
    found = await asyncio.gather(nowhere.get("a"), nowhere.get("b"), return_exceptions=True)
    assert all(isinstance(one, RedisError) for one in found)
    await nowhere.aclose()

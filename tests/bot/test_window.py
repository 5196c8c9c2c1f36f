"""The message window, counted as WeChat counts it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.messages import Follow, Image, Message, Scan, Tap, Text, Unfollow
from bot.window import Standing, Windows

COMMON: Any = {"account": "main", "openid": "o1", "to": "gh_1", "key": "k", "sent_at": 0}
WORDS, TAP = Text(**COMMON, content="在吗"), Tap(**COMMON, menu_key="SHELF")


class Clock:
    time = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def windows(redis: Redis, clock: Clock) -> Windows:
    return Windows(redis, now=clock)


async def room(windows: Windows) -> int:
    """How many messages may leave, by letting them."""
    count = 0
    while await windows.open("lin") and count < 20:
        await windows.spent("lin")
        count += 1
    return count


@pytest.mark.parametrize(
    ("by", "messages"),
    [
        (WORDS, 5),
        (Image(**COMMON, media_id="m", picture_url="p"), 5),
        (TAP, 3),
        (Follow(**COMMON), 3),
        (Scan(**COMMON, scene="hall", first=False), 3),
    ],
)
async def test_so_many_messages_may_follow(windows: Windows, by: Message, messages: int) -> None:
    await windows.opened("lin", by)
    assert await room(windows) == messages


async def test_each_window_closes_in_its_time(windows: Windows, clock: Clock) -> None:
    await windows.opened("lin", WORDS)
    await windows.opened("lin", TAP)
    clock.time += timedelta(seconds=61)
    assert await room(windows) == 5
    await windows.opened("lin", WORDS)
    clock.time += timedelta(hours=48, seconds=1)
    assert await room(windows) == 0


async def test_the_window_that_closes_first_is_spent_first(windows: Windows, clock: Clock) -> None:
    await windows.opened("lin", WORDS)
    await windows.opened("lin", TAP)
    for _ in range(3):
        await windows.spent("lin")
    clock.time += timedelta(seconds=61)
    assert await room(windows) == 5


async def test_wechat_has_the_last_word(windows: Windows) -> None:
    assert await windows.open("a stranger to us"), "so WeChat is asked"
    await windows.opened("lin", WORDS)
    await windows.close("lin")
    assert not await windows.open("lin")
    await windows.opened("lin", WORDS)
    assert await room(windows) == 5


async def test_leaving_opens_nothing(windows: Windows) -> None:
    await windows.opened("lin", WORDS)
    await windows.close("lin")
    await windows.opened("lin", Unfollow(**COMMON))
    assert not await windows.open("lin")


async def test_without_redis_nothing_is_held_back(unused_tcp_port: int) -> None:
    async with Redis(port=unused_tcp_port, retry=Retry(NoBackoff(), 0)) as nowhere:
        windows = Windows(nowhere)
        await windows.opened("lin", WORDS)
        await windows.close("lin")
        assert await windows.open("lin")


async def test_a_librarian_sees_what_is_left(windows: Windows, clock: Clock) -> None:
    assert await windows.standing("lin") is None, "nothing is known, so nothing is claimed"
    await windows.opened("lin", WORDS)
    await windows.spent("lin")
    ends = clock.time + timedelta(hours=48)
    clock.time += timedelta(hours=20)
    assert await windows.standing("lin") == Standing(left=4, of=5, until=ends)
    await windows.opened("lin", TAP)
    both = await windows.standing("lin")
    assert both
    assert both.left == 7
    await windows.close("lin")
    shut = await windows.standing("lin")
    assert shut
    assert (shut.left, shut.until) == (0, None)
    clock.time += timedelta(hours=30)
    assert await windows.standing("lin") == Standing(left=0, of=0, until=None)

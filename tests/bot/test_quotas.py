"""The day's calls, counted for all processes together."""

from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.wechat.errors import NotSent, RateLimited
from bot.wechat.quotas import A_DAY, Quotas

SEND, CREATE = "/cgi-bin/message/custom/send", "/cgi-bin/qrcode/create"


class Clock:
    time = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def quotas(redis: Redis, clock: Clock, app_id: str = "wx0001") -> Quotas:
    return Quotas(redis, app_id, limits={SEND: 3, CREATE: 3}, now=clock)


async def test_processes_share_the_day_and_accounts_do_not(redis: Redis, clock: Clock) -> None:
    here, there = quotas(redis, clock), quotas(redis, clock)
    await here.take(SEND)
    await there.take(SEND)
    await here.take(SEND)
    with pytest.raises(RateLimited):
        await there.take(SEND)
    await there.take(CREATE)
    await quotas(redis, clock, "wx0002").take(SEND)


async def test_a_day_begins_at_midnight_in_china(redis: Redis, clock: Clock) -> None:
    account = quotas(redis, clock)
    await account.use_up(SEND)
    clock.time = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)
    with pytest.raises(RateLimited):
        await account.take(SEND)
    clock.time = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    await account.take(SEND)


async def test_what_has_no_limit_is_not_counted(redis: Redis, clock: Clock) -> None:
    for _ in range(9):
        await quotas(redis, clock).take("/cgi-bin/menu/get")
    assert await redis.dbsize() == 0


async def test_counters_of_past_days_go_by_themselves(redis: Redis, clock: Clock) -> None:
    await quotas(redis, clock).take(SEND)
    [key] = [key async for key in redis.scan_iter()]
    assert 0 < await redis.ttl(key) <= 2 * 86_400


async def test_without_redis_nothing_leaves_uncounted(clock: Clock, unused_tcp_port: int) -> None:
    async with Redis(port=unused_tcp_port, retry=Retry(NoBackoff(), 0)) as nowhere:
        with pytest.raises(NotSent):
            await quotas(nowhere, clock).take(SEND)


def test_the_limits_are_wechats() -> None:
    assert A_DAY[SEND] == 500_000
    assert (
        A_DAY[CREATE] == A_DAY["/cgi-bin/media/upload"] == A_DAY["/cgi-bin/message/template/send"] == 100_000
    )
    assert A_DAY["/cgi-bin/stable_token"] == 2_000

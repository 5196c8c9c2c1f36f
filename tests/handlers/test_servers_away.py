"""Redis or MongoDB stops under a running house: it says what it cannot do, and recovers by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import Follow, Unfollow
from config.local_mongodb import LocalMongoDB
from config.local_redis import LocalRedis
from config.local_server import LocalServer
from config.settings import Settings
from config.wiring import House, open_house
from tests.handlers.lin import Lin, shelve
from tests.waiting import until

pytestmark = pytest.mark.chaos


class Away:
    """A house over servers of its own, which may be stopped and started again at their places."""

    def __init__(self, house: House, mongodb: LocalMongoDB, redis: LocalRedis) -> None:
        self.house, self.mongodb, self.redis = house, mongodb, redis

    @staticmethod
    async def stop(server: LocalServer) -> None:
        await asyncio.to_thread(server.stop)

    @staticmethod
    async def start(server: LocalServer) -> None:
        server.start()
        await asyncio.to_thread(server.wait)


@pytest.fixture
async def away(tmp_path: Path) -> AsyncIterator[Away]:
    mongodb, redis = LocalMongoDB(tmp_path / "mongodb"), LocalRedis(tmp_path / "redis")
    for server in (mongodb, redis):
        await Away.start(server)
    settings = Settings(
        _env_file=None,
        mongodb_uri=mongodb.uri,
        redis_url=redis.url,
        data_dir=tmp_path,
        base_url="https://library.example",
    )
    try:
        async with open_house(settings) as house:
            yield Away(house, mongodb, redis)
    finally:
        for server in (mongodb, redis):
            await Away.stop(server)


async def test_without_redis_what_needs_no_memory_goes_on(away, tmp_path):
    title = await shelve(away.house, "边城", tmp_path)
    lin = Lin(away.house)
    await lin.says(f"书 {title.id}")
    first = await lin.says("开始")
    await away.stop(away.redis)

    async with asyncio.timeout(4.5 * 5):  # each in time
        assert "【找书】" in await lin.says("帮助")
        listed = await lin.says("找书 边城")
        assert "1. 《边城》" in listed
        assert "记不住" in listed  # so that nobody trusts the numbers
        assert "记不住" in await lin.says("1")
        assert first != await lin.says("继续")
        assert "已转给馆员" in await lin.says("咨询 几点开门？")

    await away.start(away.redis)
    await until(lambda: _remembers(lin))


async def _remembers(lin: Lin) -> bool:
    return "记不住" not in await lin.says("找书 边城") and "《边城》" in await lin.says("1")


async def test_without_mongodb_she_hears_so_in_time_and_help_is_there(away, tmp_path):
    await shelve(away.house, "边城", tmp_path)
    lin, wang = Lin(away.house), Lin(away.house, "o-wang")
    await lin.says("找书 边城")
    await away.stop(away.mongodb)

    async with asyncio.timeout(4.5):
        assert "暂时连不上" in await lin.says("1")
    async with asyncio.timeout(4.5):
        assert "【找书】" in await lin.says("帮助")
    async with asyncio.timeout(4.5):  # somebody new, whom nobody can look up
        assert "书童" in await wang.sends(Follow)

    await away.start(away.mongodb)
    await until(lambda: _finds(lin), 15)
    assert "1. 《边城》" in await wang.says("找书 边城")


async def _finds(lin: Lin) -> bool:
    return "《边城》" in await lin.says("找书 边城")


async def test_a_goodbye_is_kept_until_it_can_be_done(away):
    """Personal data has to go, and WeChat does not say goodbye twice."""
    lin = Lin(away.house)
    await lin.says("帮助")
    await away.stop(away.mongodb)
    await lin.sends(Unfollow)
    await away.start(away.mongodb)
    redis = away.house.redis

    async def forgotten() -> bool:
        for member in await redis.zrange("adrift", 0, -1):
            await redis.zadd("adrift", {member: 0})  # what time does
        await away.house.dispatcher.rescue()
        return not await away.house.database["patrons"].count_documents({"openid": lin.openid})

    await until(forgotten, 15)
    assert await redis.zcard("adrift") == 0

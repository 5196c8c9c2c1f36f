"""Dialogues run against everything at once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase
from redis.asyncio import Redis

from config.local_servers import LocalServers
from tests.running import Running, running


@pytest.fixture
async def shutong(
    database: AsyncIOMotorDatabase, redis: Redis, servers: LocalServers, tmp_path: Path
) -> AsyncIterator[Running]:
    """Everything, over this test's clean database."""
    number = redis.connection_pool.connection_kwargs["db"]
    mongodb_uri = servers.mongodb_uri.replace("/shutong?", f"/{database.name}?")
    async with running(mongodb_uri, f"{servers.redis_url}/{number}", tmp_path) as everything:
        yield everything

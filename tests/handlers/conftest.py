"""A chat with the whole house, without HTTP: messages go straight to the dispatcher."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.local_servers import LocalServers
from config.settings import Settings
from config.wiring import House, open_house
from tests.handlers.lin import Lin


@pytest.fixture
async def house(database, redis, servers: LocalServers, tmp_path: Path) -> AsyncIterator[House]:
    settings = Settings(
        _env_file=None,
        mongodb_uri=servers.mongodb_uri.replace("/shutong?", f"/{database.name}?"),
        redis_url=f"{servers.redis_url}/{redis.connection_pool.connection_kwargs['db']}",
        data_dir=tmp_path,
        base_url="https://library.example",
    )
    async with open_house(settings) as opened:
        yield opened


@pytest.fixture
def lin(house: House) -> Lin:
    return Lin(house)

"""What is configured, which servers answer, and what is missing before the public may come."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure, PyMongoError
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from config.loading import variable
from config.settings import Settings

OutOfReach = (ConnectionFailure, RedisConnectionError)
"""What a server raises that is not there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `well` is None where it is neither good nor bad."""

    subject: str
    words: str
    well: bool | None = None


async def examine(told: Settings, reached: Settings) -> AsyncIterator[Finding]:
    """`told` is what was set, `reached` the same with local servers filled in."""
    yield Finding("data", str(told.data_dir.absolute()))
    yield await _mongodb(reached.mongodb_uri, local=not told.mongodb_uri)
    yield await _redis(reached.redis_url, local=not told.redis_url)
    yield Finding("WeChat's API", told.platform_url)
    for name, account in told.accounts.items():
        pushes = "may push" if account.can_push else "may not push"
        yield Finding(
            f"account {name}", f"{account.app_id}, {pushes}, callback at {told.base_url}/wechat/{name}"
        )
    for finding in _for_production(told):
        yield finding


async def _mongodb(uri: str, *, local: bool) -> Finding:
    async with AsyncMongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=5000) as client:
        try:
            hello = await client.admin.command("hello")
            version = (await client.server_info())["version"]
        except PyMongoError as trouble:
            return Finding("MongoDB", f"does not answer: {type(trouble).__name__}", well=False)
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        return Finding(
            "MongoDB", f"{version} answers, but is neither a replica set nor a cluster", well=False
        )
    return Finding("MongoDB", f"{version} answers{_where(local)}", well=True)


async def _redis(url: str, *, local: bool) -> Finding:
    async with Redis.from_url(url, decode_responses=True, socket_connect_timeout=5) as client:
        try:
            server = await client.info()
        except RedisError as trouble:
            return Finding("Redis", f"does not answer: {type(trouble).__name__}", well=False)
    kept = "keeps an append-only file" if server.get("aof_enabled") else "keeps no append-only file"
    version = server.get("valkey_version") or server.get("redis_version")
    return Finding("Redis", f"{version} answers{_where(local)}, {kept}", well=bool(server.get("aof_enabled")))


def _where(local: bool) -> str:
    return " (started here: fine for one machine)" if local else ""


def _for_production(told: Settings) -> list[Finding]:
    if told.simulator:
        words = "is on: a demonstration, not for a public address"
        return [Finding(variable("simulator"), words)]
    wanting = [Finding(variable(name), "is missing", well=False) for name in told.missing()]
    if "base_url" in told.model_fields_set and not told.base_url.startswith("https://"):
        wanting.append(Finding(variable("base_url"), "is not https, which WeChat's links want", well=False))
    if not told.accounts:
        example = variable("accounts", "main", "app_id")
        wanting.append(Finding(variable("accounts"), f"none: see {example} in docs/config.md", well=False))
    return wanting

"""A walk through all that is stored, whatever it is called, for tests of what must not be there."""

import json
from collections.abc import Iterable

from motor.motor_asyncio import AsyncIOMotorDatabase
from redis.asyncio import Redis


async def told_in(database: AsyncIOMotorDatabase, words: Iterable[str]) -> dict[str, int]:
    """In which collections, and in how many of their documents, any of these words stands."""
    words, told = list(words), {}
    for name in await database.list_collection_names():
        documents = await database[name].find().to_list(None)
        telling = [one for one in documents if _tells(one, words)]
        if telling:
            told[name] = len(telling)
    return told


async def everything_in(redis: Redis, words: Iterable[str]) -> list[str]:
    """The keys that tell any of these words, or whose values do; what a phone holds is none of ours."""
    words = list(words)
    keys = [key async for key in redis.scan_iter() if not key.startswith("simulator:")]
    held = {key: f"{key} {await _value(redis, key)}" for key in keys}
    return [key for key, text in held.items() if any(one in text for one in words)]


def _tells(document: object, words: list[str]) -> bool:
    text = json.dumps(document, default=str, ensure_ascii=False)
    return any(one in text for one in words)


async def _value(redis: Redis, key: str) -> str:
    match await redis.type(key):
        case "string":
            return str(await redis.get(key))
        case "hash":
            return str(await redis.hgetall(key))
        case "list":
            return str(await redis.lrange(key, 0, -1))
        case "set":
            return str(await redis.smembers(key))
        case "zset":
            return str(await redis.zrange(key, 0, -1))
        case "stream":
            return str(await redis.xrange(key))
    return ""

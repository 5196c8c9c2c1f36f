"""Messages WeChat was told to forget before their answers were safe."""

import json
from dataclasses import asdict
from datetime import timedelta

from redis.asyncio import Redis

from bot import messages
from bot.memory.scripts import script
from bot.messages import Message

KEY = "adrift"
LEASE = timedelta(seconds=15)


class Adrift:
    """A message is kept here before WeChat hears `success`, and dropped when the outbox has its answer.

    So it outlives the process that runs it: whoever takes it a lease later joins it, or runs it again.
    """

    def __init__(self, redis: Redis, *, lease: timedelta = LEASE) -> None:
        self._redis, self._lease = redis, int(lease.total_seconds() * 1000)
        self._keep, self._take = script(redis, "keep"), script(redis, "take")

    async def keep(self, message: Message) -> None:
        await self._keep(keys=[KEY], args=[_to_json(message), self._lease])

    async def drop(self, message: Message) -> None:
        await self._redis.zrem(KEY, _to_json(message))

    async def take(self) -> Message | None:
        """One that has been here for longer than a lease; nobody else takes it for another lease."""
        found: str | None = await self._take(keys=[KEY], args=[self._lease])
        return _from_json(found) if found else None


def _to_json(message: Message) -> str:
    return json.dumps({"kind": type(message).__name__} | asdict(message), ensure_ascii=False)


def _from_json(text: str) -> Message:
    fields = json.loads(text)
    message: Message = getattr(messages, fields.pop("kind"))(**fields)
    return message

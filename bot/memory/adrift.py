"""Messages WeChat was told to forget before their answers were safe."""

import hashlib
import json
import logging
from dataclasses import asdict
from datetime import timedelta

from redis.asyncio import Redis

from bot import messages
from bot.memory.scripts import script
from bot.messages import Message

log = logging.getLogger(__name__)

KEY, BEGUN, ASIDE = "adrift", "adrift:begun", "adrift:aside"
LEASE = timedelta(seconds=15)
A_DAY = 24 * 60 * 60  # seconds; far longer than anything is adrift


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

    async def begin(self, message: Message) -> int:
        """Note that it is begun once more, for its process died; how often that was so far."""
        count = int(await self._redis.hincrby(BEGUN, alias(message), 1))
        await self._redis.expire(BEGUN, A_DAY)
        return count

    async def survived(self, message: Message) -> None:
        """Whatever it came to, this process lives."""
        await self._redis.hdel(BEGUN, alias(message))

    async def put_aside(self, message: Message) -> None:
        """Nobody takes it any more; it is counted."""
        await self.drop(message)
        await self.survived(message)
        await self._redis.incr(ASIDE)

    async def aside(self) -> int:
        """How many were put aside since this library opened."""
        return int(await self._redis.get(ASIDE) or 0)

    async def take(self) -> Message | None:
        """One that has been here for longer than a lease; nobody else takes it for another lease."""
        while found := await self._take(keys=[KEY], args=[self._lease]):
            if message := _from_json(found):
                await self._rewrite(message, found)
                return message
            log.warning("a message of a later version stays adrift for it")
        return None

    async def _rewrite(self, message: Message, found: str) -> None:
        """It is dropped by how we write it, which an earlier version may have done otherwise."""
        if (ours := _to_json(message)) != found:
            await self._redis.zadd(KEY, {ours: await self._redis.zscore(KEY, found) or 0})
            await self._redis.zrem(KEY, found)


def alias(message: Message) -> str:
    """For logs and counts: a message's own key may hold an openid."""
    return hashlib.sha256(f"{message.account}:{message.key}".encode()).hexdigest()[:12]


def _to_json(message: Message) -> str:
    return json.dumps({"kind": type(message).__name__} | asdict(message), ensure_ascii=False)


def _from_json(text: str) -> Message | None:
    """None where it says what this version does not know."""
    fields = json.loads(text)
    try:
        message: Message = getattr(messages, fields.pop("kind"))(**fields)
    except (AttributeError, TypeError):
        return None
    return message

"""How often a machine may be asked for one patron: each time costs the library money."""

from contextlib import suppress
from datetime import timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from library.clock import Clock, utc_now
from library.hours import BEIJING

A_DAY = 10  # questions of one patron
STAYS = timedelta(days=1)


class Rations:
    """Where we cannot count, nobody has any left."""

    def __init__(self, redis: Redis, *, now: Clock = utc_now) -> None:
        self._redis, self._now = redis, now

    async def take(self, patron: str) -> bool:
        """One of today's; False where they are used up."""
        key = self._key(patron)
        try:
            taken = await self._redis.incr(key)
            await self._redis.expire(key, STAYS)
        except RedisError:
            return False
        return int(taken) <= A_DAY

    async def forget(self, patron: str) -> None:
        """What is left while Redis is away goes by itself in a day."""
        with suppress(RedisError):
            await self._redis.delete(self._key(patron))

    def _key(self, patron: str) -> str:
        return f"machine:{patron}:{self._now().astimezone(BEIJING).date()}"

"""A bell between processes: whoever has work rings, whoever is free hears."""

import asyncio
import contextlib

from redis.asyncio import Redis
from redis.exceptions import RedisError

RINGS = 100  # nobody needs to hear more; the work itself is elsewhere


class Bell:
    """Only makes things faster: a ring may be lost, so those who wait look for work at a timeout too."""

    def __init__(self, redis: Redis, name: str) -> None:
        self._redis, self._key = redis, f"bell:{name}"

    async def ring(self) -> None:
        with contextlib.suppress(RedisError):
            async with self._redis.pipeline() as both:
                both.lpush(self._key, "")
                both.ltrim(self._key, 0, RINGS - 1)
                await both.execute()

    async def wait(self, seconds: float = 1) -> None:
        """Return at a ring, or after `seconds` without one."""
        try:
            await self._redis.blpop([self._key], timeout=seconds)
        except RedisError:
            await asyncio.sleep(seconds)

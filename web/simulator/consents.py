"""What pretend patrons allowed the account to tell them later."""

from redis.asyncio import Redis

# Takes one if there is one.
SPEND = """
local left = tonumber(redis.call('hget', KEYS[1], ARGV[1]) or 0)
if left < 1 then return 0 end
redis.call('hincrby', KEYS[1], ARGV[1], -1)
return 1
"""


class Consents:
    def __init__(self, redis: Redis, account: str) -> None:
        self._redis, self._account = redis, account

    async def give(self, openid: str, template: str) -> None:
        await self._redis.hincrby(self._key(openid), template, 1)

    async def spend(self, openid: str, template: str) -> bool:
        return bool(await self._redis.eval(SPEND, 1, self._key(openid), template))

    def _key(self, openid: str) -> str:
        return f"simulator:{self._account}:consents:{openid}"

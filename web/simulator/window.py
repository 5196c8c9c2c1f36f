"""How many messages an account may send to a patron on its own account, counted as WeChat does."""

from redis.asyncio import Redis

# After a message of hers, and after a tap, a follow or a scan: how many, and for how long (seconds).
MESSAGE, EVENT = (5, 48 * 3600), (3, 60)

CLOSED, USED_UP = 45015, 45047

# Takes one from the first window that has any left; else says whether there was a window at all.
SPEND = f"""
local open = false
for _, key in ipairs(KEYS) do
  local left = redis.call('get', key)
  if left then
    open = true
    if tonumber(left) > 0 then redis.call('decr', key) return 0 end
  end
end
return open and {USED_UP} or {CLOSED}
"""


class Window:
    def __init__(self, redis: Redis, account: str) -> None:
        self._redis, self._account = redis, account

    async def open_by_message(self, openid: str) -> None:
        await self._redis.set(self._key("message", openid), MESSAGE[0], ex=MESSAGE[1])

    async def open_by_event(self, openid: str) -> None:
        await self._redis.set(self._key("event", openid), EVENT[0], ex=EVENT[1])

    async def spend(self, openid: str) -> int:
        """0 and one message less, or WeChat's refusal; the window that closes first is spent first."""
        keys = [self._key(kind, openid) for kind in ("event", "message")]
        return int(await self._redis.eval(SPEND, len(keys), *keys))

    def _key(self, kind: str, openid: str) -> str:
        return f"simulator:{{{self._account}:{openid}}}:window:{kind}"

"""An account's access token: one for all our processes, because fetches are counted."""

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.wechat.errors import NotSent, OutcomeUnknown
from bot.wechat.platform import Platform
from bot.wechat.quotas import Quotas

FETCH = "/cgi-bin/stable_token"
LOCK_SECONDS = 20
MARGIN_SECONDS = 60  # our clock and WeChat's are not one

# Deletes a token only if nobody has replaced it in the meantime.
EXPIRE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


class Tokens:
    """`stable_token` gives the same token while it is valid, so a second fetch never kills the first."""

    def __init__(self, platform: Platform, redis: Redis, quotas: Quotas, *, app_id: str, secret: str) -> None:
        self._platform, self._redis, self._quotas = platform, redis, quotas
        self._app_id, self._secret = app_id, secret
        self._key = f"wechat:{{{app_id}}}:token"

    async def current(self) -> str:
        """A valid token, fetched by one caller while the others wait. Raises NotSent or PlatformRefused."""
        try:
            return await self._known() or await self._fetch_once()
        except RedisError as failure:
            raise NotSent("no token without Redis") from failure

    async def expire(self, token: str) -> None:
        """Forget a token that WeChat rejected, unless another process has already replaced it."""
        try:
            await self._redis.eval(EXPIRE, 1, self._key, token)
        except RedisError as failure:
            raise NotSent("no token without Redis") from failure

    async def _fetch_once(self) -> str:
        lock = f"{self._key}:lock"
        async with self._redis.lock(lock, LOCK_SECONDS, sleep=0.02, blocking_timeout=LOCK_SECONDS):
            return await self._known() or await self._fetch()

    async def _known(self) -> str:
        return str(await self._redis.get(self._key) or "")

    async def _fetch(self) -> str:
        body = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        await self._quotas.take(FETCH)
        try:
            answer = await self._platform.post(FETCH, body)
        except OutcomeUnknown as lost:  # asking for a token twice harms nobody
            raise NotSent("no answer to the request for a token") from lost
        token, seconds = str(answer["access_token"]), int(answer["expires_in"])
        await self._redis.set(self._key, token, ex=max(1, seconds - MARGIN_SECONDS))
        return token

"""How often an account may call WeChat in a day, counted for all our processes together."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.wechat.errors import NotSent, RateLimited
from library.clock import Clock, utc_now

WECHAT_CLOCK = ZoneInfo("Asia/Shanghai")

# WeChat's documentation of the daily limits of a verified account; other calls are far from theirs.
A_DAY: Mapping[str, int] = {
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/message/template/send": 100_000,
    "/cgi-bin/qrcode/create": 100_000,
    "/cgi-bin/media/upload": 100_000,
    "/cgi-bin/stable_token": 2_000,
    "/cgi-bin/menu/addconditional": 2_000,
}
KEPT = timedelta(days=2)


class Quotas:
    """A call that would be refused is not made: WeChat punishes accounts that go on knocking."""

    def __init__(
        self, redis: Redis, app_id: str, *, limits: Mapping[str, int] = A_DAY, now: Clock = utc_now
    ) -> None:
        self._redis, self._app_id, self._limits, self._now = redis, app_id, limits, now

    async def take(self, path: str) -> None:
        """Count one call. Raises RateLimited when the day's calls are used up, NotSent without Redis."""
        if (limit := self._limits.get(path)) is None:
            return
        try:
            count = await self._redis.incr(self._key(path))
            if count == 1:
                await self._redis.expire(self._key(path), KEPT)
        except RedisError as failure:
            raise NotSent("no counting without Redis") from failure
        if count > limit:
            raise RateLimited(45009, "by our own count")

    async def use_up(self, path: str) -> None:
        """WeChat says so, whatever we counted: some accounts have a tenth of the calls, or less."""
        try:
            await self._redis.set(self._key(path), self._limits.get(path, 0), ex=KEPT)
        except RedisError as failure:
            raise NotSent("no counting without Redis") from failure

    def _key(self, path: str) -> str:
        day = self._now().astimezone(WECHAT_CLOCK).date()
        return f"wechat:{{{self._app_id}}}:calls:{day}:{path}"


def next_reset(now: datetime) -> datetime:
    """The next midnight in China, when WeChat counts an account's calls anew, and a minute for its clock."""
    tomorrow = now.astimezone(WECHAT_CLOCK) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=1, second=0, microsecond=0).astimezone(now.tzinfo)

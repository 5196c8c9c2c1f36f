"""How many messages a patron may still be sent on our own account, counted as WeChat counts them."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.memory import Script
from bot.messages import Barcode, Follow, Message, Report, Scan, Tap, Unfollow
from library.clock import Clock, utc_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """WeChat's documentation: so many customer-service messages within so long."""

    name: str
    messages: int
    lasts: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """So many of so many messages may still leave, until then; `until` is None when nothing may."""

    left: int
    of: int
    until: datetime | None


AFTER_WORDS = Window(name="words", messages=5, lasts=timedelta(hours=48))
AFTER_DEED = Window(name="deed", messages=3, lasts=timedelta(minutes=1))
DEEDS = (Tap, Follow, Scan, Barcode)
SILENT = (Unfollow, Report)
REMEMBERED = timedelta(days=30)

# Fields are <window>:left and <window>:until; the window that closes first is spent first.
OPEN = """
if redis.call('exists', KEYS[1]) == 0 then return 1 end
for _, name in ipairs({'deed', 'words'}) do
  local left, ends = unpack(redis.call('hmget', KEYS[1], name .. ':left', name .. ':until'))
  if left and tonumber(left) > 0 and tonumber(ends) > tonumber(ARGV[1]) then
    if ARGV[2] == 'spend' then redis.call('hincrby', KEYS[1], name .. ':left', -1) end
    return 1
  end
end
return 0
"""

OPENED = """
redis.call('hset', KEYS[1], ARGV[1] .. ':left', ARGV[2], ARGV[1] .. ':until', ARGV[3])
redis.call('expire', KEYS[1], ARGV[4])
"""

CLOSE = """
if redis.call('exists', KEYS[1]) == 1 then
  redis.call('hset', KEYS[1], 'words:left', 0, 'deed:left', 0)
end
"""


class Windows:
    """WeChat has the last word: of a patron we know nothing about, and without Redis, every window is open.

    Reading and spending need not be one step, because the outbox has one message of a patron in hand at most.
    """

    def __init__(self, redis: Redis, *, now: Clock = utc_now) -> None:
        self._opened, self._open, self._close = (Script(redis, text) for text in (OPENED, OPEN, CLOSE))
        self._redis, self._now = redis, now

    async def opened(self, patron: str, by: Message) -> None:
        """Something came from her phone, and we may answer so many times."""
        if isinstance(by, SILENT):
            return
        window = AFTER_DEED if isinstance(by, DEEDS) else AFTER_WORDS
        ends = (self._now() + window.lasts).timestamp()
        args = [window.name, window.messages, ends, int(REMEMBERED.total_seconds())]
        with contextlib.suppress(RedisError):
            await self._opened(keys=[_key(patron)], args=args)

    async def open(self, patron: str) -> bool:
        """Whether one more message may leave."""
        return await self._look(patron, "look")

    async def standing(self, patron: str) -> Standing | None:
        """What is left, as a librarian wants to know; None of a patron we know nothing about."""
        try:
            known = await self._redis.hgetall(_key(patron))
        except RedisError:
            return None
        if not known:
            return None
        now = self._now().timestamp()
        still = [one for one in (AFTER_WORDS, AFTER_DEED) if float(known.get(f"{one.name}:until", 0)) > now]
        left = sum(int(known[f"{one.name}:left"]) for one in still)
        ends = max((float(known[f"{one.name}:until"]) for one in still), default=0)
        until = datetime.fromtimestamp(ends, UTC) if left else None
        return Standing(left=left, of=sum(one.messages for one in still), until=until)

    async def spent(self, patron: str) -> None:
        """One more message left."""
        await self._look(patron, "spend")

    async def close(self, patron: str) -> None:
        """WeChat says it is over, whatever we counted."""
        with contextlib.suppress(RedisError):
            await self._close(keys=[_key(patron)])

    async def forget(self, patron: str) -> None:
        """Know nothing about her any more; what is left while Redis is away goes by itself in a month."""
        with contextlib.suppress(RedisError):
            await self._redis.delete(_key(patron))

    async def _look(self, patron: str, purpose: str) -> bool:
        try:
            return bool(await self._open(keys=[_key(patron)], args=[self._now().timestamp(), purpose]))
        except RedisError:
            return True


def _key(patron: str) -> str:
    return f"window:{patron}"

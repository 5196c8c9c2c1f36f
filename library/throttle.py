"""Slowing down those who guess passwords and codes, without locking anybody out."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from redis.asyncio import Redis

from library.identity import new_id

REMEMBERED = timedelta(minutes=30)
FREE = 4  # wrong ones before there is any delay
FREE_PER_ADDRESS = 20  # a whole library sits behind one address
LONGEST = 60  # seconds

# Looking and counting are one step, or a hundred guesses sent together would all be looked at before the
# first is counted. Gives the seconds to wait, 0 for who may try.
ADMIT = """
local left = redis.call('pttl', KEYS[2])
if left > 0 then return math.ceil(left / 1000) end
local over = redis.call('incr', KEYS[1]) - tonumber(ARGV[1])
redis.call('expire', KEYS[1], ARGV[2])
if over > 0 then
  redis.call('set', KEYS[2], ARGV[4], 'ex', math.min(tonumber(ARGV[3]), 2 ^ math.min(over, 10)))
end
return 0
"""

GIVE_BACK = """
if redis.call('get', KEYS[2]) == ARGV[1] then redis.call('del', KEYS[2]) end
if tonumber(redis.call('get', KEYS[1]) or 0) > 0 then redis.call('decr', KEYS[1]) end
"""


class Guessed(StrEnum):
    """Each is counted apart: whoever knows a password must not begin anew with the codes by typing it."""

    PASSWORD = "password"  # noqa: S105 - the name of a counter
    CODE = "code"


class TooFast(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One that was counted, as wrong until somebody says it was right."""

    account: str
    address: str
    id: str


class SignInThrottle:
    """Attempts are counted per account and per address; the delay doubles up to a minute.

    The counters of an account and those of an address may lie on different nodes of a cluster, so each is a
    step of its own.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._admit, self._give_back = redis.register_script(ADMIT), redis.register_script(GIVE_BACK)

    async def admit(self, guessed: Guessed, login: str, address: str) -> Attempt:
        """Count an attempt. Raises TooFast, and counts none, while the account or the address must wait."""
        account = f"{guessed}:{login.strip().casefold()[:100]}"
        attempt = Attempt(account=account, address=f"address:{address}", id=new_id())
        await self._count(attempt.account, FREE, attempt)
        try:
            await self._count(attempt.address, FREE_PER_ADDRESS, attempt)
        except TooFast:
            await self._give_back(keys=_keys(attempt.account), args=[attempt.id])
            raise
        return attempt

    async def right(self, attempt: Attempt) -> None:
        """Forget the account's wrong ones, and this one of the address; its others fade by themselves."""
        await self._redis.delete(*_keys(attempt.account))
        await self._give_back(keys=_keys(attempt.address), args=[attempt.id])

    async def _count(self, name: str, free: int, attempt: Attempt) -> None:
        told: list[str | int] = [free, int(REMEMBERED.total_seconds()), LONGEST, attempt.id]
        if seconds := await self._admit(keys=_keys(name), args=told):
            raise TooFast(int(seconds))


def _keys(name: str) -> list[str]:
    """The counter and the delay; the hash tag keeps them on one node."""
    return [f"{{sign-in:{name}}}:count", f"{{sign-in:{name}}}:wait"]

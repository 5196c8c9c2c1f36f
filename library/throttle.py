"""Slowing down those who guess passwords, without locking anybody out."""

from datetime import timedelta

from redis.asyncio import Redis

REMEMBERED = timedelta(minutes=30)
FREE = 4  # wrong passwords before there is any delay
FREE_PER_ADDRESS = 20  # a whole library sits behind one address
LONGEST = 60  # seconds


class TooFast(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class SignInThrottle:
    """Wrong passwords are counted per account and per address; the delay doubles up to a minute."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def admit(self, login: str, address: str) -> None:
        """Raises TooFast while the account or the address must wait."""
        for key, _free in _keys(login, address):
            seconds = await self._redis.ttl(f"{key}:wait")
            if seconds > 0:
                raise TooFast(seconds)

    async def wrong(self, login: str, address: str) -> None:
        """Count a wrong password."""
        for key, free in _keys(login, address):
            count = await self._redis.incr(f"{key}:count")
            await self._redis.expire(f"{key}:count", REMEMBERED)
            if count > free:
                delay = min(LONGEST, 2 ** min(count - free, 10))
                await self._redis.set(f"{key}:wait", "1", ex=delay)

    async def right(self, login: str) -> None:
        """Forget the account's wrong passwords; the address's fade away by themselves."""
        account = f"sign-in:{login.strip().casefold()}"
        await self._redis.delete(f"{account}:count", f"{account}:wait")


def _keys(login: str, address: str) -> list[tuple[str, int]]:
    account = f"sign-in:{login.strip().casefold()[:100]}"
    return [(account, FREE), (f"sign-in@{address}", FREE_PER_ADDRESS)]

"""WeChat's bad days, each a switch: all processes and all phones of an account have the same weather."""

from dataclasses import asdict, dataclass
from typing import Any

from redis.asyncio import Redis

LONGEST = 60.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """On the way to us: `thrice`, `shuffled`, `late`. On the way from us: the others. Seconds, or a code."""

    thrice: bool = False  # each message comes three times, and only the last answer counts
    shuffled: bool = False  # each second message overtakes the one before
    late: float = 0
    slow: float = 0
    token_dies: bool = False  # every token is good for one call
    refuses: int = 0  # the code with which every message is refused
    swallows: bool = False  # a message is taken, and no answer comes


class Switches:
    def __init__(self, redis: Redis, account: str) -> None:
        self._redis, self._key = redis, f"simulator:{account}:faults"

    async def set(self, faults: Faults) -> None:
        fields: Any = {name: float(value) for name, value in asdict(faults).items()}
        await self._redis.hset(self._key, mapping=fields)

    async def now(self) -> Faults:
        found: Any = await self._redis.hgetall(self._key)
        fields = {name: float(value) for name, value in found.items()}
        return Faults(
            thrice=bool(fields.get("thrice")),
            shuffled=bool(fields.get("shuffled")),
            late=fields.get("late", 0),
            slow=fields.get("slow", 0),
            token_dies=bool(fields.get("token_dies")),
            refuses=int(fields.get("refuses", 0)),
            swallows=bool(fields.get("swallows")),
        )

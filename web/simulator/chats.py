"""What was said on each pretend phone, a Redis stream each: all processes and a restart see the same."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from redis.asyncio import Redis

from bot.phone import Bubble

LONGEST_CHAT = 1000
SHOWN = 200
PAUSE_MS = 5 * 60 * 1000  # WeChat writes the time above a bubble that follows such a pause
LOOK_MS = 1000
CHINA = ZoneInfo("Asia/Shanghai")

Ids = Mapping[str, str]


class Side(StrEnum):
    PATRON = "patron"
    ACCOUNT = "account"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One bubble of a chat; `time` is set where the phone shows it."""

    id: str
    side: Side
    bubble: Bubble
    time: datetime | None


class Chats:
    def __init__(self, redis: Redis, account: str) -> None:
        self._redis, self._account = redis, account

    async def add(self, openid: str, side: Side, bubble: Bubble) -> None:
        last: Any = await self._redis.xrevrange(self._key(openid), count=1)
        seconds, micros = await self._redis.time()
        now = seconds * 1000 + micros // 1000
        paused = not last or now - _ms(last[0][0]) > PAUSE_MS
        fields: Any = {"side": side, "paused": int(paused), "bubble": json.dumps(asdict(bubble))}
        await self._redis.xadd(self._key(openid), fields, maxlen=LONGEST_CHAT, approximate=True)

    async def history(self, openid: str) -> Sequence[Entry]:
        found: Any = await self._redis.xrevrange(self._key(openid), count=SHOWN)
        return [_entry(id, fields) for id, fields in reversed(found)]

    async def live(self, after: Ids) -> AsyncIterator[tuple[str, Entry]]:
        """Every new bubble of these phones, after the ids given for each; never ends."""
        seen: Any = {self._key(openid): id or "0-0" for openid, id in after.items()}
        openids = {self._key(openid): openid for openid in after}
        while True:
            found = await self._redis.xread(seen, block=LOOK_MS)
            for key, entries in _pairs(found):
                for id, fields in entries:
                    seen[key] = id
                    yield openids[key], _entry(id, fields)

    def _key(self, openid: str) -> str:
        return f"simulator:{self._account}:chat:{openid}"


def _pairs(found: object) -> list[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """XREAD's answer, which is a map in the newer protocol and a list in the older."""
    if isinstance(found, dict):
        return [(key, batch[0] if len(batch) == 1 else batch) for key, batch in found.items()]
    return list(found) if isinstance(found, list) else []


def _entry(id: str, fields: Mapping[str, str]) -> Entry:
    time = datetime.fromtimestamp(_ms(id) / 1000, CHINA) if fields["paused"] == "1" else None
    return Entry(id=id, side=Side(fields["side"]), bubble=Bubble(**json.loads(fields["bubble"])), time=time)


def _ms(id: str) -> int:
    return int(id.split("-")[0])

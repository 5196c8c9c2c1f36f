"""The pretend patrons of an account, in Redis."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from redis.asyncio import Redis

CAST = ("林小满", "王建国", "Сараа")
MOST = 12
LONGEST_NAME = 12


class Standing(StrEnum):
    STRANGER = "stranger"
    FOLLOWING = "following"
    BLOCKING = "blocking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    openid: str
    name: str
    place: int
    standing: Standing = Standing.STRANGER


class People:
    def __init__(self, redis: Redis, account: str) -> None:
        self._redis, self._account, self._key = redis, account, f"simulator:{account}:people"

    async def all(self) -> Sequence[Person]:
        """Everybody in the order they came; the first look finds the cast."""
        known = await self._redis.hgetall(self._key)
        if not known:
            return [await self.join(name) for name in CAST]
        people = [_person(openid, text) for openid, text in known.items()]
        return sorted(people, key=lambda person: person.place)

    async def join(self, name: str) -> Person:
        """The person of this name, new or not. Raises ValueError if there is no room or no name."""
        name = name.strip()[:LONGEST_NAME]
        place = int(await self._redis.hlen(self._key))
        if not name or place >= MOST:
            raise ValueError("no name" if not name else f"there are {MOST} phones already")
        openid = _openid(self._account, name)
        newcomer = {"name": name, "place": place, "standing": Standing.STRANGER}
        await self._redis.hsetnx(self._key, openid, json.dumps(newcomer))
        return await self.get(openid) or Person(openid=openid, name=name, place=place)

    async def get(self, openid: str) -> Person | None:
        text = await self._redis.hget(self._key, openid)
        return _person(openid, text) if text else None

    async def stand(self, person: Person, standing: Standing) -> None:
        fields = {"name": person.name, "place": person.place, "standing": standing}
        await self._redis.hset(self._key, person.openid, json.dumps(fields))


def _person(openid: str | bytes, text: str | bytes) -> Person:
    fields = json.loads(text)
    return Person(
        openid=str(openid),
        name=fields["name"],
        place=fields["place"],
        standing=Standing(fields["standing"]),
    )


def _openid(account: str, name: str) -> str:
    """28 characters, as WeChat's are; the same name is the same person after a restart."""
    digest = hashlib.sha256(f"{account}:{name}".encode()).digest()
    return "oSIM" + base64.urlsafe_b64encode(digest).decode()[:24]

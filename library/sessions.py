"""Who is signed in: opaque keys in the browser, everything else here."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from library.clock import Clock, utc_now
from library.gathering import Gathering
from library.repository.sessions import SessionRepository

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
LONGEST_BROWSER = 300  # characters of what a browser says of itself
TOUCH_EVERY = timedelta(minutes=1)  # a write per minute and session, not per request


class SignedOut(Exception):
    """There is no such session, or it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`proved` where a second factor was given at the sign-in."""

    librarian: str
    csrf: str
    started_at: datetime
    seen_at: datetime
    proved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody is signed in: what her list shows, with an `id` that opens nothing."""

    id: str
    browser: str
    started_at: datetime
    seen_at: datetime


class Sessions:
    """A key has 256 random bits and is stored as its SHA-256, so the database alone signs nobody in."""

    def __init__(self, repository: SessionRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now
        self._find = Gathering(repository.find_all)  # two hundred desks ask at once when something happens

    async def start(self, librarian: str, *, proved: bool = False, browser: str = "") -> str:
        """A new session's key, at every sign-in a new one."""
        key, now = secrets.token_urlsafe(32), self._now()
        session = {
            "librarian": librarian,
            "started_at": now,
            "seen_at": now,
            "ends": now + LONGEST,
            "proved": proved,
            "browser": browser[:LONGEST_BROWSER],
        }
        await self._repository.add(_digest(key), session)
        return key

    async def get(self, key: str, *, touch: bool = True) -> Session:
        """The session behind a key; `touch` where a person did something. Raises SignedOut."""
        document = await self._find(_digest(key)) if key else None
        now = self._now()
        if document is None or now >= document["ends"] or now - document["seen_at"] >= IDLE:
            raise SignedOut
        if touch and now - document["seen_at"] >= TOUCH_EVERY:
            await self._repository.touch(_digest(key), now)
        return Session(
            librarian=document["librarian"],
            csrf=csrf_token(key),
            started_at=document["started_at"],
            seen_at=document["seen_at"],
            proved=document.get("proved", False),
        )

    async def places(self, librarian: str) -> list[Place]:
        """Where she is signed in, the latest first."""
        now = self._now()
        found = await self._repository.list_of(librarian, ends_after=now, seen_after=now - IDLE)
        return [
            Place(
                id=place_id(one["_id"]),
                browser=one.get("browser", ""),
                started_at=one["started_at"],
                seen_at=one["seen_at"],
            )
            for one in found
        ]

    async def leave(self, librarian: str, place: str) -> None:
        """End one of her sessions by what her list calls it."""
        now = self._now()
        for one in await self._repository.list_of(librarian, ends_after=now, seen_after=now - IDLE):
            if place_id(one["_id"]) == place:
                await self._repository.remove(one["_id"])

    def here(self, key: str) -> str:
        """What the list calls the session of this key."""
        return place_id(_digest(key))

    async def any_of(self, librarian: str) -> bool:
        """Whether she is signed in anywhere."""
        now = self._now()
        return await self._repository.any_of(librarian, ends_after=now, seen_after=now - IDLE)

    async def end(self, key: str) -> None:
        await self._repository.remove(_digest(key))

    async def end_all_of(self, librarian: str) -> None:
        """After a new password, or when the account is closed."""
        await self._repository.remove_all_of(librarian)


def place_id(digest: str) -> str:
    return digest[:16]


def csrf_token(key: str) -> str:
    """What every form of this session carries; the key does not follow from it."""
    return hmac.new(key.encode(), b"csrf", hashlib.sha256).hexdigest()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

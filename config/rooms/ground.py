"""What every room stands on."""

from dataclasses import dataclass

import httpx
from redis.asyncio import Redis

from config.mongodb import Database
from config.secret_key import secrets_of
from config.settings import Settings
from library.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """`redis` may wait for what happens there, `quick` is the same server for a patron who waits.

    `now` is the time by which people live here.
    """

    settings: Settings
    database: Database
    redis: Redis
    quick: Redis
    http: httpx.AsyncClient
    now: Clock

    @property
    def secrets(self) -> tuple[bytes, ...]:
        """By which is signed what we hand out; the first signs, the others are still believed."""
        return secrets_of(self.settings)

"""Passwords: how they are kept, and which are refused."""

import asyncio
import secrets
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from library.identity import CROCKFORD

SHORTEST = 8
LONGEST = 256  # hashing takes time with the length; nobody types more
COMMON = Path(__file__).with_name("common_passwords.txt")

# OWASP's recommendation for argon2id: 46 MiB, one pass, one lane.
hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


class UnfitPassword(Exception):
    """A password nobody may have."""


class TooShort(UnfitPassword):
    def __init__(self) -> None:
        super().__init__(f"shorter than {SHORTEST}")
        self.shortest = SHORTEST


class TooLong(UnfitPassword):
    def __init__(self) -> None:
        super().__init__(f"longer than {LONGEST}")
        self.longest = LONGEST


class TooCommon(UnfitPassword):
    """One of those that are tried first."""


def refuse_unfit(password: str, *, login: str = "") -> None:
    """Raises UnfitPassword. There are no rules of composition: length is what counts."""
    if len(password) < SHORTEST:
        raise TooShort
    if len(password) > LONGEST:
        raise TooLong
    folded = password.casefold()
    if folded in _common() or folded == login.casefold() or len(set(folded)) <= 2:
        raise TooCommon


async def hashed(password: str) -> str:
    return await asyncio.to_thread(hasher.hash, password)


async def matches(stored: str, password: str) -> bool:
    """Takes as long for a wrong password as for the right one."""
    return len(password) <= LONGEST and await asyncio.to_thread(_verify, stored, password)


def one_time() -> str:
    """A password to read to somebody over the telephone: 60 random bits in three groups."""
    letters = "".join(secrets.choice(CROCKFORD) for _ in range(12))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


@cache
def nobodys() -> str:
    """The hash an unknown login is checked against, so that it takes as long as a known one."""
    return hasher.hash(secrets.token_urlsafe(16))


def _verify(stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())

"""Identifiers that sort by the time they were made."""

import secrets
import time

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """A ULID: 26 characters, 48 bits of milliseconds and 80 random bits, so that indexes grow at one end."""
    return in_crockford(time.time_ns() // 1_000_000 << 80 | secrets.randbits(80), 26)


def in_crockford(number: int, length: int) -> str:
    """The lowest `5 * length` bits in Crockford's base 32, which people can read aloud: no I, L, O, U."""
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(5 * (length - 1), -1, -5))

"""Admission: who may read a title's text, which is for others to say."""

from collections.abc import Awaitable, Callable

Admission = Callable[[str, str], Awaitable[bool]]  # of a patron ("" for a guest) to a title


async def everybody(patron: str, title_id: str) -> bool:
    return True

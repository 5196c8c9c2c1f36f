"""Readers: who may read a title's text. What is open, anybody; what is lent, whoever has it on loan."""

import time
from collections.abc import Callable

from ebooks.lending.lending import Lending

BELIEVED = 10.0  # seconds for which a title that had no licence is taken to have none


class Readers:
    """Most titles of most libraries are open, and reading them asks the database next to nothing."""

    def __init__(self, lending: Lending, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._lending, self._seconds = lending, seconds
        self._open: dict[str, float] = {}

    async def may_read(self, patron: str, title_id: str) -> bool:
        """A guest is "" and has no loans."""
        if self._seconds() < self._open.get(title_id, 0.0):
            return True
        loans = await self._lending.loans(title_id)
        if loans is None:
            self._open[title_id] = self._seconds() + BELIEVED
            return True
        return any(loan.patron == patron for loan in loans)

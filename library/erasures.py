"""Erasures: whom the house is to forget, noted before it begins and struck out when nothing is left."""

from datetime import timedelta

from library.clock import Clock, utc_now
from library.repository.erasures import ErasureRepository

SETTLED = timedelta(hours=1)  # by then whatever was being done for her at that moment is over


class Erasures:
    """So whoever is interrupted while forgetting somebody is finished by the night."""

    def __init__(self, repository: ErasureRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def note(self, patron: str) -> None:
        await self._repository.note(patron, self._now())

    async def due(self) -> list[str]:
        """Those whom somebody should look for once more."""
        return await self._repository.noted_before(self._now() - SETTLED)

    async def strike(self, patrons: list[str]) -> None:
        """Nothing is left of them but these notes."""
        await self._repository.strike(patrons)

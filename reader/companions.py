"""Which titles are read by the same patrons; never told of fewer than five, so that nobody is recognised."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from library.clock import Clock, utc_now
from library.few import FEWEST
from reader.repository.suggestions import SuggestionRepository

LATELY = timedelta(days=365)


class Companions:
    """Counting is a chore of the night; asking reads one document per title."""

    def __init__(self, repository: SuggestionRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def count(self) -> None:
        """Count anew. What was counted before is replaced as a whole."""
        await self._repository.count_companions(self._now() - LATELY, FEWEST)

    async def of(self, title_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        return await self._repository.companions(title_ids)

    async def on_shelf(self, patron: str, title_ids: Collection[str]) -> set[str]:
        """Of these, what she reads, has finished or has dropped."""
        return await self._repository.on_shelf(patron, title_ids)

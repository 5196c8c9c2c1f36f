"""Satisfaction: each patron is asked once how it was, and her word is kept with the question."""

from datetime import timedelta
from enum import IntEnum

from library.clock import Clock, utc_now
from reference.models import Question
from reference.refusals import CannotHelp
from reference.repository.satisfaction import SatisfactionRepository

AFTER, UNTIL = timedelta(minutes=1), timedelta(hours=1)  # from the end of her question
COUNTS = timedelta(days=3)  # from being asked


class How(IntEnum):
    NOT = 1
    SO_SO = 2
    WELL = 3


class NothingToRate(CannotHelp):
    """Nobody asked her, or she has said it already."""


class Satisfaction:
    def __init__(self, repository: SatisfactionRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def due(self, limit: int = 100) -> list[Question]:
        """Answered and resolved by a librarian a moment ago, whose patrons were not asked yet."""
        now = self._now()
        return await self._repository.list_due(now - UNTIL, now - AFTER, limit)

    async def asking(self, question: Question) -> bool:
        """From now on she was asked; False if somebody was faster. Who dies then has asked nobody."""
        return await self._repository.ask(question.id, self._now())

    async def rate(self, patron: str, how: How) -> Question:
        """Raises NothingToRate."""
        rated = await self._repository.rate(patron, int(how), since=self._now() - COUNTS)
        if rated is None:
            raise NothingToRate
        return rated

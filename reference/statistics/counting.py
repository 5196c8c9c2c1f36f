"""Counting: questions that changed become facts, shortly after and never while somebody waits."""

from collections.abc import Awaitable, Callable

from library.hours import Hours
from reference.models import Thread
from reference.repository.facts import FactRepository
from reference.statistics.fact import Fact, fact_of

HoursOf = Callable[[str], Awaitable[Hours | None]]

BATCH = 100


class Counting:
    """Each change of a question marks it uncounted, in the same write; so none is forgotten, whoever dies."""

    def __init__(self, repository: FactRepository, *, hours: HoursOf) -> None:
        """`hours` of a branch are those in which it answers."""
        self._repository, self._hours = repository, hours

    async def count(self) -> int:
        """Count what changed; returns how many. Counting a question twice gives the same fact."""
        counted = 0
        while marked := await self._repository.list_uncounted(BATCH):
            await self._repository.keep([(thread.question, await self._fact(thread)) for thread in marked])
            counted += len(marked)
        return counted

    async def _fact(self, thread: Thread) -> Fact:
        return fact_of(thread, await self._hours(thread.question.branch))

"""Patron groups: who may have how much at once, as librarians say."""

import time
from collections.abc import Callable, Mapping

from ebooks.lending.patron_group import EVERYBODY, PatronGroup
from ebooks.lending.rules import Limits
from ebooks.repository.patron_groups import PatronGroupRepository
from library.patrons import NoSuchPatron, Patrons

BELIEVED = 10.0  # seconds, so that a loan seldom asks for what seldom changes


class PatronGroups:
    """Her group stands in a patron's record and goes with it; in one that was removed she is as everybody."""

    def __init__(
        self,
        repository: PatronGroupRepository,
        patrons: Patrons,
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._repository, self._patrons, self._seconds = repository, patrons, seconds
        self._known: Mapping[str, PatronGroup] = {}
        self._until = 0.0

    async def every(self) -> tuple[PatronGroup, ...]:
        """Everybody's first, which there always is; then by name."""
        found = {group.id: group for group in await self._repository.every()}
        everybody = found.pop(EVERYBODY, PatronGroup(id=EVERYBODY, name="", limits=Limits()))
        return everybody, *sorted(found.values(), key=lambda group: (group.name, group.id))

    async def of(self, patron: str) -> PatronGroup:
        try:
            group = (await self._patrons.get(patron)).group
        except NoSuchPatron:
            group = EVERYBODY
        known = await self._believed()
        return known.get(group, known[EVERYBODY])

    async def limits_of(self, patron: str) -> Limits:
        return (await self.of(patron)).limits

    async def put(self, group: PatronGroup) -> None:
        """A new group, or other terms for one. Nothing is taken from who has more already."""
        await self._repository.put(group)
        self._until = 0.0

    async def remove(self, group_id: str) -> None:
        await self._repository.remove(group_id)
        self._until = 0.0

    async def assign(self, patron: str, group_id: str) -> None:
        await self._patrons.assign(patron, group_id)

    async def _believed(self) -> Mapping[str, PatronGroup]:
        if self._seconds() >= self._until:
            self._known = {group.id: group for group in await self.every()}
            self._until = self._seconds() + BELIEVED
        return self._known

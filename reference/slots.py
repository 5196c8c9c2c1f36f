"""Slots: as many questions as a librarian can have open at once, each taken before the question is."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from random import randrange

from library.clock import Clock, utc_now
from library.identity import new_id
from reference.models import Change, Question, Thread
from reference.refusals import HandsFull
from reference.repository.slots import SlotRepository
from reference.status import Status

Write = Callable[[Change], Awaitable[Thread | None]]

ABANDONED_AFTER = timedelta(minutes=1)  # what no question knows by then, was taken by a process that died


class Slots:
    """Nothing is counted, so nothing can be miscounted: a slot is there, or it is taken.

    Without a `capacity` there is no end to what one librarian may have open.
    """

    def __init__(
        self, repository: SlotRepository, *, capacity: int | None = None, now: Clock = utc_now
    ) -> None:
        self._repository, self._capacity, self._now = repository, capacity, now

    async def around(self, seen: Question | None, change: Change, write: Write) -> Thread | None:
        """Write a change with the slot it needs, and give back what it needs no longer. Raises HandsFull."""
        slot = await self._take(_opener(seen, change))
        before, written = seen.slot if seen else "", None
        if slot or (before and change.status is not Status.OPEN):
            change = replace(change, fields={**change.fields, "slot": slot})
        try:
            written = await write(change)
        finally:
            if written is None:
                await self._give_back(slot)
        if written and before and before != written.question.slot:
            await self._give_back(before)
        return written

    async def _take(self, librarian: str) -> str:
        if self._capacity is None or not librarian:
            return ""
        slot = await self._guessed(librarian) or await self._first_free(librarian)
        if not slot and await self._tidy(librarian):
            slot = await self._first_free(librarian)
        if not slot:
            raise HandsFull(self._capacity)
        return slot

    async def _guessed(self, librarian: str) -> str:
        """Mostly there are more free than taken, and then this is one trip instead of two."""
        slot = f"{librarian}:{randrange(self._capacity or 1)}:{new_id()}"
        return slot if await self._repository.take(slot, self._now()) else ""

    async def _first_free(self, librarian: str) -> str:
        taken = {slot.split(":")[1] for slot in await self._repository.taken(librarian)}
        for number in map(str, range(self._capacity or 0)):
            slot = f"{librarian}:{number}:{new_id()}"
            if number not in taken and await self._repository.take(slot, self._now()):
                return slot
        return ""

    async def _tidy(self, librarian: str) -> int:
        return await self._repository.forget_lost(librarian, self._now() - ABANDONED_AFTER)

    async def _give_back(self, slot: str) -> None:
        if slot:
            await self._repository.give_back(slot)


def _opener(seen: Question | None, change: Change) -> str:
    """Who has one more question open after this change; "" where nobody has."""
    before = seen.assignee if seen else None
    owner = change.fields.get("assignee", before)
    if change.status is not Status.OPEN or not isinstance(owner, str):
        return ""
    stays = seen is not None and seen.status is Status.OPEN and before == owner
    return "" if stays else owner

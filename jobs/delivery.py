"""Deliveries on their way: what is due is handed out, put into words and into the outbox."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from bot.outbox import Outbox, OutOfReach, Post, State
from handlers.mornings import Letter
from jobs.together import together
from language.translation import speaking
from library.patrons import Patron, Patrons
from library.stopping import being_stopped
from reader.delivery import Deliveries, Delivery, Due, Outcome, Unit
from reader.places import Portion
from reader.planned import Handed
from reader.plans import Plans
from reader.refusals import CannotRead, NeedsLoan
from reader.shelf import Shelf

log = logging.getLogger(__name__)

BATCH = 200
ENOUGH = 2 * BATCH  # messages in the outbox; more would only stand before a librarian's answer
LOOKS_EVERY = 1.0  # seconds
CROWDED = 0.05  # seconds until the couriers have carried some

ON_ITS_WAY = (State.QUEUED, State.SENDING, State.PARKED)
IN_THE_WAY = (*ON_ITS_WAY, State.BLOCKED)

Given = Portion | Handed | CannotRead
Words = Callable[[Delivery, Given], Letter]


class Round:
    """A postman's round, in batches: a worker that dies at any point leaves it to another, who repeats it.

    Each occasion has a key. Under it the place moves once and a message leaves once, so that repeating a
    batch hands out the same pages and sends nothing twice.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        shelf: Shelf,
        outbox: Outbox,
        patrons: Patrons,
        *,
        plans: Plans,
        words: Words,
    ) -> None:
        self._deliveries, self._shelf, self._plans, self._outbox = deliveries, shelf, plans, outbox
        self._patrons, self._words = patrons, words

    async def go(self) -> int:
        """Deliver one batch of what is due; returns how many were in hand."""
        batch = await self._deliveries.due(BATCH)
        if batch:
            await self._deliver(batch)
        return len(batch)

    async def crowded(self) -> bool:
        """Whether enough waits in the outbox already."""
        return await self._outbox.waiting(ENOUGH) >= ENOUGH

    async def _deliver(self, batch: Sequence[Due]) -> None:
        patrons = await self._patrons.find_all([due.delivery.patron for due in batch])
        before = await self._outbox.states([due.delivery.last for due in batch if due.delivery.last])
        free = [
            (due, patron)
            for due, patron in zip(batch, patrons, strict=True)
            if patron and patron.openid and _last(due, before) not in IN_THE_WAY
        ]
        given = await asyncio.gather(*(self._hand_out(due) for due, _ in free))
        handed = [(due, patron, one) for (due, patron), one in zip(free, given, strict=True)]
        await self._outbox.put_many([post for one in handed for post in self._posts(*one)])
        outcomes = {due.key: _outcome(one) for due, _, one in handed}
        await self._deliveries.settle(
            [(due, outcomes.get(due.key) or _kept_back(due, before)) for due in batch]
        )

    async def _hand_out(self, due: Due) -> Given:
        delivery = due.delivery
        patron, title_id, portion = delivery.patron, delivery.title_id, delivery.schedule.portion
        try:
            if delivery.plan:
                return await self._plans.hand_out(patron, delivery.plan, message=due.key)
            if delivery.schedule.unit is Unit.MINUTES:
                return await self._shelf.hand_out_for(patron, title_id, portion, message=due.key)
            return await self._shelf.hand_out(patron, title_id, instalments=portion, message=due.key)
        except CannotRead as refusal:
            return refusal

    def _posts(self, due: Due, patron: Patron, given: Given) -> list[Post]:
        with speaking(patron.language):
            letter = self._words(due.delivery, given)
        return [
            Post(
                patron=patron.id,
                reply=reply,
                key=f"{due.key}#{count}" if count else due.key,
                headline=letter.headline,
                page=letter.page,
                waited=letter.waited if not count else "",
                doubt=letter.doubt,
            )
            for count, reply in enumerate(letter.replies)
        ]


def _last(due: Due, states: Mapping[str, State]) -> State | None:
    """What became of the portion before; what is known of none is over."""
    return states.get(due.delivery.last or "")


def _outcome(given: Given) -> Outcome:
    if isinstance(given, Handed):
        return Outcome.DELIVERED
    if isinstance(given, NeedsLoan):
        return Outcome.WITHHELD
    return Outcome.FINISHED if isinstance(given, CannotRead) or given.page.is_last else Outcome.DELIVERED


def _kept_back(due: Due, states: Mapping[str, State]) -> Outcome:
    """Who has a portion waiting is not sent another."""
    return Outcome.SKIPPED if _last(due, states) in ON_ITS_WAY else Outcome.UNREACHABLE


async def rounds(round_: Round, *, postmen: int = 2) -> None:
    """Deliver until cancelled; while one postman waits for the database another sorts his letters."""
    await together(*(_rounds(round_) for _ in range(postmen)))


async def _rounds(round_: Round) -> None:
    """Survives MongoDB's bad moments."""
    while not being_stopped():
        try:
            if await round_.crowded():
                await asyncio.sleep(CROWDED)
                continue
            if await round_.go():
                continue
        except OutOfReach as trouble:
            log.warning("deliveries are out of reach: %s", type(trouble).__name__)
        await asyncio.sleep(LOOKS_EVERY)

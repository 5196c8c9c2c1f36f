"""The ledger: where pools are read and changed, always as time has made them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence

from ebooks.lending.pool import Pool
from ebooks.lending.refusals import CannotBorrow
from ebooks.lending.rules import Rules
from ebooks.lending.tending import look_at, tended
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository
from library.clock import Clock, utc_now
from library.gathering import Gathering

Step = Callable[[Pool], Pool]
Outcome = Pool | CannotBorrow
STANDARD = Rules()


class Ledger:
    """What many want of one title at once becomes one write, in the order in which they asked.

    Between processes the version decides: who comes second reads again and decides again.
    """

    def __init__(
        self, pools: PoolRepository, cards: CardRepository, *, rules: Rules = STANDARD, now: Clock = utc_now
    ) -> None:
        self._pools, self._cards, self.rules, self._now = pools, cards, rules, now
        self._changing = Gathering(self._change_all)

    async def read(self, title_id: str) -> Pool:
        """A pool without anything, where the title never had a licence."""
        return self._tended(await self._stored(title_id))

    async def read_all(self, title_ids: Sequence[str]) -> dict[str, Pool]:
        return {pool.title_id: self._tended(pool) for pool in await self._pools.find_all(title_ids)}

    async def of(self, patron: str) -> list[Pool]:
        return [self._tended(pool) for pool in await self._pools.of(patron)]

    async def change(self, title_id: str, step: Step) -> Pool:
        """The pool right after the step, which is called again if somebody else wrote first."""
        outcome = await self._changing((title_id, step))
        if isinstance(outcome, CannotBorrow):
            raise outcome
        return outcome

    async def _change_all(self, asked: Sequence[tuple[str, Step]]) -> list[Outcome]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, (title_id, _) in enumerate(asked):
            places[title_id].append(place)
        steps = [[asked[place][1] for place in some] for some in places.values()]
        done = await asyncio.gather(*map(self._change, places, steps))
        outcomes = {
            place: one
            for some, ones in zip(places.values(), done, strict=True)
            for place, one in zip(some, ones, strict=True)
        }
        return [outcomes[place] for place in range(len(asked))]

    async def _change(self, title_id: str, steps: Sequence[Step]) -> list[Outcome]:
        while True:
            seen = await self._stored(title_id)
            outcomes = self._take(seen, steps)
            after = next((one for one in reversed(outcomes) if isinstance(one, Pool)), seen)
            if after == seen:
                return outcomes
            if await self._pools.put(seen, after, look_at(after, self.rules)):
                await self._cards.strike(_ended(seen, after))
                return outcomes

    def _take(self, pool: Pool, steps: Sequence[Step]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        pool = self._tended(pool)
        for step in steps:
            try:
                pool = self._tended(step(pool))
            except CannotBorrow as refusal:
                outcomes.append(refusal)
            else:
                outcomes.append(pool)
        return outcomes

    async def _stored(self, title_id: str) -> Pool:
        return await self._pools.find(title_id) or Pool(title_id=title_id)

    def _tended(self, pool: Pool) -> Pool:
        return tended(pool, self.rules, self._now())


def _ended(before: Pool, after: Pool) -> set[tuple[str, str]]:
    """Each loan and hold that is no more, with its patron."""
    return _all(before) - _all(after)


def _all(pool: Pool) -> set[tuple[str, str]]:
    return {(loan.patron, loan.id) for loan in pool.loans} | {(hold.patron, hold.id) for hold in pool.holds}

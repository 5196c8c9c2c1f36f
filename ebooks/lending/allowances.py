"""Allowances: that nobody has more at once than she may, whatever she does at the same time elsewhere."""

from datetime import timedelta

from ebooks.lending.cards import Line, Side
from ebooks.lending.ledger import Ledger
from ebooks.lending.steps import Wish
from ebooks.repository.cards import CardRepository
from library.clock import Clock, utc_now

IN_HAND = timedelta(minutes=1)  # many times what a loan takes to be made


class Allowances:
    """A line is written before its loan is made, and struck out after it ended.

    So a process that dies in between leaves a line too many and never one too few. The pools are the truth:
    before somebody is refused, her card is compared with them.
    """

    def __init__(self, cards: CardRepository, ledger: Ledger, *, now: Clock = utc_now) -> None:
        self._cards, self._ledger, self._now = cards, ledger, now

    async def claim(self, side: Side, wish: Wish, title_id: str, limit: int) -> bool:
        """Whether she may have this title too; one she has a line for is no more."""
        line = Line(id=wish.id, title_id=title_id, at=self._now())
        if await self._cards.write(wish.patron, side, line, limit):
            return True
        await self._repair(wish.patron)
        return await self._cards.write(wish.patron, side, line, limit)

    async def release(self, wish: Wish) -> None:
        await self._cards.strike([(wish.patron, wish.id)])

    async def forget(self, patron: str) -> None:
        """Her card goes, unless something is being made for her at this moment."""
        await self._repair(patron)
        await self._cards.discard(patron)

    async def _repair(self, patron: str) -> None:
        """Strike out what stands for nothing, unless it is being made at this moment."""
        hers = await self._ledger.of(patron)
        real = {
            Side.LOANS: {pool.title_id for pool in hers if pool.loan_of(patron)},
            Side.HOLDS: {pool.title_id for pool in hers if pool.hold_of(patron)},
        }
        settled = self._now() - IN_HAND
        card = await self._cards.find(patron)
        strays = {
            (patron, line.id)
            for side, lines in card.items()
            for line in lines
            if line.at < settled and line.title_id not in real[side]
        }
        await self._cards.strike(strays)

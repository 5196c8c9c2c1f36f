"""Licensing: what librarians enter, and what they may know afterwards."""

from collections.abc import AsyncIterator
from datetime import date, datetime

from ebooks.lending import steps
from ebooks.lending.ledger import Ledger
from ebooks.lending.licences import Licence
from ebooks.lending.pool import Pool
from ebooks.lending.tallies import Tally
from ebooks.repository.pools import PoolRepository
from library.clock import Clock, utc_now

AT_ONCE = 500  # titles


class Licensing:
    def __init__(self, ledger: Ledger, pools: PoolRepository, *, now: Clock = utc_now) -> None:
        self._ledger, self._pools, self._now = ledger, pools, now

    async def add(self, title_id: str, licence: Licence) -> None:
        """From now on the title is lent only; the same licence again is no second one."""
        await self._ledger.change(title_id, lambda pool: steps.license_(pool, licence))

    async def amend(self, title_id: str, licence_id: str, *, copies: int, until: datetime | None) -> None:
        """Other terms for a licence that runs.

        With fewer copies than are out there are no new loans until enough have come back.
        """
        await self._ledger.change(
            title_id, lambda pool: steps.amend(pool, licence_id, copies, until, self._now())
        )

    async def end(self, title_id: str, licence_id: str) -> None:
        """No more loans from it; those that are out go on to their ends."""
        await self._ledger.change(title_id, lambda pool: steps.end(pool, licence_id, self._now()))

    async def of(self, title_id: str) -> tuple[Licence, ...]:
        """Those that have run out too."""
        return (await self._ledger.read(title_id)).licences

    async def page(self, *, limit: int = 50, offset: int = 0) -> dict[str, tuple[Licence, ...]]:
        """The licences of so many titles, by title."""
        pools = await self._pools.page(limit=limit, offset=offset)
        return {pool.title_id: pool.licences for pool in pools}

    async def stock(self) -> AsyncIterator[Pool]:
        """Every title's licences, with what is lent from them now."""
        offset = 0
        while page := await self.page(limit=AT_ONCE, offset=offset):
            for pool in (await self._ledger.read_all(list(page))).values():
                yield pool
            offset += AT_ONCE

    async def venues(self) -> tuple[str, ...]:
        """The places that have licences of their own."""
        return await self._pools.venues()

    async def tallies(self, first: date, last: date) -> tuple[Tally, ...]:
        """What happened on these days, by day, title and venue."""
        return await self._pools.tallies(first, last)

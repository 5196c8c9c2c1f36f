"""Sweeping: what time has done is written down, and whoever should hear of it is named."""

from collections.abc import Sequence

from ebooks.lending.ledger import Ledger
from ebooks.lending.notices import Notice
from ebooks.lending.pool import Pool
from ebooks.repository.pools import PoolRepository
from library.clock import Clock, utc_now

AT_ONCE = 500  # titles


class Sweeping:
    """May run anywhere and at any time: whoever reads a pool sees it as time has made it, swept or not."""

    def __init__(self, ledger: Ledger, pools: PoolRepository, *, now: Clock = utc_now) -> None:
        self._ledger, self._pools, self._now = ledger, pools, now

    async def sweep(self) -> tuple[Notice, ...]:
        """What patrons should be told; the same again until it is `told`."""
        notices: list[Notice] = []
        for title_id in await self._pools.due(self._now(), AT_ONCE):
            notices += (await self._sweep(title_id)).notices
        return tuple(notices)

    async def told(self, notices: Sequence[Notice]) -> None:
        """These are on their way for certain."""
        keys = {notice.key for notice in notices}
        for title_id in {notice.title_id for notice in notices}:
            await self._ledger.change(title_id, lambda pool: pool.told(keys))

    async def _sweep(self, title_id: str) -> Pool:
        pool = await self._ledger.change(title_id, _as_it_is)
        if final := pool.final(self._now()):
            await self._pools.file(final)
            days = {tally.day for tally in final}
            pool = await self._ledger.change(title_id, lambda pool: pool.filed(days))
        return pool


def _as_it_is(pool: Pool) -> Pool:
    return pool

"""A library that lends, and a clock that the test sets."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.lending.rules import Limits, Rules
from ebooks.lending.sweeping import Sweeping
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository
from library.identity import new_id

DAY = timedelta(days=1)


class Lender:
    """One process that lends; `another()` is a second one, over the same database and clock."""

    def __init__(self, database, limits=None, clock=None) -> None:
        self.database, self.limits = database, {} if limits is None else limits  # by patron
        self.clock = clock or [datetime(2026, 3, 5, 4, tzinfo=UTC)]
        self.pools, self.cards = PoolRepository(database), CardRepository(database)
        self.ledger = Ledger(self.pools, self.cards, rules=Rules(), now=self.now)
        self.lending = Lending(self.ledger, self.cards, limits=self.limits_of, now=self.now)
        self.licensing = Licensing(self.ledger, self.pools, now=self.now)
        self.sweeping = Sweeping(self.ledger, self.pools, now=self.now)
        self._numbers = count(1)

    def now(self) -> datetime:
        return self.clock[0]

    async def limits_of(self, patron: str) -> Limits:
        return self.limits.get(patron) or self.limits.get("", Limits())

    def passes(self, *, days: float) -> None:
        self.clock[0] += timedelta(days=days)

    def another(self) -> "Lender":
        return Lender(self.database, self.limits, self.clock)

    async def title(self, copies: int = 1, **terms) -> str:
        """A new title with so many copies."""
        title_id = f"T{new_id()[-9:]}"
        await self.license(title_id, copies=copies, **terms)
        return title_id

    async def license(self, title_id: str, **terms) -> Licence:
        licence = Licence(id=f"L{next(self._numbers)}-{new_id()[-4:]}", added_at=self.now(), **terms)
        await self.licensing.add(title_id, licence)
        return licence

    async def news(self) -> list[tuple[str, str]]:
        """Whom a sweep would have told what; told now."""
        notices = await self.sweeping.sweep()
        await self.sweeping.told(notices)
        return [(notice.kind.value, notice.patron) for notice in notices]


@pytest.fixture
async def library(database) -> Lender:
    lender = Lender(database)
    await lender.pools.prepare()
    return lender


@pytest.fixture
def lending(library: Lender) -> Lending:
    return library.lending

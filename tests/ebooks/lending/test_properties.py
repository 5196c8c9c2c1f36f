"""Whatever is done in whatever order, lending keeps its promises.

300 operations by default; HYPOTHESIS_PROFILE=nightly tries 10,000 against each of the two.
"""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebooks.lending.cards import Side
from ebooks.lending.licences import serving
from ebooks.lending.pool import Pool
from ebooks.lending.refusals import CannotBorrow
from ebooks.lending.rules import Limits
from tests.ebooks.lending.conftest import DAY, Lender

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
LENGTH = 50 if NIGHTLY else 20
EXAMPLES = 10_000 // LENGTH if NIGHTLY else 15
PATRONS, LIMIT = "甲乙丙丁戊己", 2

patrons = st.sampled_from(PATRONS)
which = st.integers(0, 2)
days = st.sampled_from([0.0, 0.5, 1.0, 3.0, 21.0])
deeds = st.sampled_from(["borrow", "hold", "return_", "cancel", "renew", "amend"])
wanted = st.tuples(deeds, patrons, which, days)
random_orders = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass
class Model:
    """One title with some copies, as a librarian would keep it on paper; times in days."""

    copies: int
    loans: dict = field(default_factory=dict)  # patron: [until, renewals]
    queue: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)  # patron: until

    def at(self, now: float) -> None:
        self.loans = {patron: loan for patron, loan in self.loans.items() if loan[0] > now}
        for patron in [patron for patron, until in self.kept.items() if until <= now]:
            del self.kept[patron]
        while self.queue and self.free > 0:
            self.kept[self.queue.pop(0)] = now + 3

    @property
    def free(self) -> int:
        return self.copies - len(self.loans) - len(self.kept)

    def borrow(self, patron: str, now: float, room: dict) -> None:
        if patron in self.loans or not (patron in self.kept or self.free > 0):
            self.hold(patron, now, room)
        elif room["loans"]:
            self.kept.pop(patron, None)
            self.loans[patron] = [now + 21, 0]

    def hold(self, patron: str, _now: float, room: dict) -> None:
        if patron not in {*self.loans, *self.kept, *self.queue} and self.free <= 0 and room["holds"]:
            self.queue.append(patron)

    def return_(self, patron: str, _now: float, _room: dict) -> None:
        self.loans.pop(patron, None)

    def cancel(self, patron: str, _now: float, _room: dict) -> None:
        self.kept.pop(patron, None)
        self.queue = [one for one in self.queue if one != patron]

    def renew(self, patron: str, now: float, _room: dict) -> None:
        until, renewals = self.loans.get(patron, (now + 21, 0))
        if now + 21 - until >= 1 and renewals < 2 and not self.queue:
            self.loans[patron] = [now + 21, renewals + 1]

    def amend(self, patron: str, _now: float, _room: dict) -> None:
        self.copies = wanted_copies(patron)


def wanted_copies(patron: str) -> int:
    return 1 + PATRONS.index(patron) % 3


async def amend(lender: Lender, patron: str, title: str) -> None:
    """A librarian changes how many copies there are."""
    for licence in await lender.licensing.of(title):
        await lender.licensing.amend(title, licence.id, copies=wanted_copies(patron), until=licence.until)


async def do(lender: Lender, deed: str, patron: str, title: str, venue: str = "") -> None:
    lending = lender.lending
    deeds = {
        "borrow": lambda: lending.borrow(patron, title, venue=venue),
        "hold": lambda: lending.hold(patron, title, venue=venue),
        "return_": lambda: lending.return_(patron, title),
        "cancel": lambda: lending.cancel_hold(patron, title),
        "renew": lambda: lending.renew(patron, title),
        "amend": lambda: amend(lender, patron, title),
        "sweep": lender.news,
        "forget": lambda: lending.forget(patron),
    }
    with suppress(CannotBorrow):
        await deeds[deed]()


def paper(pool: Pool, start) -> Model:
    """What a pool says, as the model would."""
    waiting = [hold for hold in pool.holds if not hold.is_ready]
    return Model(
        copies=sum(licence.copies for licence in pool.licences),
        loans={loan.patron: [(loan.until - start) / DAY, loan.renewals] for loan in pool.loans},
        queue=[hold.patron for hold in waiting],
        kept={hold.patron: (hold.until - start) / DAY for hold in pool.holds if hold.until},
    )


async def fresh(database) -> Lender:
    """Nobody has anything, however the example before ended."""
    await asyncio.gather(
        *(database[name].delete_many({}) for name in ("pools", "lending_cards", "lending_days"))
    )
    return Lender(database, {"": Limits(loans=LIMIT, holds=LIMIT)})


@random_orders
@given(copies=st.tuples(*[st.integers(1, 3)] * 3), orders=st.lists(wanted, min_size=LENGTH, max_size=LENGTH))
async def test_three_titles_are_lent_as_on_paper(library, database, copies, orders):
    lender = await fresh(database)
    start, titles = lender.now(), [await lender.title(copies=count) for count in copies]
    models = [Model(copies=count) for count in copies]
    for deed, patron, number, later in orders:
        lender.passes(days=later)
        if later:
            await lender.news()  # as every minute, for three days begin when somebody notices that they can
        now = (lender.now() - start) / DAY
        for model in models:
            model.at(now)
        room = {
            "loans": sum(patron in model.loans for model in models) < LIMIT,
            "holds": sum(patron in {*model.queue, *model.kept} for model in models) < LIMIT,
        }
        getattr(models[number], deed)(patron, now, room)
        models[number].at(now)
        await do(lender, deed, patron, titles[number])
        pools = await lender.ledger.read_all(titles)
        assert [paper(pools[title], start) for title in titles] == models


terms = st.fixed_dictionaries(
    {
        "copies": st.integers(1, 2),
        "until": st.sampled_from([None, 5, 30]),
        "loans_left": st.sampled_from([None, 1, 4]),
        "venue": st.sampled_from(["", "", "机场"]),
    }
)
anything = st.tuples(
    st.sampled_from(["borrow", "borrow", "hold", "return_", "cancel", "renew", "sweep", "forget"]),
    patrons,
    which,
    st.sampled_from(["", "机场"]),
)
at_once = st.lists(anything, min_size=1, max_size=5)


@random_orders
@given(
    licences=st.lists(st.tuples(which, terms), min_size=1, max_size=5),
    rounds=st.lists(st.tuples(at_once, days), min_size=LENGTH // 4, max_size=LENGTH // 2),
)
async def test_promises_hold_whatever_several_processes_do_at_once(library, database, licences, rounds):
    lender = await fresh(database)
    processes, titles = [lender, lender.another()], ["T-甲", "T-乙", "T-丙"]
    for number, asked in licences:
        until = asked["until"] and lender.now() + asked["until"] * DAY
        await lender.license(titles[number], **asked | {"until": until})
    for together, later in rounds:
        deeds = [
            do(processes[place % 2], deed, patron, titles[number], venue)
            for place, (deed, patron, number, venue) in enumerate(together)
        ]
        await asyncio.gather(*deeds)
        lender.passes(days=later)
        lender.clock[0] += timedelta(seconds=61)
        for pool in (await lender.ledger.read_all(titles)).values():
            promises(pool, lender.now())
        for patron in PATRONS:
            await limits_hold(lender, patron)


def promises(pool: Pool, now) -> None:
    for licence in pool.licences:
        out = [loan for loan in pool.loans if loan.licence_id == licence.id]
        kept = [hold for hold in pool.holds if hold.licence_id == licence.id]
        assert len(out) + len(kept) <= licence.copies
        assert licence.loans_left is None or licence.loans_left >= len(kept) >= 0
        assert all(loan.until == licence.cut(loan.until) for loan in out)
        assert all(licence.serves(one.venue) for one in (*out, *kept))
    borrowers, waiters = [loan.patron for loan in pool.loans], [hold.patron for hold in pool.holds]
    assert len({*borrowers, *waiters}) == len(borrowers) + len(waiters)
    places = [pool.hold_of(hold.patron).position for hold in pool.holds]
    assert [place for place in places if place] == list(range(1, 1 + sum(map(bool, places))))
    assert max(places, default=0) <= len(pool.holds)
    for hold in pool.holds:
        assert hold.is_ready or not any(
            pool.free(licence, now) > 0 for licence in serving(pool.licences, hold.venue, now)
        )
    assert {one.about for one in pool.notices if one.kind == "ready"} <= {one.id for one in pool.holds}


async def limits_hold(lender: Lender, patron: str) -> None:
    borrowed, card = await lender.lending.of(patron), await lender.cards.find(patron)
    for side, real in ((Side.LOANS, borrowed.loans), (Side.HOLDS, borrowed.holds)):
        assert len(real) <= LIMIT
        assert {one.title_id for one in real} <= {line.title_id for line in card[side]}

"""Lending: titles to patrons, as long and as often as licences allow."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from ebooks.lending import steps
from ebooks.lending.allowances import Allowances
from ebooks.lending.availability import Availability, Standing, availability
from ebooks.lending.cards import Side
from ebooks.lending.holds import Hold
from ebooks.lending.ledger import Ledger
from ebooks.lending.loans import Loan
from ebooks.lending.pool import Pool
from ebooks.lending.refusals import (
    CannotBorrow,
    CopyAvailable,
    LimitReached,
    NoCopyAvailable,
    TooManyHolds,
    TooManyLoans,
)
from ebooks.lending.rules import Limits, Rules
from ebooks.lending.steps import Wish
from ebooks.repository.cards import CardRepository
from library.clock import Clock, utc_now
from library.identity import new_id

Made = TypeVar("Made", Loan, Hold)
LimitsOf = Callable[[str], Awaitable[Limits]]  # a patron's


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed(Generic[Made]):
    """How a loan or a hold is made and found again, and what is said to who has as many as she may."""

    side: Side
    refusal: type[LimitReached]
    step: Callable[[Pool, Wish, Rules, datetime], Pool]
    find: Callable[[Pool, str], Made | None]

    def of(self, pool: Pool, patron: str) -> Made:
        """Hers, in a pool in which the step was taken."""
        made = self.find(pool, patron)
        assert made is not None  # noqa: S101 - the step made it
        return made


LOAN = Deed(side=Side.LOANS, refusal=TooManyLoans, step=steps.borrow, find=Pool.loan_of)
HOLD = Deed(side=Side.HOLDS, refusal=TooManyHolds, step=steps.hold, find=Pool.hold_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """What a patron has and waits for, the oldest first."""

    loans: tuple[Loan, ...] = ()
    holds: tuple[Hold, ...] = ()


async def the_same_for_all(_patron: str) -> Limits:
    return Limits()


class Lending:
    """A patron's `limits` are asked for when she has not yet what she wants.

    A `venue` is the kiosk where she stands; "" is the chat. Whatever is asked for twice is done once.
    """

    def __init__(
        self,
        ledger: Ledger,
        cards: CardRepository,
        *,
        limits: LimitsOf = the_same_for_all,
        now: Clock = utc_now,
    ) -> None:
        self._ledger, self._rules, self._now = ledger, ledger.rules, now
        self._allowances = Allowances(cards, ledger, now=now)
        self._limits = limits

    async def borrow(self, patron: str, title_id: str, *, venue: str = "") -> Loan | Hold:
        """A loan; a hold where no copy is free. Raises CannotBorrow."""
        while True:  # between two questions the last copy may go, or one come back
            with suppress(NoCopyAvailable):
                return await self._make(LOAN, Wish(id=new_id(), patron=patron, venue=venue), title_id)
            with suppress(CopyAvailable):
                return await self.hold(patron, title_id, venue=venue)

    async def hold(self, patron: str, title_id: str, *, venue: str = "") -> Hold:
        """Wait for a copy. Raises CopyAvailable, AlreadyOnLoan, TooManyHolds, and others of CannotBorrow."""
        return await self._make(HOLD, Wish(id=new_id(), patron=patron, venue=venue), title_id)

    async def renew(self, patron: str, title_id: str) -> Loan:
        """From now on for as long as a new loan, once a day. Raises CannotRenew."""
        pool = await self._ledger.change(
            title_id, lambda pool: steps.renew(pool, patron, self._rules, self._now())
        )
        return LOAN.of(pool, patron)

    async def return_(self, patron: str, title_id: str) -> Loan | None:
        """Give a title back before its time; None where she does not have it."""
        loan = (await self._ledger.read(title_id)).loan_of(patron)
        if loan:
            await self._ledger.change(
                title_id, lambda pool: steps.return_(pool, patron, self._rules, self._now())
            )
        return loan

    async def cancel_hold(self, patron: str, title_id: str) -> Hold | None:
        """Wait no longer; None where she does not."""
        placed = (await self._ledger.read(title_id)).hold_of(patron)
        if placed:
            await self._ledger.change(title_id, lambda pool: steps.cancel(pool, patron))
        return placed

    async def of(self, patron: str) -> Borrowed:
        pools = await self._ledger.of(patron)
        loans = [loan for pool in pools if (loan := pool.loan_of(patron))]
        holds = [hold for pool in pools if (hold := pool.hold_of(patron))]
        return Borrowed(
            loans=tuple(sorted(loans, key=lambda loan: loan.since)),
            holds=tuple(sorted(holds, key=lambda hold: hold.since)),
        )

    async def forget(self, patron: str) -> None:
        """Her loans and holds end. What is counted bears no names, so nothing here tells of her any more."""
        borrowed = await self.of(patron)
        for loan in borrowed.loans:
            await self.return_(patron, loan.title_id)
        for placed in borrowed.holds:
            await self.cancel_hold(patron, placed.title_id)
        await self._allowances.forget(patron)

    # What can be known of a title

    async def availability(self, title_id: str, *, venue: str = "") -> Availability | None:
        """None for open access."""
        return availability(await self._ledger.read(title_id), venue, self._now())

    async def standing(self, patron: str, title_id: str, *, venue: str = "") -> Standing | None:
        """None for open access."""
        pool = await self._ledger.read(title_id)
        said = availability(pool, venue, self._now())
        if said is None:
            return None
        return Standing(availability=said, loan=pool.loan_of(patron), hold=pool.hold_of(patron))

    async def availabilities(self, title_ids: Sequence[str], *, venue: str = "") -> dict[str, Availability]:
        """Of those among them that are not open access."""
        pools = await self._ledger.read_all(title_ids)
        found = {title_id: availability(pool, venue, self._now()) for title_id, pool in pools.items()}
        return {title_id: one for title_id, one in found.items() if one}

    async def loans(self, title_id: str) -> tuple[Loan, ...] | None:
        """Those that are out; None for open access."""
        pool = await self._ledger.read(title_id)
        return pool.loans if pool.licences else None

    async def _make(self, deed: Deed[Made], wish: Wish, title_id: str) -> Made:
        """Hers, if she has it already; else a line on her card, and then what it stands for."""
        patron = wish.patron
        seen = deed.step(await self._ledger.read(title_id), wish, self._rules, self._now())
        if (known := deed.of(seen, patron)).id != wish.id:
            return known
        limit = deed.side.limit(await self._limits(patron))
        if not await self._allowances.claim(deed.side, wish, title_id, limit):
            raise deed.refusal(title_id, limit)
        made = deed.of(await self._take(deed, wish, title_id), patron)
        if made.id != wish.id:  # she asked twice at once, and the line must be of what there is
            await self._allowances.claim(deed.side, replace(wish, id=made.id), title_id, limit)
        return made

    async def _take(self, deed: Deed[Made], wish: Wish, title_id: str) -> Pool:
        try:
            return await self._ledger.change(
                title_id, lambda pool: deed.step(pool, wish, self._rules, self._now())
            )
        except CannotBorrow:
            await self._allowances.release(wish)
            raise

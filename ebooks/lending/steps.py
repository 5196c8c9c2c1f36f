"""What people do to a pool, as values: each step takes a tended pool and gives the next, or says why not."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ebooks.lending.holds import Hold
from ebooks.lending.licences import Licence
from ebooks.lending.loans import Loan
from ebooks.lending.pool import Pool
from ebooks.lending.refusals import (
    AlreadyOnLoan,
    CopyAvailable,
    LicenceEnds,
    NoCopyAvailable,
    NotOnLoan,
    OthersWaiting,
    RenewedTooOften,
)
from ebooks.lending.rules import Rules
from ebooks.lending.tallies import Event
from ebooks.lending.tending import counted

WORTH_RENEWING = timedelta(days=1)  # gained; renewing twice on a day is renewing once


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants something where; `id` is what her loan or hold will be called."""

    id: str
    patron: str
    venue: str = ""


def borrow(pool: Pool, wish: Wish, rules: Rules, now: datetime) -> Pool:
    """A copy for her, and no hold any more. Raises what `Pool.lack` returns."""
    if pool.loan_of(wish.patron):
        return pool
    licence = pool.copy_for(wish.patron, wish.venue, now)
    loan = Loan(
        id=wish.id,
        title_id=pool.title_id,
        patron=wish.patron,
        licence_id=licence.id,
        since=now,
        until=licence.cut(now + rules.loan),
        venue=wish.venue,
    )
    hold = pool.hold_of(wish.patron)
    pool = pool.without(hold.id) if hold else pool
    pool = replace(pool, loans=(*pool.loans, loan)).with_licence(_used(licence))
    return counted(pool, Event.LOAN, wish.venue, rules, now)


def hold(pool: Pool, wish: Wish, rules: Rules, now: datetime) -> Pool:
    """A place at the end of the queue. Raises AlreadyOnLoan, CopyAvailable, and what `Pool.lack` returns."""
    if pool.hold_of(wish.patron):
        return pool
    if loan := pool.loan_of(wish.patron):
        raise AlreadyOnLoan(loan)
    if pool.best(wish.venue, now):
        raise CopyAvailable(pool.title_id)
    lack = pool.lack(wish.venue, now)
    if not isinstance(lack, NoCopyAvailable):
        raise lack
    placed = Hold(id=wish.id, title_id=pool.title_id, patron=wish.patron, since=now, venue=wish.venue)
    return counted(replace(pool, holds=(*pool.holds, placed)), Event.HOLD, wish.venue, rules, now)


def renew(pool: Pool, patron: str, rules: Rules, now: datetime) -> Pool:
    """Raises CannotRenew."""
    loan = pool.loan_of(patron)
    if loan is None:
        raise NotOnLoan(pool.title_id)
    licence, wanted = pool.licence(loan.licence_id), now + rules.loan
    if wanted - loan.until < WORTH_RENEWING:
        return pool
    if licence.cut(wanted) <= loan.until and licence.until:
        raise LicenceEnds(loan, licence.until)
    if waiting := pool.waiting(licence):
        raise OthersWaiting(loan, waiting)
    if loan.renewals >= rules.renewals:
        raise RenewedTooOften(loan)
    longer = replace(loan, until=licence.cut(wanted), renewals=loan.renewals + 1, warned=False)
    pool = pool.without(loan.id)
    return counted(replace(pool, loans=(*pool.loans, longer)), Event.RENEWAL, loan.venue, rules, now)


def return_(pool: Pool, patron: str, rules: Rules, now: datetime) -> Pool:
    loan = pool.loan_of(patron)
    return counted(pool.without(loan.id), Event.RETURN, loan.venue, rules, now) if loan else pool


def cancel(pool: Pool, patron: str) -> Pool:
    placed = pool.hold_of(patron)
    return pool.without(placed.id) if placed else pool


def license_(pool: Pool, licence: Licence) -> Pool:
    """A licence more, once however often."""
    known = any(one.id == licence.id for one in pool.licences)
    return pool if known else replace(pool, licences=(*pool.licences, licence))


def amend(pool: Pool, licence_id: str, copies: int, until: datetime | None, now: datetime) -> Pool:
    """Other terms for a licence that runs. What is lent or kept stays so: nothing is taken from anybody."""
    running = (one for one in pool.licences if one.id == licence_id and one.runs(now))
    return next((pool.with_licence(replace(one, copies=copies, until=until)) for one in running), pool)


def end(pool: Pool, licence_id: str, now: datetime) -> Pool:
    """No loan any more from a licence; those that are out go on to their ends."""
    running = (one for one in pool.licences if one.id == licence_id and one.runs(now))
    return next((pool.with_licence(replace(one, until=now)) for one in running), pool)


def _used(licence: Licence) -> Licence:
    left = licence.loans_left
    return licence if left is None else replace(licence, loans_left=left - 1)

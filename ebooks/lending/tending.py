"""What time does to a pool: loans end, reservations lapse, and the next in the queue has her turn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from ebooks.lending.holds import Hold
from ebooks.lending.notices import Kind, Notice
from ebooks.lending.pool import Pool
from ebooks.lending.rules import Rules
from ebooks.lending.tallies import Event, Tally, count

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


def tended(pool: Pool, rules: Rules, now: datetime) -> Pool:
    """The pool as it is now. Doing this again, or in several places, changes nothing more."""
    pool = _end_loans(pool, rules, now)
    pool = _lapse_holds(pool, rules, now)
    pool = _release(pool, now)
    return _warn(_reserve(pool, rules, now), rules, now)


def counted(pool: Pool, event: Event, venue: str, rules: Rules, now: datetime) -> Pool:
    blank = Tally(day=rules.day(now), title_id=pool.title_id, venue=venue)
    return replace(pool, tallies=count(pool.tallies, blank, event))


def look_at(pool: Pool, rules: Rules) -> datetime | None:
    """When time next does something to the pool, or somebody is to be told something."""
    return min(_occasions(pool, rules), default=None)


def _occasions(pool: Pool, rules: Rules) -> Iterator[datetime]:
    if pool.notices:
        yield AT_ONCE
    yield from (tally.final_at for tally in pool.tallies)
    for loan in pool.loans:
        yield loan.until if loan.warned else loan.until - rules.warning
    for hold in pool.holds:
        if hold.until:
            yield pool.licence(hold.licence_id).cut(hold.until)


def _end_loans(pool: Pool, rules: Rules, now: datetime) -> Pool:
    ended = [loan for loan in pool.loans if loan.until <= now]
    if not ended:
        return pool
    pool = pool.without(*(loan.id for loan in ended))
    for loan in ended:
        pool = counted(pool, Event.EXPIRY, loan.venue, rules, now)
    return pool.telling(
        Notice(kind=Kind.ENDED, patron=one.patron, title_id=one.title_id, about=one.id, until=one.until)
        for one in ended
    )


def _lapse_holds(pool: Pool, rules: Rules, now: datetime) -> Pool:
    lapsed = [(hold, hold.until) for hold in pool.holds if hold.until and hold.until <= now]
    if not lapsed:
        return pool
    pool = pool.without(*(hold.id for hold, _ in lapsed))
    for hold, _ in lapsed:
        pool = counted(pool, Event.LAPSE, hold.venue, rules, now)
    return pool.telling(_notice(Kind.LAPSED, hold, until) for hold, until in lapsed)


def _release(pool: Pool, now: datetime) -> Pool:
    """What was kept from a licence that runs no more is not there: they wait again, at the same place."""
    gone = {licence.id for licence in pool.licences if not licence.runs(now)}
    lost = {hold.id for hold in pool.holds if hold.licence_id in gone}
    if not lost:
        return pool
    return replace(
        pool,
        holds=tuple(
            replace(hold, licence_id="", until=None) if hold.id in lost else hold for hold in pool.holds
        ),
        notices=tuple(notice for notice in pool.notices if notice.about not in lost),
    )


def _reserve(pool: Pool, rules: Rules, now: datetime) -> Pool:
    """In the order of the queue; who waits for what only a venue has does not hold up the others."""
    nothing_at: set[str] = set()
    for hold in pool.holds:
        if hold.is_ready or hold.venue in nothing_at:
            continue
        if licence := pool.best(hold.venue, now):
            until = licence.cut(now + rules.reserved)
            pool = _kept(pool, replace(hold, licence_id=licence.id, until=until))
            pool = pool.telling([_notice(Kind.READY, hold, until)])
        else:
            nothing_at.add(hold.venue)
    return pool


def _kept(pool: Pool, kept: Hold) -> Pool:
    return replace(pool, holds=tuple(kept if hold.id == kept.id else hold for hold in pool.holds))


def _warn(pool: Pool, rules: Rules, now: datetime) -> Pool:
    """A loan that was never longer than the warning needs none."""
    near = {loan.id for loan in pool.loans if not loan.warned and loan.until - now <= rules.warning}
    if not near:
        return pool
    told = [loan for loan in pool.loans if loan.id in near and loan.until - loan.since > rules.warning]
    warned = tuple(replace(loan, warned=True) if loan.id in near else loan for loan in pool.loans)
    return replace(pool, loans=warned).telling(
        Notice(kind=Kind.ENDING, patron=one.patron, title_id=one.title_id, about=one.id, until=one.until)
        for one in told
    )


def _notice(kind: Kind, hold: Hold, until: datetime) -> Notice:
    return Notice(kind=kind, patron=hold.patron, title_id=hold.title_id, about=hold.id, until=until)

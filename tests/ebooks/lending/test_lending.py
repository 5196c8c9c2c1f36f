"""A title is borrowed, waited for, renewed and given back."""

from datetime import timedelta

import pytest

from ebooks.lending.holds import Hold
from ebooks.lending.loans import Loan
from ebooks.lending.refusals import (
    AlreadyOnLoan,
    CopyAvailable,
    LicenceEnds,
    NotLicensed,
    NotLicensedHere,
    NotOnLoan,
    OpenAccess,
    OthersWaiting,
    RenewedTooOften,
    TooManyHolds,
    TooManyLoans,
)
from ebooks.lending.rules import Limits
from tests.ebooks.lending.conftest import DAY


async def test_lin_borrows_the_only_copy_and_wang_waits_for_it(library, lending):
    title = await library.title()
    loan = await lending.borrow("lin", title)
    assert (loan.since, loan.until) == (library.now(), library.now() + 21 * DAY)
    waits = await lending.borrow("wang", title)
    assert isinstance(waits, Hold)
    assert (waits.position, waits.until) == (1, None)
    assert (await lending.of("lin")).loans == (loan,)
    assert (await lending.of("wang")).holds == (waits,)


async def test_asking_again_changes_nothing(library, lending):
    title = await library.title()
    assert await lending.borrow("lin", title) == await lending.borrow("lin", title)
    assert await lending.borrow("wang", title) == await lending.borrow("wang", title)
    assert await lending.hold("wang", title) == await lending.borrow("wang", title)
    with pytest.raises(AlreadyOnLoan) as refusal:
        await lending.hold("lin", title)
    assert refusal.value.loan == await lending.borrow("lin", title)


async def test_what_is_returned_is_kept_three_days_for_who_waits_longest(library, lending):
    title = await library.title()
    for patron in ("lin", "wang", "bao"):
        await lending.borrow(patron, title)
    await lending.return_("lin", title)
    [ready] = (await lending.of("wang")).holds
    assert (ready.position, ready.until) == (0, library.now() + 3 * DAY)
    assert (await lending.hold("bao", title)).position == 1
    assert isinstance(await lending.borrow("lin", title), Hold)  # it is not hers to take
    assert isinstance(await lending.borrow("wang", title), Loan)
    assert (await lending.of("wang")).holds == ()


async def test_who_does_not_come_loses_her_turn_and_nobody_has_to_sweep_for_it(library, lending):
    title = await library.title()
    for patron in ("lin", "wang", "bao"):
        await lending.borrow(patron, title)
    library.passes(days=21)
    assert (await lending.of("lin")).loans == ()
    assert (await lending.hold("wang", title)).is_ready
    await lending.return_("lin", title)  # too late to matter
    library.passes(days=1)
    await library.news()
    library.passes(days=3)
    assert (await lending.of("wang")).holds == ()
    assert isinstance(await lending.borrow("bao", title), Loan)


async def test_a_hold_is_given_up(library, lending):
    title = await library.title()
    for patron in ("lin", "wang", "bao"):
        await lending.borrow(patron, title)
    assert (await lending.cancel_hold("wang", title)).position == 1
    assert await lending.cancel_hold("wang", title) is None
    assert (await lending.hold("bao", title)).position == 1


async def test_nobody_waits_for_what_is_there(library, lending):
    title = await library.title()
    with pytest.raises(CopyAvailable):
        await lending.hold("lin", title)


async def test_open_access_needs_no_loan(lending):
    with pytest.raises(OpenAccess):
        await lending.borrow("lin", "0123456789")
    assert await lending.availability("0123456789") is None
    assert await lending.return_("lin", "0123456789") is None


async def test_a_loan_is_renewed_twice_and_once_a_day(library, lending):
    title = await library.title()
    loan = await lending.borrow("lin", title)
    assert await lending.renew("lin", title) == loan  # it is as long as it can be
    for _ in range(2):
        library.passes(days=20)
        longer = await lending.renew("lin", title)
        assert longer.until == library.now() + 21 * DAY
        assert await lending.renew("lin", title) == longer
    library.passes(days=20)
    with pytest.raises(RenewedTooOften):
        await lending.renew("lin", title)
    with pytest.raises(NotOnLoan):
        await lending.renew("wang", title)


async def test_nothing_is_renewed_while_others_wait(library, lending):
    title = await library.title()
    await lending.borrow("lin", title)
    await lending.borrow("wang", title)
    library.passes(days=2)
    with pytest.raises(OthersWaiting) as refusal:
        await lending.renew("lin", title)
    assert refusal.value.waiting == 1


async def test_no_loan_outlasts_its_licence(library, lending):
    title = await library.title(until=library.now() + 10 * DAY)
    loan = await lending.borrow("lin", title)
    assert loan.until == library.now() + 10 * DAY
    library.passes(days=2)
    with pytest.raises(LicenceEnds):
        await lending.renew("lin", title)
    library.passes(days=8)
    with pytest.raises(NotLicensed):
        await lending.borrow("lin", title)


async def test_loans_that_a_licence_no_longer_gives(library, lending):
    title = await library.title(copies=5, loans_left=2)
    assert (await lending.availability(title)).copies_available == 2
    for patron in ("lin", "wang"):
        await lending.borrow(patron, title)
    assert (await lending.availability(title)).copies_total == 2
    with pytest.raises(NotLicensed):
        await lending.borrow("bao", title)
    await lending.return_("lin", title)
    assert (await lending.availability(title)).copies_available == 0


async def test_fewer_copies_take_nothing_away_and_lend_no_more_until_enough_are_back(library, lending):
    title = await library.title(copies=3)
    for patron in ("lin", "wang", "bao", "zhao"):
        await lending.borrow(patron, title)
    await lending.return_("bao", title)  # a copy is kept for Zhao now
    [licence] = await library.licensing.of(title)
    await library.licensing.amend(title, licence.id, copies=1, until=None)
    assert isinstance(await lending.borrow("bao", title), Hold)
    said = await lending.availability(title)
    assert (said.copies_total, said.copies_available, said.copies_out) == (1, 0, 2)
    assert isinstance(await lending.borrow("zhao", title), Loan), "what was kept for her is hers"
    for patron in ("lin", "wang"):
        await lending.return_(patron, title)
        assert (await lending.hold("bao", title)).position == 1
    await lending.return_("zhao", title)
    assert (await lending.hold("bao", title)).is_ready


async def test_more_copies_are_kept_at_once_for_those_who_wait(library, lending):
    title = await library.title()
    for patron in ("lin", "wang", "bao"):
        await lending.borrow(patron, title)
    [licence] = await library.licensing.of(title)
    await library.licensing.amend(title, licence.id, copies=2, until=None)
    assert await library.news() == [("ready", "wang")]
    assert (await lending.hold("bao", title)).position == 1


async def test_a_licence_runs_to_its_new_end_and_one_that_has_ended_stays_so(library, lending):
    title = await library.title(until=library.now() + 5 * DAY)
    [licence] = await library.licensing.of(title)
    loan = await lending.borrow("lin", title)
    await library.licensing.amend(title, licence.id, copies=1, until=library.now() + 90 * DAY)
    assert (await lending.renew("lin", title)).until == library.now() + 21 * DAY > loan.until
    await library.licensing.amend(title, licence.id, copies=1, until=library.now() + 2 * DAY)
    assert (await lending.of("lin")).loans, "a loan goes on to its end"
    await library.licensing.end(title, licence.id)
    await library.licensing.amend(title, licence.id, copies=9, until=None)
    with pytest.raises(NotLicensed):
        await lending.borrow("wang", title)


async def test_limits_are_hers(library, lending):
    titles = [await library.title() for _ in range(6)]
    for title in titles[:5]:
        await lending.borrow("lin", title)
    with pytest.raises(TooManyLoans) as refusal:
        await lending.borrow("lin", titles[5])
    assert refusal.value.limit == 5
    await lending.borrow("lin", titles[0])  # she has it
    library.limits["lin"] = Limits(loans=6)
    await lending.borrow("lin", titles[5])


async def test_who_may_borrow_no_more_may_still_wait_and_not_for_everything(library, lending):
    titles = [await library.title() for _ in range(6)]
    for title in titles:
        library.limits["wang"] = Limits(loans=6)
        await lending.borrow("wang", title)
    for title in titles[:5]:
        assert isinstance(await lending.borrow("lin", title), Hold)
    with pytest.raises(TooManyHolds):
        await lending.borrow("lin", titles[5])
    await lending.cancel_hold("lin", titles[0])
    await lending.borrow("lin", titles[5])


async def test_returned_and_expired_loans_make_room(library, lending):
    titles = [await library.title() for _ in range(8)]
    for title in titles[:5]:
        await lending.borrow("lin", title)
    await lending.return_("lin", titles[0])
    await lending.borrow("lin", titles[5])
    library.passes(days=21)
    for title in titles[3:8]:
        await lending.borrow("lin", title)  # though nothing was swept


async def test_what_a_venue_licensed_only_its_kiosk_hands_out(library, lending):
    title = await library.title(venue="大兴机场")
    with pytest.raises(NotLicensedHere) as refusal:
        await lending.borrow("lin", title)
    assert refusal.value.venues == ("大兴机场",)
    with pytest.raises(NotLicensedHere):
        await lending.hold("lin", title, venue="人民大会堂")
    assert (await lending.availability(title)).copies_total == 0
    assert (await lending.availability(title, venue="大兴机场")).copies_available == 1
    assert (await lending.borrow("lin", title, venue="大兴机场")).venue == "大兴机场"


async def test_a_kiosk_lends_its_own_copies_first(library, lending):
    title = await library.title(venue="大兴机场")
    await library.license(title)
    await lending.borrow("lin", title, venue="大兴机场")
    assert isinstance(await lending.borrow("wang", title), Loan)
    assert isinstance(await lending.borrow("bao", title), Hold)


async def test_who_waits_for_a_copy_she_may_not_have_holds_up_nobody(library, lending):
    title = await library.title()
    kiosk = await library.license(title, venue="大兴机场")
    await lending.borrow("lin", title)
    await lending.borrow("bao", title, venue="大兴机场")
    await lending.borrow("wang", title)
    await lending.borrow("zhao", title, venue="大兴机场")
    await lending.return_("bao", title)
    assert not (await lending.hold("wang", title)).is_ready
    assert (await lending.hold("zhao", title)).licence_id == kiosk.id
    assert isinstance(await lending.borrow("zhao", title), Hold)  # kept for her, at the kiosk
    assert isinstance(await lending.borrow("zhao", title, venue="大兴机场"), Loan)


async def test_licences_are_used_in_the_order_in_which_they_are_lost(library, lending):
    now, title = library.now(), await library.title(loans_left=3)
    most = await library.license(title, loans_left=9)
    both = await library.license(title, loans_left=9, until=now + 90 * DAY)
    perpetual = await library.license(title)
    late = await library.license(title, until=now + 60 * DAY)
    soon = await library.license(title, until=now + 30 * DAY)
    loans = [await lending.borrow(f"patron {number}", title) for number in range(5)]
    assert [loan.licence_id for loan in loans] == [one.id for one in (soon, late, perpetual, both, most)]


async def test_a_licence_ended_early_keeps_nothing_for_anybody(library, lending):
    title = await library.title()
    [licence] = await library.licensing.of(title)
    for patron in ("lin", "wang"):
        await lending.borrow(patron, title)
    await lending.return_("lin", title)
    await library.licensing.end(title, licence.id)
    assert (await lending.hold("wang", title)).position == 1
    await library.license(title)
    assert (await lending.hold("wang", title)).position == 0


async def test_what_can_be_said_of_a_title(library, lending):
    title = await library.title(copies=2)
    await lending.borrow("lin", title)
    library.passes(days=1)
    assert (await lending.availability(title)).until is None
    for patron in ("wang", "bao"):
        await lending.borrow(patron, title)
    said = (await lending.availabilities([title, "0123456789"]))[title]
    assert (said.copies_total, said.copies_available, said.holds_total) == (2, 0, 1)
    assert (said.since, said.until) == (library.now() - DAY, library.now() + 20 * DAY)


async def test_a_goodbye_leaves_nothing_with_her_name(library, lending, database):
    out, waited = await library.title(), await library.title()
    await lending.borrow("lin", out)
    await lending.borrow("wang", waited)
    await lending.borrow("lin", waited)
    await lending.forget("lin")
    await lending.forget("lin")
    assert isinstance(await lending.borrow("bao", out), Loan)
    kept = [
        str(one) for name in ("pools", "lending_cards", "lending_days") async for one in database[name].find()
    ]
    assert [one for one in kept if "'lin'" in one] == []


async def test_the_same_licence_again_is_no_second_one(library, lending):
    title = await library.title()
    [licence] = await library.licensing.of(title)
    await library.licensing.add(title, licence)
    assert await library.licensing.page() == {title: (licence,)}
    assert (await lending.availability(title)).copies_total == 1


async def test_days_are_counted_without_names(library, lending):
    title, today = await library.title(), library.now().date()
    await lending.borrow("lin", title)
    await lending.borrow("wang", title)
    await lending.return_("lin", title)
    await lending.borrow("wang", title)
    library.passes(days=21)
    await library.news()
    first, last = await library.licensing.tallies(today, today + 21 * DAY)
    assert (first.day, first.loans, first.holds, first.returns) == (today, 2, 1, 1)
    assert (last.day, last.expiries) == (today + 21 * DAY, 1)
    library.passes(days=3)
    await library.news()
    assert (await library.ledger.read(title)).tallies == ()
    assert await library.licensing.tallies(today, today + 21 * DAY) == (first, last)
    assert await library.licensing.tallies(today + DAY, today + 2 * DAY) == ()


async def test_a_day_is_one_of_the_librarys(library, lending):
    library.clock[0] += timedelta(hours=13)  # one o'clock at night in Beijing
    title, tomorrow = await library.title(), library.now().date() + DAY
    await lending.borrow("lin", title)
    assert [one.day for one in await library.licensing.tallies(tomorrow, tomorrow)] == [tomorrow]

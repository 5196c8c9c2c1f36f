"""What patrons are told as time passes, and how often."""

from ebooks.lending.loans import Loan


async def test_who_waited_is_told_when_a_copy_is_kept_for_her(library, lending):
    title = await library.title()
    await lending.borrow("lin", title)
    await lending.borrow("wang", title)
    assert await library.news() == []
    await lending.return_("lin", title)
    [notice] = await library.sweeping.sweep()
    [hold] = (await lending.of("wang")).holds
    assert (notice.patron, notice.title_id, notice.until) == ("wang", title, hold.until)
    assert await library.sweeping.sweep() == (notice,)  # until it is told
    assert await library.news() == [("ready", "wang")]
    assert await library.news() == []


async def test_who_came_before_she_was_told_need_not_be_told(library, lending):
    title = await library.title()
    await lending.borrow("lin", title)
    await lending.borrow("wang", title)
    await lending.return_("lin", title)
    await lending.borrow("wang", title)
    assert await library.news() == []


async def test_a_loan_is_said_to_end_three_days_before_and_when_it_has(library, lending):
    title = await library.title()
    await lending.borrow("lin", title)
    library.passes(days=17)
    assert await library.news() == []
    library.passes(days=1)
    assert await library.news() == [("ending", "lin")]
    library.passes(days=3)
    assert await library.news() == [("ended", "lin")]
    library.passes(days=30)
    assert await library.news() == []


async def test_a_renewed_loan_is_said_to_end_again(library, lending):
    title = await library.title()
    await lending.borrow("lin", title)
    library.passes(days=18)
    await library.sweeping.sweep()
    await lending.renew("lin", title)
    assert await library.news() == []  # the warning was not told, and is not true any more
    library.passes(days=18)
    assert await library.news() == [("ending", "lin")]


async def test_a_turn_goes_round_the_queue(library, lending):
    title = await library.title()
    for patron in ("lin", "wang", "bao"):
        await lending.borrow(patron, title)
    library.passes(days=21)
    assert await library.news() == [("ended", "lin"), ("ready", "wang")]
    library.passes(days=3)
    assert await library.news() == [("lapsed", "wang"), ("ready", "bao")]
    assert isinstance(await lending.borrow("bao", title), Loan)


async def test_what_is_short_is_not_said_to_end(library, lending):
    title = await library.title(until=library.now() + 2 * (library.ledger.rules.warning / 3))
    await lending.borrow("lin", title)
    assert await library.news() == []
    library.passes(days=2)
    assert await library.news() == [("ended", "lin")]


async def test_two_sweepers_say_the_same(library, lending):
    title = await library.title()
    await lending.borrow("lin", title)
    library.passes(days=18)
    first = await library.sweeping.sweep()
    second = await library.another().sweeping.sweep()
    assert [one.key for one in first] == [one.key for one in second]


async def test_a_quiet_library_has_nothing_to_sweep(library, lending):
    title = await library.title()
    await lending.borrow("lin", title)
    await lending.return_("lin", title)
    library.passes(days=5)
    await library.news()
    assert await library.pools.due(library.now(), 10) == []
    [pool] = await library.pools.find_all([title])
    assert pool.tallies == ()

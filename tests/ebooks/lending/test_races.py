"""What happens when many want the same at once, or a process dies between two writes."""

import asyncio

import pytest

from ebooks.lending.cards import Line, Side
from ebooks.lending.holds import Hold
from ebooks.lending.loans import Loan
from ebooks.lending.refusals import TooManyLoans
from library.identity import new_id


def waiting(outcomes) -> list[int]:
    return sorted(one.position for one in outcomes if isinstance(one, Hold))


async def test_200_patrons_want_one_copy_at_once(library, lending):
    title = await library.title()
    outcomes = await asyncio.gather(*(lending.borrow(f"patron {n}", title) for n in range(200)))
    assert sum(isinstance(one, Loan) for one in outcomes) == 1
    assert waiting(outcomes) == list(range(1, 200))
    lines = [await library.cards.find(f"patron {n}") for n in range(200)]
    assert sum(len(card[Side.LOANS]) for card in lines) == 1
    assert sum(len(card[Side.HOLDS]) for card in lines) == 199


async def test_they_stand_before_several_kiosks(library):
    processes, title = [library.another() for _ in range(5)], await library.title(copies=7)
    outcomes = await asyncio.gather(
        *(processes[n % 5].lending.borrow(f"patron {n}", title) for n in range(60))
    )
    assert sum(isinstance(one, Loan) for one in outcomes) == 7
    assert waiting(outcomes) == list(range(1, 54))


async def test_one_who_asks_twenty_times_at_once_has_one_loan(library):
    processes, title = [library.another() for _ in range(4)], await library.title(copies=9)
    loans = await asyncio.gather(*(processes[n % 4].lending.borrow("lin", title) for n in range(20)))
    assert len({loan.id for loan in loans}) == 1
    card = await library.cards.find("lin")
    assert [(line.title_id, line.id) for line in card[Side.LOANS]] == [(title, loans[0].id)]
    assert len((await library.ledger.read(title)).loans) == 1


async def test_nobody_passes_her_limit_by_being_quick(library):
    processes, titles = [library.another() for _ in range(4)], [await library.title() for _ in range(12)]
    tries = (processes[n % 4].lending.borrow("lin", title) for n, title in enumerate(titles))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Loan) for one in outcomes) == 5
    assert sum(isinstance(one, TooManyLoans) for one in outcomes) == 7
    assert len((await library.lending.of("lin")).loans) == 5


async def test_copies_are_handed_on_in_the_order_of_the_queue(library, lending):
    title = await library.title()
    for n in range(10):
        await lending.borrow(f"patron {n}", title)
    for n in range(9):
        await asyncio.gather(
            lending.return_(f"patron {n}", title), library.another().lending.return_(f"patron {n}", title)
        )
        assert isinstance(await lending.borrow(f"patron {n + 1}", title), Loan)


async def test_a_goodbye_beside_a_loan_leaves_no_loan_that_does_not_count(library):
    processes, titles = [library.another() for _ in range(3)], [await library.title() for _ in range(5)]
    for _ in range(10):
        loans = (processes[n % 3].lending.borrow("lin", title) for n, title in enumerate(titles))
        await asyncio.gather(*loans, processes[0].lending.forget("lin"))
        card, borrowed = await library.cards.find("lin"), await library.lending.of("lin")
        assert {loan.title_id for loan in borrowed.loans} <= {line.title_id for line in card[Side.LOANS]}


async def stray(library, patron: str, title_id: str) -> None:
    """A process died after it wrote the line of a loan, or before it struck it out."""
    line = Line(id=new_id(), title_id=title_id, at=library.now())
    assert await library.cards.write(patron, Side.LOANS, line, 5)


async def test_a_process_that_died_costs_her_nothing_for_long(library, lending):
    titles = [await library.title() for _ in range(6)]
    for title in titles[:5]:
        await stray(library, "lin", title)
    with pytest.raises(TooManyLoans):
        await lending.borrow("lin", titles[5])  # any of them may be on its way
    library.passes(days=1)
    for title in titles[:5]:
        await lending.borrow("lin", title)
    with pytest.raises(TooManyLoans):
        await lending.borrow("lin", titles[5])


async def test_what_stands_for_a_loan_is_never_struck_out(library, lending):
    titles = [await library.title() for _ in range(6)]
    for title in titles[:5]:
        await lending.borrow("lin", title)
        await stray(library, "lin", title)  # in place of the loan's own line
    library.passes(days=1)
    with pytest.raises(TooManyLoans):
        await lending.borrow("lin", titles[5])


async def test_a_process_that_died_after_its_decision_is_finished_by_the_next(library, lending):
    """The pool is written first and alone; all the rest is repeated until it is done."""
    title = await library.title()
    await lending.borrow("lin", title)
    await lending.borrow("wang", title)
    returned = (await library.ledger.read(title)).without((await lending.of("lin")).loans[0].id)
    assert await library.pools.put(returned, returned, None)  # and dead, before anything was struck out
    assert isinstance(await library.another().lending.borrow("wang", title), Loan)
    assert (await lending.of("wang")).holds == ()

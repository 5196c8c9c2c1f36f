"""Teachers may have more than others, as long as they are teachers."""

import pytest

from ebooks.lending.lending import Lending
from ebooks.lending.patron_group import EVERYBODY, PatronGroup
from ebooks.lending.patron_groups import BELIEVED, PatronGroups
from ebooks.lending.refusals import TooManyLoans
from ebooks.lending.rules import Limits
from ebooks.repository.patron_groups import PatronGroupRepository
from library.identity import new_id
from library.patrons import Patrons
from library.repository.patrons import PatronRepository

TEACHERS = PatronGroup(id=new_id(), name="教师", limits=Limits(loans=2, holds=1))


@pytest.fixture
def seconds() -> list[float]:
    return [0.0]


@pytest.fixture
def patrons(database) -> Patrons:
    return Patrons(PatronRepository(database))


@pytest.fixture
def groups(database, patrons, seconds) -> PatronGroups:
    return PatronGroups(PatronGroupRepository(database), patrons, seconds=lambda: seconds[0])


@pytest.fixture
def lending(library, groups) -> Lending:
    return Lending(library.ledger, library.cards, limits=groups.limits_of, now=library.now)


async def test_a_teacher_borrows_by_her_groups_limits_until_the_group_is_no_more(
    library, lending, groups, patrons
):
    await groups.put(PatronGroup(id=EVERYBODY, name="", limits=Limits(loans=1, holds=1)))
    await groups.put(TEACHERS)
    lin = (await patrons.recognise("main", "o-lin")).id
    titles = [await library.title() for _ in range(4)]
    await lending.borrow(lin, titles[0])
    with pytest.raises(TooManyLoans) as refusal:
        await lending.borrow(lin, titles[1])
    assert refusal.value.limit == 1
    await groups.assign(lin, TEACHERS.id)
    await lending.borrow(lin, titles[1])
    await groups.remove(TEACHERS.id)
    assert (await groups.of(lin)).id == EVERYBODY
    await lending.return_(lin, titles[0])
    with pytest.raises(TooManyLoans):
        await lending.borrow(lin, titles[2])
    assert len((await lending.of(lin)).loans) == 1, "what she had over the limit was not taken from her"


async def test_who_is_nobody_we_know_is_as_everybody(groups):
    assert await groups.limits_of("nobody") == Limits()
    assert [(one.id, one.limits) for one in await groups.every()] == [(EVERYBODY, Limits())]


async def test_another_process_believes_what_it_knows_for_ten_seconds(database, groups, patrons, seconds):
    lin = (await patrons.recognise("main", "o-lin")).id
    await groups.assign(lin, TEACHERS.id)
    assert (await groups.of(lin)).name == ""
    await PatronGroups(PatronGroupRepository(database), patrons).put(TEACHERS)
    assert (await groups.of(lin)).name == ""
    seconds[0] += BELIEVED
    assert (await groups.of(lin)).name == "教师"

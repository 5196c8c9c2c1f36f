"""Who opened a question is written down once a day, and goes with the words."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from library.roles import Role
from reference.openings import Openings
from reference.repository.openings import OpeningRepository
from reference.repository.scrubs import ScrubRepository
from reference.scrubbing import Scrubbing


@pytest.fixture
def openings(database, clock) -> Openings:
    return Openings(OpeningRepository(database), now=clock)


@pytest.fixture
def chief(wang):
    return replace(wang, id="chief", name="刘主管", role=Role.SUPERVISOR)


@pytest.fixture
async def question(lin, casework):
    return (await casework.thread((await lin.asks("蓝色门牌的志书")).question_id)).question


async def test_a_line_for_each_librarian_and_day(openings, question, wang, bao, chief, clock):
    first = clock()
    await openings.note(question, wang)
    clock.pass_(minutes=5)
    await openings.note(question, wang)
    await openings.note(question, bao)
    seen = await openings.shown(question, chief)
    assert [(one.name, one.at) for one in seen] == [
        ("王馆员", first),
        ("宝音", first + timedelta(minutes=5)),
    ]
    clock.pass_(days=1)
    await openings.note(question, wang)
    assert [one.name for one in await openings.shown(question, chief)] == ["王馆员", "宝音", "王馆员"]
    for other in (wang, bao):
        assert await openings.shown(question, other) == []


async def test_of_twenty_processes_one_writes_and_none_changes_it(
    database, question, wang, bao, chief, clock
):
    houses = [Openings(OpeningRepository(database), now=clock) for _ in range(20)]
    first = clock()
    await asyncio.gather(*(one.note(question, wang) for one in houses))
    clock.pass_(hours=1)
    later = Openings(OpeningRepository(database), now=clock)
    await later.note(question, replace(wang, name="另一个名字"))
    assert [(one.name, one.at) for one in await later.shown(question, chief)] == [("王馆员", first)]


async def test_it_goes_with_its_question(
    openings, database, casebook, casework, desk, lin, patron_of, question, wang, chief, clock
):
    other = patron_of()
    kept = (await casework.thread((await other.asks("别的问题")).question_id)).question
    for one in (question, kept):
        await openings.note(one, wang)
    await Scrubbing(ScrubRepository(database), casebook, desk, now=clock).forget(lin.id)
    assert await openings.shown(question, chief) == []
    bare = (await casework.thread(question.id)).question
    clock.pass_(days=1)
    await openings.note(bare, wang)
    assert await openings.shown(bare, chief) == [], "nothing is left to be read"
    assert len(await openings.shown(kept, chief)) == 1

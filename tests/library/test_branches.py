"""The library's houses in four levels, and what each has from the one above it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from library.branches import (
    CENTRE,
    Branches,
    ChangedMeanwhile,
    Level,
    NoSuchBranch,
    NothingBelow,
    common,
    within,
)
from library.hours_notation import CannotReadHours, read_hours
from library.repository.branches import BranchRepository

SATURDAY_MORNING = datetime(2026, 6, 6, 2, 0, tzinfo=UTC)  # 10:00 in Beijing


@pytest.fixture
def branches(database) -> Branches:
    return Branches(BranchRepository(database), library="青城图书馆", hours=read_hours("工作日 9:00-17:00"))


async def test_there_is_a_centre_before_anybody_writes_it_down(branches):
    [centre] = await branches.all()
    assert (centre.id, centre.name, centre.level, centre.above) == (CENTRE, "青城图书馆", Level.CENTRE, None)


async def test_four_levels_and_no_fifth(branches):
    above, found = CENTRE, []
    for name in ("回民区图书馆", "通道街分馆", "东街村书屋"):
        branch = await branches.add(above, name)
        assert branch.above == above
        found.append(branch)
        above = branch.id
    assert [branch.level for branch in found] == [Level.DISTRICT, Level.STREET, Level.VILLAGE]
    with pytest.raises(NothingBelow):
        await branches.add(above, "书屋的书屋")
    with pytest.raises(NoSuchBranch):
        await branches.add("00Z", "没有的区")
    assert [branch.name for branch in await branches.all()] == [
        "青城图书馆", "回民区图书馆", "通道街分馆", "东街村书屋"
    ]  # fmt: skip


async def test_a_subtree_is_what_begins_with_its_top(branches):
    huimin, saihan = await branches.add(CENTRE, "回民区"), await branches.add(CENTRE, "赛罕区")
    street = await branches.add(huimin.id, "通道街")
    village, other = await branches.add(street.id, "东街村"), await branches.add(saihan.id, "大学路")
    assert [branch.name for branch in await branches.all(huimin.id)] == ["回民区", "通道街", "东街村"]
    assert within(village.id, huimin.id)
    assert within(other.id, CENTRE)
    assert not within(other.id, huimin.id)
    assert [common(village.id, one.id) for one in (other, huimin, street, village)] == [0, 1, 2, 3]


async def test_twenty_added_at_once_are_twenty(branches):
    made = await asyncio.gather(*(branches.add(CENTRE, f"{number} 号分馆") for number in range(20)))
    assert len({branch.id for branch in made}) == 20
    assert len(await branches.all()) == 21


async def test_who_changes_an_older_branch_is_told(branches):
    for seen in (await branches.get(CENTRE), await branches.add(CENTRE, "回民区")):
        await branches.change(replace(seen, phone="0471-1234567"))
        with pytest.raises(ChangedMeanwhile) as told:
            await branches.change(replace(seen, phone="0471-7654321"))
        assert told.value.now.phone == "0471-1234567"


async def test_hours_are_those_of_the_nearest_above_that_has_any(branches):
    street = await branches.add((await branches.add(CENTRE, "回民区")).id, "通道街")
    assert not (await branches.hours(street.id)).is_open(SATURDAY_MORNING)
    district = await branches.get(street.above)
    await branches.change(replace(district, hours="每天 9:00-17:00"))
    assert (await branches.hours(street.id)).is_open(SATURDAY_MORNING)
    assert not (await branches.hours(CENTRE)).is_open(SATURDAY_MORNING)
    with pytest.raises(CannotReadHours):
        await branches.change(replace(await branches.get(street.id), hours="随便什么时候"))


async def test_another_process_hears_of_a_new_branch(branches, database):
    other = Branches(BranchRepository(database), library="青城图书馆")
    assert len(await other.all()) == 1
    added = await branches.add(CENTRE, "回民区")
    assert await other.get(added.id) == added

"""The table by the door: what lies there, for how long, and how much of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reader.featured import LONGEST, MOST, Featured, FrontTable, NoSuchDay, TableFull
from reader.repository.featured import FeaturedRepository

LATE = datetime(2026, 11, 22, 17, tzinfo=UTC)  # in China the 23rd has begun
TODAY = date(2026, 11, 23)
BOOK = Featured(title_id="AAAAAAAAAA", name="边城", words="写给想家的人", until=TODAY, by="王老师")


class Hall:
    def __init__(self, database) -> None:
        self.time = LATE
        self.table = FrontTable(FeaturedRepository(database), now=lambda: self.time)


@pytest.fixture
def hall(database):
    return Hall(database)


async def test_it_lies_there_until_its_last_day_is_over(hall):
    await hall.table.put(BOOK)
    assert await hall.table.all() == (BOOK,)
    hall.time += timedelta(days=1)
    assert await hall.table.all() == ()


@pytest.mark.parametrize("days", [-1, LONGEST + 1])
async def test_not_until_a_day_that_is_over_or_far(hall, days):
    with pytest.raises(NoSuchDay):
        await hall.table.put(replace(BOOK, until=TODAY + timedelta(days=days)))
    assert await hall.table.all() == ()


async def test_the_newest_first_and_one_sentence_about_each(hall):
    other = replace(BOOK, title_id="BBBBBBBBBB", name="呐喊")
    await hall.table.put(BOOK)
    hall.time += timedelta(minutes=1)
    await hall.table.put(other)
    again = replace(BOOK, words="一个下午读得完", by="宝音")
    await hall.table.put(again)
    assert await hall.table.all() == (other, again)


async def test_of_a_full_table_something_is_taken_back_or_changed_or_over(hall):
    for number in range(MOST):
        await hall.table.put(replace(BOOK, title_id=f"FULL{number}"))
    with pytest.raises(TableFull):
        await hall.table.put(BOOK)
    await hall.table.put(replace(BOOK, title_id="FULL3", words="好"))
    await hall.table.take_back("FULL0")
    await hall.table.put(BOOK)
    hall.time += timedelta(days=1)
    await hall.table.put(replace(BOOK, title_id="NEW", until=TODAY + timedelta(days=5)))
    assert [one.title_id for one in await hall.table.all()] == ["NEW"]

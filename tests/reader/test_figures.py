"""What librarians may know of reading: figures of five and more, and nobody's alone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from language.paragraphs import Paragraph
from library.few import parts
from reader.delivery import Deliveries, Schedule
from reader.diary import Diary
from reader.figures import Figures
from reader.plans import Drafts, Plans
from reader.repository import ShelfRepository
from reader.repository.deliveries import DeliveryRepository
from reader.repository.figures import FigureRepository
from reader.repository.plans import PlanRepository
from reader.shelf import Shelf

BOOK, RARE = "AAAAAAAAAA", "BBBBBBBBBB"
WEDNESDAY = datetime(2026, 3, 4, 2, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
EIGHT = Schedule(at=time(8))


class House:
    def __init__(self, database) -> None:
        self.time = WEDNESDAY
        shelves = ShelfRepository(database)
        self.shelf, self.diary = Shelf(shelves, now=self.now), Diary(shelves)
        self.deliveries = Deliveries(DeliveryRepository(database), now=self.now)
        planned = PlanRepository(database)
        self.drafts = Drafts(planned, self.shelf, now=self.now)
        self.plans = Plans(planned, self.shelf, self.deliveries, now=self.now)
        self.figures = Figures(FigureRepository(database), now=self.now)

    def now(self) -> datetime:
        return self.time

    async def read(self, patrons: range, title_id: str = BOOK, *, instalments: int) -> None:
        for number in patrons:
            await self.shelf.hand_out(
                f"patron {number}", title_id, instalments=instalments, message=f"{self.time}"
            )


@pytest.fixture
async def house(database) -> House:
    house = House(database)
    text = [Paragraph("".join(f"这是第{n}句话，说的是一件小事。" for n in range(75)))]
    await house.shelf.put(BOOK, "边城", [("第一章", text), ("第二章", text)])
    await house.shelf.put(RARE, "冷门", [("第一章", text), ("第二章", text)])
    return house


async def test_titles_by_their_readers_and_what_few_read_is_not_told(house: House) -> None:
    await house.read(range(7), instalments=2)
    await house.read(range(6), instalments=4)  # nothing: the same message
    house.time += timedelta(hours=1)
    await house.read(range(5), instalments=4)
    await house.read(range(4), RARE, instalments=3)
    [book, rare] = await house.figures.titles(MONDAY)
    assert (book.name, book.readers, book.instalments, book.finished) == ("边城", 7, 34, 5)
    assert (rare.name, rare.readers, rare.instalments, rare.finished) == ("冷门", None, None, None)


async def test_weeks_begin_on_monday_and_the_quiet_ones_are_there(house: House) -> None:
    house.time = datetime(2026, 2, 15, 20, tzinfo=UTC)  # Monday, in China
    await house.read(range(5), instalments=1)
    house.time = WEDNESDAY
    await house.read(range(6), instalments=5)
    await house.read(range(2), RARE, instalments=1)
    assert house.figures.monday(4) == date(2026, 2, 9)
    weeks = await house.figures.weeks(house.figures.monday(4))
    told = [(week.monday.day, week.readers, week.instalments, week.finished) for week in weeks]
    assert told == [(2, 6, 32, 5), (23, None, None, None), (16, 5, 5, None), (9, None, None, None)]


async def test_where_people_stop(house: House) -> None:
    await house.read(range(6), instalments=1)
    await house.read(range(6, 10), instalments=4)
    await house.shelf.drop("patron 9", BOOK)
    assert [stop.readers for stop in await house.figures.stops(BOOK)] == [None], "who reads has not stopped"
    house.time += timedelta(days=20)
    first, second = await house.figures.stops(BOOK)
    assert (first.name, first.readers) == ("第一章", 6)
    assert (second.name, second.readers) == ("第二章", None)


async def test_who_wants_nothing_recorded_is_counted_nowhere(house: House) -> None:
    for number in range(5):
        await house.deliveries.enrol(f"patron {number}", BOOK, schedule=EIGHT)
    await house.read(range(5), instalments=2)
    assert (await house.figures.titles(MONDAY))[0].readers == 5
    await house.diary.stop_recording("patron 0")
    [book] = await house.figures.titles(MONDAY)
    assert (book.readers, book.instalments) == (None, None)
    assert (await house.figures.weeks(MONDAY))[0].readers is None
    assert (await house.figures.deliveries()).going is None


async def test_deliveries_are_counted_by_patrons(house: House) -> None:
    for number in range(12):
        for title_id in (BOOK, RARE):
            await house.deliveries.enrol(f"patron {number}", title_id, schedule=EIGHT)
    for number in range(6):
        for title_id in (BOOK, RARE):
            await house.deliveries.pause(f"patron {number}", title_id)
    figures = await house.figures.deliveries()
    assert (figures.going, figures.paused, figures.finished) == (None, 6, None), "one of two sixes is hidden"


async def test_a_plan_joined_finished_and_laid_down(house: House) -> None:
    draft = await house.drafts.choose(await house.drafts.draft("春天"), [(BOOK, "边城")], 3)
    await house.drafts.publish(draft)
    members = [f"patron {number}" for number in range(20)]
    for number, patron in enumerate(members):
        await house.plans.join(patron, draft.id, EIGHT)
        for day in range(3 if number < 7 else number % 2):
            await house.plans.hand_out(patron, draft.id, message=f"{day}")
            await house.plans.read(patron, draft.id)
    figures = await house.figures.plan(draft.id, 3)
    assert (figures.joined, figures.active, figures.finished, figures.stopped) == (20, 13, None, None)
    assert figures.after == (None, None, None)
    for patron in members[7:9]:
        await house.plans.leave(patron, draft.id)
    house.time += timedelta(days=30)
    figures = await house.figures.plan(draft.id, 3)
    assert (figures.joined, figures.finished, figures.stopped) == (20, None, 13)
    assert figures.after == (None, 7, None), "and who left is counted, though nobody knows who"


def test_what_is_hidden_cannot_be_computed_from_the_sum() -> None:
    assert parts([20, 10, 3]) == [20, None, None]
    assert parts([20, 2, 3]) == [20, None, None]
    assert parts([20, 10, 5]) == [20, 10, 5]
    assert parts([3]) == [None]

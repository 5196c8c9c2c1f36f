"""What she read on which day and how fast; and nothing of it where she wants nothing kept."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from library.identity import new_id
from reader.diary import Diary, NoSuchTimezone
from reader.refusals import BookFinished
from reader.repository import ShelfRepository
from reader.shelf import Shelf
from tests.reader.test_shelf import BOOK, OTHER, chapter

EVER = date(2000, 1, 1)


class Hand:
    """The clock's hand, which a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def repository(database) -> ShelfRepository:
    repository = ShelfRepository(database)
    await repository.prepare()
    return repository


@pytest.fixture
async def shelf(repository, hand) -> Shelf:
    shelf = Shelf(repository, now=hand)
    await shelf.put(BOOK, "春天的书", [chapter("第一章", 1000)])
    await shelf.put(OTHER, "秋天的书", [chapter("第一章")])
    return shelf


@pytest.fixture
def diary(repository, shelf) -> Diary:
    return Diary(repository)


@pytest.fixture
def lin() -> str:
    return new_id()


async def test_a_day_counts_what_was_read_in_all_books(shelf, diary, lin):
    pages = [await shelf.start(lin, BOOK, message="1"), await shelf.next(lin, message="2")]
    pages += (await shelf.hand_out(lin, OTHER, instalments=2, message="3")).pages
    [day] = await diary.days(lin, EVER)
    han = sum("\u3400" <= sign <= "\u9fff" for page in pages for sign in page.text)
    assert (day.date, day.instalments, day.han, day.words) == (date(2026, 3, 1), 4, han, 0)
    assert day.seconds == pytest.approx(han / 400 * 60, abs=1)
    assert set(day.titles) == {BOOK, OTHER}


async def test_what_is_shown_again_counts_nothing(shelf, diary, lin):
    await shelf.start(lin, BOOK, message="1")
    await shelf.next(lin, message="2")
    for _ in range(2):
        await shelf.next(lin, message="2")
    await shelf.back(lin, message="3")
    await shelf.start(lin, BOOK, message="4")
    [day] = await diary.days(lin, EVER)
    assert day.instalments == 2


async def test_messages_at_once_are_each_counted_once(shelf, diary, lin):
    await shelf.start(lin, BOOK, message="start")
    await asyncio.gather(*[shelf.next(lin, message=f"{number % 4}") for number in range(12)])
    [day] = await diary.days(lin, EVER)
    assert day.instalments == 5


async def test_days_begin_at_midnight_where_she_lives(shelf, diary, hand, lin):
    hand.now = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    await shelf.start(lin, BOOK, message="1")
    hand.on(hours=1)
    await shelf.next(lin, message="2")
    await diary.live_in(lin, "Asia/Hovd")  # an hour behind
    hand.now = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
    await shelf.next(lin, message="3")
    await shelf.start(lin, OTHER, message="4")
    days = await diary.days(lin, EVER)
    assert [(day.date.day, day.instalments) for day in days] == [(1, 1), (2, 1), (3, 2)]
    assert [day.date.day for day in await diary.days(lin, date(2026, 3, 2))] == [2, 3]


async def test_an_unknown_time_zone_is_refused(diary, lin):
    with pytest.raises(NoSuchTimezone):
        await diary.live_in(lin, "../etc/localtime")
    assert await diary.timezone(lin) == "Asia/Shanghai"


async def read(shelf, hand, lin, spans):
    await shelf.start(lin, BOOK, message="begin")
    for number, seconds in enumerate(spans):
        hand.on(seconds=seconds)
        await shelf.next(lin, message=f"{number} after {seconds}")


async def test_her_pace_is_the_median_of_what_was_measured(shelf, diary, hand, lin):
    assert (await diary.pace(lin)).han_a_minute == 400
    await read(shelf, hand, lin, [120, 120, 500, 120, 30])
    pace = await diary.pace(lin)
    assert pace.measured == 5
    assert 150 <= pace.han_a_minute <= 250
    assert len((await shelf.portion_for(lin, 4, message="four minutes")).pages) in (1, 2, 3)


async def test_leafing_and_laying_the_book_down_are_no_reading(shelf, diary, hand, lin):
    await read(shelf, hand, lin, [1, 2, 4, 601, 86400])
    assert (await diary.pace(lin)).measured == 0


async def test_nobody_reads_faster_than_anybody_can(shelf, diary, hand, lin):
    await read(shelf, hand, lin, [5] * 25)
    pace = await diary.pace(lin)
    assert (pace.han_a_minute, pace.measured) == (1200, 20)


async def test_what_was_handed_out_unasked_starts_no_clock(shelf, diary, hand, lin):
    for number in range(5):
        await shelf.hand_out(lin, BOOK, instalments=1, message=f"morning {number}")
        hand.on(seconds=60)
        await shelf.hand_out(lin, BOOK, instalments=1, message=f"evening {number}")
    assert (await diary.pace(lin)).measured == 0


# Do not record


async def kept(database, lin) -> set[str]:
    """The names of what is kept of her reading beside her place."""
    documents = await database["enrolments"].find({"patron": lin}).to_list(None)
    return {name for document in documents for name in ("days", "paces", "handed") if name in document}


async def test_what_was_kept_is_erased_and_nothing_more_is_kept(shelf, diary, hand, lin, database):
    await read(shelf, hand, lin, [60, 60, 60])
    assert await kept(database, lin) == {"days", "paces", "handed"}
    await diary.stop_recording(lin)
    assert not await diary.records(lin)
    hand.on(seconds=60)
    page = await shelf.next(lin, message="quietly")
    await shelf.hand_out(lin, OTHER, instalments=1, message="another book")
    assert await kept(database, lin) == set()
    assert await diary.days(lin, EVER) == ()
    assert (await diary.pace(lin)).measured == 0
    assert (await shelf.start(lin, BOOK, message="again")) == page


async def test_a_finished_book_leaves_a_private_shelf(shelf, diary, hand, lin, database):
    await diary.stop_recording(lin)
    await shelf.start(lin, BOOK, message="1")
    hand.on(seconds=60)
    last = await shelf.hand_out(lin, OTHER, instalments=3, message="2")
    assert [book.title_id for book in await shelf.books(lin)] == [BOOK]
    assert await shelf.hand_out(lin, OTHER, instalments=3, message="2") == last
    with pytest.raises(BookFinished):
        await shelf.next(lin, message="3")
    [gone] = await database["enrolments"].find({"title_id": OTHER}).to_list(None)
    assert gone["gone_at"] - gone["touched_at"] == timedelta(hours=1)


async def test_a_dropped_book_leaves_a_private_shelf_at_once(shelf, diary, lin, database):
    await diary.stop_recording(lin)
    await shelf.start(lin, BOOK, message="1")
    assert await shelf.drop(lin, BOOK)
    assert await database["enrolments"].count_documents({}) == 0


async def test_books_finished_or_dropped_before_are_erased_too(shelf, diary, lin):
    await shelf.hand_out(lin, OTHER, instalments=3, message="1")
    await shelf.start(lin, BOOK, message="2")
    await shelf.drop(lin, BOOK)
    await diary.stop_recording(lin)
    assert await shelf.books(lin) == ()
    assert await shelf.books(lin, dropped=True) == ()


async def test_who_has_it_recorded_again_begins_an_empty_diary(shelf, diary, lin):
    await shelf.start(lin, BOOK, message="1")
    await diary.stop_recording(lin)
    await shelf.next(lin, message="2")
    await diary.record(lin)
    await shelf.next(lin, message="3")
    [day] = await diary.days(lin, EVER)
    assert day.instalments == 1


async def test_a_move_under_way_when_she_says_so_leaves_nothing_behind(shelf, diary, lin, database):
    await shelf.start(lin, BOOK, message="start")
    moves = [shelf.next(lin, message=f"{number}") for number in range(10)]
    enrolling = shelf.hand_out(lin, OTHER, instalments=1, message="other")
    await asyncio.gather(*moves[:5], enrolling, diary.stop_recording(lin), *moves[5:])
    assert await kept(database, lin) == set()
    assert await shelf.next(lin, message="more")


async def test_who_leaves_is_forgotten(shelf, diary, lin, database):
    await shelf.start(lin, BOOK, message="1")
    await diary.live_in(lin, "Asia/Ulaanbaatar")
    await diary.forget(lin)
    for name in ("enrolments", "readers"):
        assert await database[name].count_documents({}) == 0

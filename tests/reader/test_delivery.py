"""When a title comes by itself: in every time zone, through every change of the clocks, never at night."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.delivery import Deliveries, Delivery, Outcome, Schedule
from reader.refusals import NoDays, NoSuchTimeZone, NotDelivered, PortionOutOfRange
from reader.repository.deliveries import LEASE, DeliveryRepository
from reader.schedule import EVENING, MORNING, ON_TIME

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
BOOK, OTHER = "AAAAAAAAAA", "BBBBBBBBBB"
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine in the morning in China

minutes = st.integers(0, 47 * 365 * 24 * 60)
moments = minutes.map(lambda count: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=count))
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
schedules = st.builds(
    Schedule,
    at=hours,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    timezone=st.sampled_from(ZONES),
)


@given(schedules, moments)
def test_the_next_time_is_on_a_day_of_hers_and_nearest(schedule: Schedule, moment: datetime) -> None:
    due = schedule.after(moment)
    assert moment < due <= moment + timedelta(days=9)  # a week, a change of clocks, a day that was skipped
    assert due.tzinfo is UTC
    here = due.astimezone(ZoneInfo(schedule.timezone))
    if here.time() == schedule.at:
        assert here.weekday() in schedule.days
        assert here.fold == 0, "of an hour that comes twice the first counts"
    else:
        asked = datetime.combine(here.date(), schedule.at, here.tzinfo)
        assert asked.astimezone(UTC).astimezone(here.tzinfo) != asked, "only an hour that was skipped moves"


@given(schedules, moments)
def test_no_time_is_left_out_and_none_comes_twice(schedule: Schedule, moment: datetime) -> None:
    first = schedule.after(moment)
    assert schedule.after(first - timedelta(milliseconds=1)) == first
    second = schedule.after(first)
    assert second > first
    between = first + (second - first) / 2
    assert schedule.after(between) == second


@given(schedules, moments, st.timedeltas(timedelta(), timedelta(days=30)))
def test_what_is_late_never_comes_at_night_unless_she_chose_it(
    schedule: Schedule, moment: datetime, late: timedelta
) -> None:
    due = schedule.after(moment)
    best = schedule.best(due, due + late)
    assert due + late <= best <= due + late + timedelta(days=1)
    here, at = best.astimezone(ZoneInfo(schedule.timezone)).time(), schedule.at
    if MORNING <= at < EVENING and late > ON_TIME and best != schedule.after(due + late):
        assert MORNING <= here < EVENING


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (
            date(2026, 3, 8),
            time(2, 30),
            datetime(2026, 3, 8, 7, 30, tzinfo=UTC),
        ),  # skipped
        (date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # twice: the first
        (date(2026, 7, 1), time(8), datetime(2026, 7, 1, 12, tzinfo=UTC)),
        (date(2026, 12, 1), time(8), datetime(2026, 12, 1, 13, tzinfo=UTC)),
    ],
)
def test_the_clocks_of_new_york(day: date, at: time, utc: datetime) -> None:
    assert Schedule(at=at, timezone="America/New_York").on_or_after(day) == utc


def test_samoa_had_no_friday() -> None:
    every_morning = Schedule(at=time(8), timezone="Pacific/Apia")
    thursday = every_morning.on_or_after(date(2011, 12, 29))
    assert every_morning.after(thursday) == thursday + timedelta(days=1), "which was Saturday"


def test_what_no_schedule_can_be() -> None:
    for wrong, refusal in (
        ({"days": frozenset[int]()}, NoDays),
        ({"days": frozenset({7})}, NoDays),
        ({"portion": 0}, PortionOutOfRange),
        ({"timezone": "Asia/Nowhere"}, NoSuchTimeZone),
        ({"timezone": "../secret"}, NoSuchTimeZone),
    ):
        with pytest.raises(refusal):
            Schedule(at=time(8), **wrong)


# A patron and her deliveries, on a clock we move


class Lin:
    """She reads at eight on workdays."""

    id, mornings = "lin", Schedule(at=time(8), days=frozenset(range(5)))

    def __init__(self, database) -> None:
        self.time = MONDAY
        self.deliveries = Deliveries(DeliveryRepository(database), now=lambda: self.time)

    async def begins(self, title_id: str = BOOK) -> Delivery:
        return await self.deliveries.enrol(self.id, title_id, schedule=self.mornings)

    async def gets(self, until: datetime, *, every: timedelta = timedelta(minutes=10)) -> list[str]:
        """What is delivered while the clock runs, in her time."""
        found = []
        while self.time < until:
            self.time += every
            due = await self.deliveries.due(10)
            found += [one.delivery.schedule.local(self.time).strftime("%a %H:%M") for one in due]
            await self.deliveries.settle([(one, Outcome.DELIVERED) for one in due])
        return found

    async def only(self) -> Delivery:
        [delivery] = await self.deliveries.of(self.id)
        return delivery


@pytest.fixture
async def lin(database) -> Lin:
    await DeliveryRepository(database).prepare()
    return Lin(database)


async def test_a_week_of_mornings(lin: Lin) -> None:
    await lin.begins()
    assert await lin.gets(MONDAY + timedelta(days=7)) == [
        f"{day} 08:00" for day in ("Tue", "Wed", "Thu", "Fri", "Mon")
    ]
    assert (await lin.only()).given == 5


async def test_a_holiday(lin: Lin) -> None:
    await lin.begins()
    await lin.deliveries.pause(lin.id, BOOK, until=date(2026, 3, 5))
    assert (await lin.only()).paused
    assert await lin.gets(MONDAY + timedelta(days=4)) == ["Thu 08:00", "Fri 08:00"]
    assert not (await lin.only()).paused
    await lin.deliveries.pause(lin.id, BOOK)
    assert await lin.gets(MONDAY + timedelta(days=30), every=timedelta(hours=6)) == []
    await lin.deliveries.resume(lin.id, BOOK)
    assert len(await lin.gets(MONDAY + timedelta(days=31))) == 1


async def test_another_hour_and_one_more_now(lin: Lin) -> None:
    await lin.begins()
    await lin.deliveries.change(lin.id, BOOK, Schedule(at=time(21, 30)))
    assert await lin.gets(MONDAY + timedelta(days=1)) == ["Mon 21:30"]
    await lin.deliveries.pause(lin.id, BOOK)
    await lin.deliveries.send_next_now(lin.id, BOOK)
    assert await lin.gets(lin.time + timedelta(days=2)) == ["Tue 09:10"], "and it stays paused"


async def test_a_machine_that_was_off_for_days_delivers_once(lin: Lin) -> None:
    await lin.begins()
    lin.time = MONDAY + timedelta(days=3, hours=2)  # Thursday, eleven
    assert await lin.gets(MONDAY + timedelta(days=4)) == ["Thu 11:10", "Fri 08:00"]


async def test_a_machine_that_wakes_at_night_waits_for_the_morning(lin: Lin) -> None:
    await lin.begins()
    lin.time = datetime(2026, 3, 3, 15, 30, tzinfo=UTC)  # Tuesday, half past eleven at night
    assert await lin.gets(lin.time + timedelta(hours=20)) == ["Wed 08:00"], "seven would be an hour before"


async def test_two_workers_share_and_a_dead_ones_share_is_found(lin: Lin, database) -> None:
    for number in range(30):
        await lin.deliveries.enrol(f"patron {number:02}", BOOK, schedule=lin.mornings)
    lin.time = MONDAY + timedelta(days=1)
    other = Deliveries(DeliveryRepository(database), now=lambda: lin.time)
    mine, its = await lin.deliveries.due(20), await other.due(20)
    assert (len(mine), len(its)) == (20, 10)
    assert await other.due(20) == ()
    await other.settle([(due, Outcome.DELIVERED) for due in its])
    lin.time += LEASE
    again = await other.due(30)
    assert {due.key for due in again} == {due.key for due in mine}, "the same occasions, under the same keys"
    await lin.deliveries.settle([(due, Outcome.FINISHED) for due in mine])
    assert len(await lin.deliveries.of(mine[0].delivery.patron)) == 1, "who lost the lease settles nothing"


async def test_she_changes_her_mind_while_it_is_being_delivered(lin: Lin) -> None:
    await lin.begins()
    lin.time = MONDAY + timedelta(days=1)
    due = await lin.deliveries.due(1)
    await lin.deliveries.pause(lin.id, BOOK)
    await lin.deliveries.settle([(one, Outcome.DELIVERED) for one in due])
    assert (await lin.only()).next_due is None, "as she wants it"


async def test_the_end_of_a_book_and_of_a_delivery(lin: Lin) -> None:
    await lin.begins()
    await lin.begins(OTHER)
    lin.time = MONDAY + timedelta(days=1)
    await lin.deliveries.settle([(due, Outcome.FINISHED) for due in await lin.deliveries.due(1)])
    assert len(await lin.deliveries.of(lin.id)) == 1
    for title_id in (BOOK, OTHER):
        await lin.deliveries.stop(lin.id, title_id)
    with pytest.raises(NotDelivered):
        await lin.deliveries.pause(lin.id, BOOK)
    await lin.begins()
    await lin.deliveries.forget(lin.id)
    assert await lin.deliveries.of(lin.id) == ()

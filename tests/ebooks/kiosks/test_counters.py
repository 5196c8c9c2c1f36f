"""What people do at kiosks, counted by venue and day."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from ebooks.kiosks import scenes
from ebooks.kiosks.counters import Counters, Deed
from ebooks.repository.counters import CounterRepository
from library.identity import new_id

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def clock():
    return [datetime(2026, 11, 23, 15, 59, tzinfo=UTC)]  # a minute before midnight on the place's clock


@pytest.fixture
async def counters(database, clock) -> Counters:
    repository = CounterRepository(database)
    await repository.prepare()
    return Counters(repository, now=lambda: clock[0])


async def test_a_day_at_two_venues(counters, clock):
    await counters.count("K1", "机场", Deed.SHOWN, "TITLE00001")
    await counters.count("K1", "机场", Deed.SCANNED, "TITLE00001", times=2)
    await counters.count("K2", "机场", Deed.TAKEN, "TITLE00002")
    await counters.count("K3", "会议中心", Deed.SEARCHED, times=5)
    clock[0] += timedelta(minutes=1)
    await counters.count("K3", "会议中心", Deed.LENT, "TITLE00001")
    report = await counters.report(MONDAY, TUESDAY)
    told = [(one.day, one.venue, one.counts) for one in report.days]
    assert [(day, venue) for day, venue, _ in told] == [
        (TUESDAY, "会议中心"),
        (MONDAY, "会议中心"),
        (MONDAY, "机场"),
    ]
    airport = told[2][2]
    assert (airport.shown, airport.scanned, airport.taken, airport.searched) == (1, 2, 1, 0)
    assert [one.title_id for one in report.titles] == ["TITLE00002", "TITLE00001"]
    assert (report.total.searched, report.total.lent, report.total.scanned) == (5, 1, 2)
    assert {venue: counts.lent for venue, counts in report.venues.items()} == {"会议中心": 1, "机场": 0}
    alone = await counters.report(MONDAY, MONDAY, "机场")
    assert [one.venue for one in alone.days] == ["机场"]
    assert await counters.venues() == ("会议中心", "机场")


async def test_many_at_once_are_all_counted(counters):
    await asyncio.gather(*(counters.count("K1", "机场", Deed.SCANNED, "TITLE00001") for _ in range(100)))
    assert (await counters.report(MONDAY, MONDAY)).total.scanned == 100


@pytest.mark.parametrize("times", [0, -5, 1_000_000])
async def test_numbers_no_kiosk_can_mean_are_not_counted(counters, times):
    await counters.count("K1", "机场", Deed.SCANNED, times=times)
    assert (await counters.report(MONDAY, MONDAY)).days == ()


def test_a_scene_is_read_back_and_fits_into_a_code():
    kiosk_id, title_id = new_id(), "0123456789"
    scene = scenes.scene(kiosk_id, title_id, MONDAY)
    assert scenes.read(scene) == scenes.Scanned(kiosk_id, title_id, MONDAY)
    assert scenes.read(f"title:{title_id}") == scenes.Scanned("", title_id, None)
    assert scene.isascii()
    assert len(scene) <= 64


def test_a_code_is_of_its_own_day_and_the_next():
    scanned = scenes.read(scenes.scene("K1", "0123456789", MONDAY))
    days = [MONDAY + timedelta(days=later) for later in range(4)]
    assert [scanned.is_of(day) for day in days] == [True, True, False, False]


@pytest.mark.parametrize("scene", ["kiosk:", "kiosk:@", "kiosk:0123456789", "kiosk:@K1", "kiosk:@K1.269999"])
def test_scenes_that_somebody_else_made(scene):
    scanned = scenes.read(scene)
    assert not scanned.is_of(MONDAY)
    assert (scanned.kiosk_id, scanned.title_id) in {("", ""), ("", "0123456789"), ("K1", "")}

"""How a device becomes a kiosk of ours, is missed, and is one no more."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ebooks.kiosks.hours import CHINA, Hours, NoSuchHours, read_hours
from ebooks.kiosks.kiosk import State
from ebooks.kiosks.kiosks import Kiosks
from ebooks.kiosks.refusals import NoSuchInvitation, NoSuchKiosk, NotEnrolled, TooManyTries
from ebooks.repository.kiosks import KioskRepository

NOON = datetime(2096, 11, 23, 4, tzinfo=UTC)  # by the clock in Hohhot
MINUTE = timedelta(minutes=1)


class Watch:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, **span: float) -> None:
        self.moment += timedelta(**span)


@pytest.fixture
def watch() -> Watch:
    return Watch(NOON)


@pytest.fixture
async def kiosks(database, watch) -> Kiosks:
    repository = KioskRepository(database)
    await repository.prepare()
    return Kiosks(repository, now=watch)


async def enrolled(kiosks: Kiosks, name="东门", venue="大会议中心"):
    invited = await kiosks.invite(name, venue, by="王老师")
    return await kiosks.enrol(invited.code)


async def beats(kiosks: Kiosks, kiosk, **said) -> None:
    await kiosks.beat(kiosk.id, **{"titles": 6000, "offline_seconds": 0, "viewport": "1080x1920"} | said)


async def test_a_code_enrols_a_device_which_is_known_by_its_key(kiosks, watch, database):
    invited = await kiosks.invite("东门", "大会议中心", by="王老师")
    assert len(invited.code) == 8
    assert invited.shown == f"{invited.code[:4]} {invited.code[4:]}"
    assert await kiosks.invitations() == (invited,)
    kiosk, key = await kiosks.enrol(f" {invited.code[:4]}-{invited.code[4:]} ")
    assert (kiosk.name, kiosk.venue, kiosk.by, kiosk.id) == ("东门", "大会议中心", "王老师", invited.kiosk_id)
    assert await kiosks.recognise(key) == kiosk
    assert await kiosks.invitations() == ()
    kept = await database["kiosks"].find_one({"_id": kiosk.id})
    assert key not in str(kept)


async def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(kiosks, watch):
    invited = await kiosks.invite("东门", "大会议中心", by="王老师")
    await kiosks.enrol(invited.code)
    with pytest.raises(NoSuchInvitation):
        await kiosks.enrol(invited.code)
    late = await kiosks.invite("西门", "大会议中心", by="王老师")
    taken_back = await kiosks.invite("北门", "大会议中心", by="王老师")
    await kiosks.withdraw(taken_back.kiosk_id)
    watch.passes(minutes=15)
    for code in (late.code, taken_back.code):
        with pytest.raises(NoSuchInvitation):
            await kiosks.enrol(code)
    assert await kiosks.invitations() == ()
    assert len(await kiosks.every()) == 1


async def test_of_two_devices_with_one_code_one_is_enrolled(kiosks, database, watch):
    other = Kiosks(KioskRepository(database), now=watch)
    for _ in range(10):
        invited = await kiosks.invite("东门", "大会议中心", by="王老师")
        tries = [one.enrol(invited.code) for one in (kiosks, other) * 3]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
        refused = [one for one in outcomes if not isinstance(one, tuple)]
        assert {type(one) for one in refused} <= {NoSuchInvitation, TooManyTries}
        watch.passes(minutes=15)
    assert len(await kiosks.every()) == 10


async def test_who_guesses_is_stopped_however_many_tries_come_at_once(kiosks, watch):
    invited = await kiosks.invite("东门", "大会议中心", by="王老师")
    guesses = [f"{(int(invited.code) + step) % 10**8:08}" for step in range(1, 41)]
    outcomes = await asyncio.gather(*(kiosks.enrol(code) for code in guesses), return_exceptions=True)
    assert sum(isinstance(outcome, NoSuchInvitation) for outcome in outcomes) == 20
    with pytest.raises(TooManyTries) as stopped:
        await kiosks.enrol(invited.code)
    assert stopped.value.until == NOON + 15 * MINUTE
    watch.passes(minutes=15)
    again = await kiosks.invite("东门", "大会议中心", by="王老师")
    await kiosks.enrol(again.code)


async def test_what_is_no_code_is_no_guess_and_right_codes_are_none_either(kiosks):
    for _ in range(25):
        for no_code in ("", "12345", "abcdefgh", "123456789"):
            with pytest.raises(NoSuchInvitation):
                await kiosks.enrol(no_code)
    for number in range(25):
        await enrolled(kiosks, f"第 {number} 台")


async def test_strangers_and_the_revoked_are_told_apart(kiosks):
    kiosk, key = await enrolled(kiosks)
    for unknown in ("", "nothing of ours"):
        with pytest.raises(NotEnrolled) as stranger:
            await kiosks.recognise(unknown)
        assert not stranger.value.revoked
    await kiosks.revoke(kiosk.id, by="李老师")
    await kiosks.revoke(kiosk.id, by="王老师")
    with pytest.raises(NotEnrolled) as revoked:
        await kiosks.recognise(key)
    assert (revoked.value.revoked, revoked.value.kiosk_id) == (True, kiosk.id)
    assert (await kiosks.get(kiosk.id)).revoked_by == "李老师"
    assert await kiosks.find(kiosk.id) is None
    assert await kiosks.find("") is None


async def test_a_beat_says_what_the_kiosk_knows_of_itself(kiosks, watch):
    kiosk, _ = await enrolled(kiosks)
    watch.passes(minutes=4)
    await beats(kiosks, kiosk, offline_seconds=180)
    back_at = watch()
    watch.passes(minutes=1)
    await beats(kiosks, kiosk)
    known = await kiosks.get(kiosk.id)
    assert (known.titles, known.viewport, known.seen_at) == (6000, "1080x1920", watch())
    assert (known.offline_seconds, known.back_at) == (180, back_at)
    assert known.state(watch()) is State.ONLINE
    assert known.state(watch() + 5 * MINUTE) is State.SILENT
    await kiosks.revoke(kiosk.id, by="王老师")
    watch.passes(minutes=1)
    await beats(kiosks, kiosk, titles=1)
    assert (await kiosks.get(kiosk.id)).titles == 6000
    assert (await kiosks.get(kiosk.id)).state(watch()) is State.REVOKED


async def test_renaming_moving_and_forgetting(kiosks, watch):
    kiosk, key = await enrolled(kiosks)
    hours = Hours(time(9), time(17))
    await kiosks.rename(kiosk.id, "二楼东侧", "科技馆", hours)
    known = await kiosks.recognise(key)
    assert (known.name, known.venue, known.hours) == ("二楼东侧", "科技馆", hours)
    assert await kiosks.find(kiosk.id) == known
    with pytest.raises(NoSuchKiosk):
        await kiosks.rename("nobody", "二楼", "科技馆")
    await kiosks.revoke(kiosk.id, by="王老师")
    watch.passes(days=90)
    assert await kiosks.forget() == 0
    watch.passes(days=1)
    assert await kiosks.forget() == 1
    assert await kiosks.every() == ()


async def test_silence_is_told_once_and_over_when_it_speaks(kiosks, database, watch):
    kiosk, _ = await enrolled(kiosks)
    other = Kiosks(KioskRepository(database), now=watch)
    watch.passes(minutes=4.9)
    assert await kiosks.raise_alarms() == ()
    watch.passes(minutes=0.1)
    told = await asyncio.gather(*(one.raise_alarms() for one in (kiosks, other)))
    assert sorted(len(one) for one in told) == [0, 1]
    assert await kiosks.raise_alarms() == ()
    assert [one.id for one in await kiosks.alarmed()] == [kiosk.id]
    await beats(kiosks, kiosk)
    assert await kiosks.alarmed() == ()
    cleared = await asyncio.gather(*(one.clear_alarms() for one in (kiosks, other)))
    assert sorted(len(one) for one in cleared) == [0, 1]
    watch.passes(minutes=5)
    assert len(await kiosks.raise_alarms()) == 1
    await kiosks.revoke(kiosk.id, by="王老师")
    assert await kiosks.alarmed() == ()
    assert len(await kiosks.clear_alarms()) == 1


async def test_a_kiosk_may_sleep_while_its_place_is_closed(kiosks, watch):
    kiosk, _ = await enrolled(kiosks)
    await kiosks.rename(kiosk.id, "东门", "大会议中心", read_hours("09:00-17:00"))
    watch.passes(hours=4.99)
    assert len(await kiosks.raise_alarms()) == 1
    watch.passes(hours=0.01)
    assert len(await kiosks.clear_alarms()) == 1
    watch.passes(hours=16)  # nine o'clock: it is just being switched on
    assert await kiosks.raise_alarms() == ()
    watch.passes(minutes=5)
    assert len(await kiosks.raise_alarms()) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", None),
        (" 9:00-17:30 ", Hours(time(9), time(17, 30))),
        ("０９：００至１７：００".translate({0xFF1A: ":"}), Hours(time(9), time(17))),
        ("18:00–02:00", Hours(time(18), time(2))),
        ("0:00-24:00", None),
        ("8:00~24:00", Hours(time(8), time(0))),
    ],
)
def test_hours_as_they_are_written(written, read):
    assert read_hours(written) == read


@pytest.mark.parametrize("written", ["全天", "9-17", "9:00-25:00", "9:60-17:00", "9:00-9:00", "9:00"])
def test_what_is_no_hours(written):
    with pytest.raises(NoSuchHours):
        read_hours(written)


@given(
    opens=st.times(),
    closes=st.times(),
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_place_is_open_from_its_opening_to_its_closing(opens, closes, moment):
    assume(opens != closes)
    opened = Hours(opens, closes).opened_at(moment)
    clock = moment.astimezone(CHINA).time()
    is_open = opens <= clock < closes if opens < closes else clock >= opens or clock < closes
    assert (opened is not None) == is_open
    if opened:
        assert opened <= moment < opened + timedelta(days=1)
        assert opened.time() == opens


def test_an_evening_that_ends_after_midnight():
    hours = Hours(time(18), time(2))
    one_at_night = datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert hours.opened_at(one_at_night) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert hours.opened_at(one_at_night + timedelta(hours=1)) is None
    assert hours.opened_at(one_at_night - timedelta(hours=8)) is None

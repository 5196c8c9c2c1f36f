"""Sessions end when they are idle, old, or ended."""

from datetime import UTC, datetime, timedelta

import pytest

from library.repository.sessions import SessionRepository
from library.sessions import Sessions, SignedOut


class Wristwatch:
    time = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Wristwatch:
    return Wristwatch()


@pytest.fixture
def sessions(database, clock) -> Sessions:
    return Sessions(SessionRepository(database), now=clock)


async def test_idle_for_half_an_hour_is_signed_out(sessions, clock):
    key = await sessions.start("wang")
    clock.pass_(minutes=29)
    await sessions.get(key)
    clock.pass_(minutes=29)
    assert (await sessions.get(key, touch=False)).librarian == "wang"
    clock.pass_(minutes=1)
    with pytest.raises(SignedOut):
        await sessions.get(key)


async def test_twelve_hours_are_the_longest(sessions, clock):
    key = await sessions.start("wang")
    for _ in range(47):
        clock.pass_(minutes=15)
        await sessions.get(key)
    clock.pass_(minutes=15)
    with pytest.raises(SignedOut):
        await sessions.get(key)


async def test_ended_sessions_are_gone_at_once(sessions):
    here, there, other = [await sessions.start(who) for who in ("wang", "wang", "bao")]
    await sessions.end(here)
    with pytest.raises(SignedOut):
        await sessions.get(here)
    await sessions.end_all_of("wang")
    with pytest.raises(SignedOut):
        await sessions.get(there)
    assert (await sessions.get(other)).librarian == "bao"


async def test_the_database_alone_signs_nobody_in(sessions, database):
    key = await sessions.start("wang")
    [stored] = await database["sessions"].find().to_list(10)
    assert key not in str(stored)
    with pytest.raises(SignedOut):
        await sessions.get(stored["_id"])


@pytest.mark.parametrize("key", ["", "x", "很长" * 1000])
async def test_no_session(sessions, key):
    with pytest.raises(SignedOut):
        await sessions.get(key)

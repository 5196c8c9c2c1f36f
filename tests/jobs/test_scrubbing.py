"""The nightly scrub: what has been kept long enough goes, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.outbox import Oblivion, Outbox, State
from bot.replies import Say
from jobs.scrubbing import Scrub
from library.retention import Retention
from reader.fading import Fading
from reader.repository.fading import FadingRepository
from reference.casebook import Casebook
from reference.desk import ReferenceDesk
from reference.live import LiveEvents
from reference.repository.questions import QuestionRepository
from reference.repository.scrubs import ScrubRepository
from reference.scrubbing import Scrubbing

NOW = datetime(2026, 3, 5, 19, 23, tzinfo=UTC)
KEPT = Retention(questions=timedelta(days=10), reading=timedelta(days=20), unsent=timedelta(days=3))


@pytest.fixture
async def scrub(database, redis) -> Scrub:
    casebook = Casebook(QuestionRepository(database), LiveEvents(redis))
    scrubbing = Scrubbing(ScrubRepository(database), casebook, ReferenceDesk(casebook), now=lambda: NOW)
    fading = Fading(FadingRepository(database))
    return Scrub(KEPT, scrubbing, fading, Oblivion(database), now=lambda: NOW)


def before(**span: float) -> datetime:
    return NOW - timedelta(**span)


async def test_titles_nobody_touched_leave_their_shelves(scrub, database):
    for days in (19, 21):
        await database["enrolments"].insert_one({"_id": f"{days}", "touched_at": before(days=days)})
        await database["deliveries"].insert_one({"_id": f"{days}", "finished_at": before(days=days)})
        await database["memberships"].insert_one({"_id": f"{days}", "touched_at": before(days=days)})
    await database["deliveries"].insert_one({"_id": "goes on", "finished_at": None})
    assert (await scrub.scrub())["places"] == 1
    assert await database["enrolments"].distinct("_id") == ["19"]
    assert await database["deliveries"].distinct("_id") == ["19", "goes on"]
    assert await database["memberships"].distinct("_id") == ["19"]


async def test_words_nobody_came_for_are_given_up_and_their_sender_hears_of_it(scrub, database):
    outbox = Outbox(database, now=lambda: before(days=4))
    await outbox.put("lin", Say("在三楼"), key="answer", about={"question": "q", "seq": "2"})
    message = await outbox.lease()
    await outbox.finish(message, State.PARKED, "45015")
    assert (await scrub.scrub())["unsent"] == 1
    kept = await database["outbox"].find_one({"_id": "answer"})
    assert (kept["state"], kept["bubbles"]) == ("failed", [])
    later = Outbox(database, now=lambda: NOW + timedelta(minutes=1))
    [told] = [change async for change in later.untold()]
    assert (told.state, told.about["question"]) == (State.FAILED, "q")
    assert await outbox.unpark("lin") == 0


async def test_what_waits_since_yesterday_goes_on_waiting(scrub, database):
    outbox = Outbox(database, now=lambda: before(days=1))
    await outbox.put("lin", Say("在三楼"), key="answer")
    await outbox.finish(await outbox.lease(), State.PARKED, "45015")
    assert await scrub.scrub() == {"questions": 0, "places": 0, "unsent": 0}
    assert await outbox.unpark("lin") == 1


async def test_again_is_nothing_more(scrub):
    assert await scrub.scrub() == await scrub.scrub()

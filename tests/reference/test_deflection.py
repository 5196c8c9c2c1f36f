"""What became of the answers the house gave by itself."""

from datetime import timedelta

import pytest

from reference.deflection import Deflection, Fate, Tally, fate
from reference.models import MACHINE
from reference.refusals import AlreadyOpen, NothingOpen
from reference.repository.deflection import DeflectionRepository
from reference.repository.scrubs import ScrubRepository
from reference.scrubbing import Scrubbing
from reference.status import Status


@pytest.fixture
async def deflection(database, clock) -> Deflection:
    repository = DeflectionRepository(database)
    await repository.prepare()
    return Deflection(repository, now=clock)


@pytest.fixture
def offered(desk, casework):
    """Ask, and be offered an answer; what then became of it is what this returns."""

    async def offer(patron, text="有WIFI吗", entry="wifi"):
        message = f"{patron._key()} offer"
        question = await desk.offer(patron.id, text, alias=patron.alias, message=message, entry=entry)

        async def became() -> Fate:
            return fate(await casework.thread(question.id))

        return became

    return offer


async def test_she_says_that_it_helped(desk, lin, offered):
    became = await offered(lin)
    assert await became() is Fate.OPEN
    await desk.resolved_by_patron(lin.id)
    assert await became() is Fate.SETTLED


async def test_she_says_no_or_writes_on(desk, lin, patron_of, offered):
    bat = patron_of()
    hers, his = await offered(lin), await offered(bat)
    await desk.hand_over(lin.id)
    await bat.writes("密码是什么")
    assert await hers() is await his() is Fate.HANDED_OVER


async def test_she_says_nothing_for_a_week(clock, upkeep, lin, offered):
    became = await offered(lin)
    clock.pass_(days=8)
    await upkeep.close_idle(timedelta(days=7))
    assert await became() is Fate.SILENT


async def test_she_said_too_soon_that_it_helped(desk, lin, offered, clock):
    became = await offered(lin)
    await desk.resolved_by_patron(lin.id)
    clock.pass_(minutes=30)
    receipt = await desk.take_back(lin.id, "没解决", message="back")
    assert await became() is Fate.HANDED_OVER
    assert (await desk.take_back(lin.id, "没解决", message="back")).question_id == receipt.question_id
    assert (await desk.open_question(lin.id)).preview == "没解决"


async def test_an_hour_later_it_is_another_matter(desk, lin, offered, clock):
    became = await offered(lin)
    await desk.resolved_by_patron(lin.id)
    clock.pass_(hours=2)
    with pytest.raises(NothingOpen):
        await desk.take_back(lin.id, "人工", message="back")
    assert await became() is Fate.SETTLED


async def test_she_does_not_want_it_any_more(desk, lin, offered):
    became = await offered(lin)
    await desk.cancel(lin.id)
    assert await became() is Fate.CANCELLED


async def test_what_a_machine_said_stays_in_the_thread_once_and_goes_with_it(
    desk, casework, clock, database, lin
):
    async def offer():
        who = {"alias": lin.alias, "message": "m", "entry": MACHINE, "said": "【机器回答】可以。"}
        return await desk.offer(lin.id, "老押金还退吗", **who)

    assert await desk.said(lin.id, "m") is None
    question = await offer()
    assert (await offer()).id == question.id
    assert [await desk.said(lin.id, message) for message in ("m", "another")] == ["【机器回答】可以。", ""]
    assert [entry.text for entry in (await casework.thread(question.id)).entries][1:] == [
        "【机器回答】可以。"
    ]
    scrubbing = Scrubbing(ScrubRepository(database), desk._casebook, desk, now=clock)
    await scrubbing.forget(lin.id)
    scrubbed = await database["questions"].find_one({"_id": question.id})
    assert "可以" not in str(scrubbed)
    assert scrubbed["offered"] == MACHINE


async def test_a_question_to_people_was_never_deflected(lin, casework):
    receipt = await lin.asks("元上都考古报告在哪里")
    assert fate(await casework.thread(receipt.question_id)) is None


async def test_the_next_answer_takes_the_place_of_one_she_said_nothing_about(desk, lin, offered):
    first, second = await offered(lin), await offered(lin, "怎么办证", "new-card")
    assert (await first(), await second()) == (Fate.SILENT, Fate.OPEN)
    assert (await desk.open_question(lin.id)).offered == "new-card"


async def test_the_same_answer_twice_is_no_answer(desk, lin, offered):
    await offered(lin)
    with pytest.raises(AlreadyOpen) as refusal:
        await offered(lin, "WIFI连不上", "wifi")
    assert refusal.value.question.status is Status.BOT


async def test_an_offer_never_takes_the_place_of_a_librarian(desk, lin, offered):
    await lin.asks("元上都考古报告在哪里")
    with pytest.raises(AlreadyOpen):
        await offered(lin)
    assert (await desk.open_question(lin.id)).status is Status.QUEUED


async def test_an_old_message_delivered_again_ends_nothing(desk, lin):
    who = {"alias": lin.alias}
    first = await desk.offer(lin.id, "怎么办证", entry="new-card", message="first", **who)
    await desk.offer(lin.id, "有WIFI吗", entry="wifi", message="second", **who)
    again = await desk.offer(lin.id, "怎么办证", entry="new-card", message="first", **who)
    assert again.id == first.id
    assert (await desk.open_question(lin.id)).offered == "wifi"


async def test_the_same_message_twice_is_offered_once(desk, lin):
    same = {"alias": lin.alias, "message": "the same"}
    first = await desk.offer(lin.id, "怎么办证", entry="new-card", **same)
    assert (await desk.offer(lin.id, "怎么办证", entry="new-card", **same)).id == first.id


async def test_figures_of_each_entry(desk, deflection, patron_of, offered, clock):
    old = patron_of()
    await offered(old)
    clock.pass_(days=91)
    helped, not_helped, still_reading, elsewhere = (patron_of() for _ in range(4))
    for patron in (helped, not_helped, still_reading):
        await offered(patron)
    await offered(elsewhere, "怎么办证", "new-card")
    await desk.resolved_by_patron(helped.id)
    await desk.hand_over(not_helped.id)
    assert await deflection.by_entry() == {
        "wifi": Tally(offered=3, settled=1, handed_over=1),
        "new-card": Tally(offered=1),
    }


async def test_which_questions_an_entry_did_not_help(desk, deflection, patron_of, offered):
    helped, bat, bao = (patron_of() for _ in range(3))
    for patron in (helped, bat, bao):
        await offered(patron)
    await desk.resolved_by_patron(helped.id)
    missed = [(await desk.hand_over(patron.id)).question_id for patron in (bat, bao)]
    assert {one.question for one in await deflection.handed_over("wifi")} == set(missed)
    assert await deflection.handed_over("wifi", branch="B2") == []
    assert await deflection.handed_over("new-card") == []

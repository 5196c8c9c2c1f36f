"""Who is at the desk, how much she has in hand, and who gets what waits."""

import asyncio

import pytest

from library.repository.sessions import SessionRepository
from library.repository.staff import StaffRepository
from library.sessions import Sessions
from library.staff import Staff
from reference.assigning import Assigning
from reference.casebook import Casebook
from reference.changes.by_librarian import Hands
from reference.desk import ReferenceDesk
from reference.duty import Duty
from reference.models import Closing, Kind, Outcome
from reference.refusals import AlreadyClaimed, HandsFull, NothingWaiting
from reference.repository.duty import DutyRepository
from reference.repository.questions import QuestionRepository
from reference.repository.slots import SlotRepository
from reference.slots import Slots
from reference.status import Status

CLOSING = Closing(kind=Kind.REFERENCE, read=1, outcome=Outcome.ANSWERED)
CAPACITY = 3


@pytest.fixture
async def casebook(database, live, clock) -> Casebook:
    questions = QuestionRepository(database)
    await questions.prepare()
    return Casebook(questions, live, Slots(SlotRepository(database), capacity=CAPACITY, now=clock))


@pytest.fixture
def sessions(database, clock) -> Sessions:
    return Sessions(SessionRepository(database), now=clock)


@pytest.fixture
def duty(database, casebook, sessions, clock) -> Duty:
    return Duty(DutyRepository(database), casebook, sessions, now=clock)


@pytest.fixture
def desk(casebook, duty, clock) -> ReferenceDesk:
    return ReferenceDesk(casebook, capacity=30, duty=duty, now=clock)


@pytest.fixture
async def hers(casework, patron_of, wang):
    """As many as Wang can have open, each of another patron, with that patron."""
    patrons = [patron_of() for _ in range(CAPACITY)]
    found = [(patron, (await patron.asks("几点关门？")).question_id) for patron in patrons]
    for _patron, question in found:
        await casework.claim(question, wang)
    return found


async def state(casework, question):
    question = (await casework.thread(question)).question
    return question.status, question.assignee


async def test_nobody_has_more_open_than_hands(casework, hers, patron_of, wang, bao):
    one_more = (await patron_of().asks("还有一个")).question_id
    with pytest.raises(HandsFull) as refused:
        await casework.claim(one_more, wang)
    assert refused.value.capacity == CAPACITY
    with pytest.raises(HandsFull):
        await casework.claim_next(wang)
    assert await state(casework, one_more) == (Status.QUEUED, None)
    await casework.answer(hers[0][1], wang, "九点。", key="k", last_seq=1)
    await casework.claim(one_more, wang)
    handed = (await patron_of().asks("转给王")).question_id
    await casework.claim(handed, bao)
    with pytest.raises(HandsFull):
        await casework.hand_on(handed, Hands(bao, wang), "你熟", key="n")
    assert await state(casework, handed) == (Status.OPEN, bao.id)


async def test_twenty_claims_at_once_open_as_many_as_she_has_hands(casework, casebook, patron_of, wang):
    ids = [(await patron_of().asks(f"问题 {number}")).question_id for number in range(20)]
    await asyncio.gather(*(casework.claim(one, wang) for one in ids), return_exceptions=True)
    assert await casebook.questions.count_open_of(wang.id) == CAPACITY
    for one in await casebook.questions.list_open_of(wang.id, 20):
        await casework.hand_on(one.id, Hands(wang, None), "没空", key="put-back")
    for one in ids[:CAPACITY]:
        await casework.claim(one, wang)


async def test_a_claim_that_was_lost_takes_no_hand(casework, hers, patron_of, wang, bao):
    await casework.hand_on(hers[0][1], Hands(wang, None), "没空", key="put-back")
    await casework.claim(hers[0][1], bao)
    for _ in range(CAPACITY):
        with pytest.raises(AlreadyClaimed):
            await casework.claim(hers[0][1], wang)
    with pytest.raises(NothingWaiting):
        await casework.claim_next(wang)
    await casework.claim((await patron_of().asks("还有一个")).question_id, wang)


async def test_a_hand_lost_by_a_process_that_died_is_found_again(
    casework, casebook, database, patron_of, wang, clock
):
    slots = SlotRepository(database)
    for number in range(CAPACITY):
        assert await slots.take(f"{wang.id}:{number}:died", clock.time)
    question = (await patron_of().asks("几点关门？")).question_id
    with pytest.raises(HandsFull):
        await casework.claim(question, wang)
    clock.pass_(minutes=2)
    await casework.claim(question, wang)


async def test_who_writes_to_one_with_full_hands_waits_in_the_queue(casework, hers, patron_of, wang):
    patron, question = hers[0]
    await casework.answer(question, wang, "九点。", key="k", last_seq=1)
    await casework.claim((await patron_of().asks("还有一个")).question_id, wang)
    await patron.writes("周日呢？")
    assert await state(casework, question) == (Status.QUEUED, None)
    thread = await casework.thread(question)
    assert [entry.text for entry in thread.entries] == ["几点关门？", "九点。", "周日呢？"]


async def test_what_was_put_off_comes_back_to_the_queue_where_her_hands_are_full(
    casework, upkeep, hers, patron_of, wang, clock
):
    await casework.snooze(hers[0][1], wang, clock.time.replace(hour=12))
    await casework.claim((await patron_of().asks("还有一个")).question_id, wang)
    clock.pass_(hours=4)
    assert await upkeep.wake() == 1
    assert await state(casework, hers[0][1]) == (Status.QUEUED, None)


async def test_who_goes_home_leaves_nobody_waiting_for_her(casework, duty, hers, wang):
    await duty.begin(wang)
    answered, *waiting = hers
    await casework.answer(answered[1], wang, "九点。", key="k", last_seq=1)
    assert await duty.end(wang.id) == CAPACITY - 1
    for _patron, question in waiting:
        assert await state(casework, question) == (Status.QUEUED, None)
    assert await state(casework, answered[1]) == (Status.PENDING, wang.id)
    await answered[0].writes("周日呢？")
    assert await state(casework, answered[1]) == (Status.QUEUED, None)


async def test_who_comes_back_the_day_after_finds_her_question_with_her_librarian_or_in_the_queue(
    casework, duty, hers, wang
):
    for patron, question in hers[:2]:
        await casework.resolve(question, wang, CLOSING)
        if question == hers[1][1]:
            await duty.end(wang.id)
        await patron.writes_again("还有呢？")
    assert await state(casework, hers[0][1]) == (Status.QUEUED, None), "she went home with it in her hands"
    again = (await casework.thread(hers[1][1])).question
    assert (again.status, again.assignee, again.reopen_count) == (Status.QUEUED, None, 1)


async def test_who_left_without_a_word_is_off_duty_when_her_session_is_over(
    casework, duty, sessions, hers, wang, clock
):
    await duty.begin(wang)
    await sessions.start(wang.id)
    assert await duty.settle() == 0
    assert await duty.is_on(wang.id)
    clock.pass_(hours=1)
    assert await duty.settle() == CAPACITY
    assert await duty.is_off(wang.id)
    assert await duty.settle() == 0


@pytest.fixture
async def team(database):
    staff = Staff(StaffRepository(database))
    return staff, [(await staff.add(login, login))[0] for login in ("wang", "bao")]


async def test_what_waits_is_given_evenly_to_those_on_duty(casebook, casework, duty, team, patron_of, clock):
    staff, (wang, bao) = team
    assigning = Assigning(casebook, casework, duty, staff)
    for number in range(8):
        await patron_of().asks(f"问题 {number}")
        clock.pass_(seconds=1)
    assert await assigning.assign() == 0, "nobody is on duty"
    await duty.begin(wang)
    await duty.begin(bao)
    await asyncio.gather(assigning.assign(), assigning.assign())
    for librarian in (wang, bao):
        assert await casebook.questions.count_open_of(librarian.id) == CAPACITY
    assert [question.preview for question in await casework.waiting()] == ["问题 6", "问题 7"]

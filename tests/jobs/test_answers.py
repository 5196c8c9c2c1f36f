"""Answers on their way from the desk to the patron, and the news of it on the way back."""

from datetime import timedelta

import pytest

from bot.outbox import Change, Outbox, State
from bot.replies import Say
from jobs.answers import Answers
from jobs.chores import FORGOTTEN, chores
from library.clock import utc_now
from library.staff import Librarian
from reference.casebook import Casebook
from reference.casework import Casework
from reference.desk import ReferenceDesk
from reference.live import LiveEvents
from reference.models import SendState
from reference.repository.questions import QuestionRepository
from reference.upkeep import Upkeep

CHEN = Librarian(id="chen", login="chen", name="陈静")


class Clock:
    def __init__(self) -> None:
        self.late = timedelta()

    def __call__(self):
        return utc_now() + self.late


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def casebook(database, redis) -> Casebook:
    questions = QuestionRepository(database)
    await questions.prepare()
    return Casebook(questions, LiveEvents(redis))


@pytest.fixture
def casework(casebook, clock) -> Casework:
    return Casework(casebook, now=clock)


@pytest.fixture
def upkeep(casebook, clock) -> Upkeep:
    return Upkeep(casebook, now=clock)


@pytest.fixture
async def outbox(database, clock) -> Outbox:
    outbox = Outbox(database, now=clock)
    await outbox.prepare()
    return outbox


@pytest.fixture
async def answered(casebook, casework, clock) -> str:
    """A question whose answer was stored by a process that died before it queued it."""
    desk = ReferenceDesk(casebook, now=clock)
    receipt = await desk.ask("lin", "借书证怎么办？", alias="读者 4F7K", message="m1")
    await casework.claim(receipt.question_id, CHEN)
    await casework.answer(receipt.question_id, CHEN, "带身份证到一楼。", key="a", last_seq=1)
    return receipt.question_id


def the_chore(name: str, upkeep: Upkeep, outbox: Outbox):
    return next(chore.do for chore in chores(upkeep, Answers(upkeep, outbox)) if chore.name == name)


async def test_a_forgotten_answer_is_queued_once(upkeep, outbox, clock, answered, database) -> None:
    remember = the_chore("send_forgotten_answers", upkeep, outbox)
    await remember()
    assert await outbox.lease() is None, "it is too early to call it forgotten"
    clock.late = FORGOTTEN + timedelta(seconds=1)
    await remember()
    await remember()
    assert await database["outbox"].count_documents({}) == 1
    message = await outbox.lease()
    assert message.patron == "lin"
    assert message.bubbles == (Say("带身份证到一楼。"),)


async def test_the_desk_hears_what_became_of_an_answer(casework, upkeep, outbox, answered) -> None:
    answers = Answers(upkeep, outbox)
    thread = await casework.thread(answered)
    await answers.send(thread.question, thread.entries[-1])
    message = await outbox.lease()
    await answers.heard(await outbox.finish(message, State.FAILED, "45015"))
    entry = (await casework.thread(answered)).entries[-1]
    assert (entry.send, entry.reason) == (SendState.FAILED, "45015")


async def test_news_of_other_messages_leaves_the_desk_alone(casework, upkeep, outbox, answered) -> None:
    before = await casework.thread(answered)
    await Answers(upkeep, outbox).heard(Change(key="k", patron="lin", state=State.SENT, about={}))
    assert await casework.thread(answered) == before


async def test_questions_left_lying_are_closed(casework, upkeep, outbox, clock, answered) -> None:
    clock.late = timedelta(days=6)
    await the_chore("close_idle_questions", upkeep, outbox)()
    assert (await casework.thread(answered)).question.closed_at is None
    clock.late = timedelta(days=8)
    await the_chore("close_idle_questions", upkeep, outbox)()
    assert (await casework.thread(answered)).question.closed_at is not None

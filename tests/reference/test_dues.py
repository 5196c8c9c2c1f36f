"""Promises: counted over the branch's opening hours when written, standing still while the patron thinks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.branches import CENTRE, Branches
from library.hours_notation import read_hours
from library.repository.branches import BranchRepository
from reference.casebook import Casebook
from reference.changes import by_clock, by_librarian, by_patron
from reference.changes.by_librarian import Hands
from reference.dues import Dues, Promise, due_after
from reference.models import Change, Closing, Kind, Outcome, Question, Thread
from reference.refusals import NotPossible, NotYours
from reference.repository.questions import QuestionRepository
from reference.status import Status
from tests.reference.conftest import librarian

PROMISE = Promise(first=timedelta(minutes=30), next=timedelta(hours=1))
CLOSING = Closing(kind=Kind.POLICY, read=1, outcome=Outcome.ANSWERED)


def beijing(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def branches(database) -> Branches:
    hours = read_hours("周一至周五 8:30-12:00 14:30-17:30")
    return Branches(BranchRepository(database), library="青城图书馆", hours=hours)


@pytest.fixture
async def casebook(database, live, branches) -> Casebook:
    questions = QuestionRepository(database)
    await questions.prepare()
    return Casebook(questions, live, dues=Dues(branches, PROMISE))


@pytest.fixture
async def due(casework):
    async def due(receipt) -> datetime | None:
        return (await casework.thread(receipt.question_id)).question.due_at

    return due


async def test_the_first_answer_is_promised_over_the_noon_break_and_the_weekend(clock, patron_of, due):
    for asked, answered in (
        (beijing(2, 9), beijing(2, 9, 30)),
        (beijing(2, 11, 45), beijing(2, 14, 45)),
        (beijing(6, 17, 20), beijing(9, 8, 50)),
        (beijing(7, 10), beijing(9, 9)),
    ):
        clock.time = asked
        assert await due(await patron_of().asks("几点关门？")) == answered


async def test_the_clock_stops_while_it_waits_on_the_patron(casework, clock, lin, wang, due):
    clock.time = beijing(2, 9)
    receipt = await lin.asks("元上都的资料？")
    await casework.claim(receipt.question_id, wang)
    assert await due(receipt) == beijing(2, 9, 30), "claimed is not answered"
    await casework.answer(receipt.question_id, wang, "要哪方面的？", key="a", last_seq=1)
    assert await due(receipt) is None
    clock.time = beijing(2, 17)
    await lin.writes("考古的")
    assert await due(receipt) == beijing(3, 9)
    clock.time = beijing(3, 8, 45)
    await lin.writes("急用")
    assert await due(receipt) == beijing(3, 9), "who writes more does not wait longer"
    await casework.resolve(receipt.question_id, wang, CLOSING)
    assert await due(receipt) is None


async def test_put_off_it_keeps_what_was_left(casework, upkeep, clock, lin, wang, due):
    clock.time = beijing(2, 9)
    receipt = await lin.asks("元上都的资料？")
    await casework.claim(receipt.question_id, wang)
    clock.time = beijing(2, 9, 10)
    await casework.snooze(receipt.question_id, wang, beijing(5, 12))
    assert await due(receipt) is None
    clock.time = beijing(5, 12)
    await upkeep.wake()
    assert await due(receipt) == beijing(5, 14, 50)


async def test_from_hand_to_hand_and_to_another_branch_the_promise_stays(
    casework, branches, clock, lin, wang, due
):
    clock.time = beijing(2, 9)
    receipt = await lin.asks("大学路有自习室吗？")
    await casework.claim(receipt.question_id, wang)
    clock.time = beijing(2, 9, 20)
    saihan = await branches.add(CENTRE, "赛罕区")
    await casework.hand_on(receipt.question_id, Hands(wang, None, saihan), "他们熟", key="refer")
    assert await due(receipt) == beijing(2, 9, 30)


async def test_a_new_promise_is_the_branchs_that_makes_it(casework, branches, clock, lin, wang, due):
    clock.time = beijing(7, 10)  # a Saturday
    saihan = await branches.add(CENTRE, "赛罕区")
    await branches.change(replace(saihan, hours="每天 9:00-21:00"))
    receipt = await lin.asks("大学路有自习室吗？")
    await casework.claim(receipt.question_id, wang)
    await casework.answer(receipt.question_id, wang, "替您问问。", key="a", last_seq=1)
    await casework.hand_on(receipt.question_id, Hands(wang, None, saihan), "他们熟", key="refer")
    assert await due(receipt) == beijing(7, 11)


STEPS = ("claim", "answer", "write", "snooze", "wake", "unclaim", "resolve", "reopen")


WANG = librarian("王馆员")


def _asked() -> Question:
    question = by_patron.born("patron", "读者", "问", beijing(2, 9))
    return replace(question, due_at=beijing(2, 9, 30))


def _step(question: Question, step: str, now: datetime) -> Change | None:
    seen = Thread(question=question, entries=(), audit=())
    deeds = {
        "claim": lambda: by_librarian.claiming(WANG, now) if question.status is Status.QUEUED else None,
        "answer": lambda: by_librarian.answering(seen, WANG, "答", f"a{now}", question.last_seq, now),
        "write": lambda: by_patron.writing(seen, "问", f"m{now}", now),
        "snooze": lambda: by_librarian.snoozing(seen, WANG, now + timedelta(days=1), now),
        "wake": lambda: by_clock.waking(question, now),
        "unclaim": lambda: by_librarian.putting_back(seen, WANG, now),
        "resolve": lambda: by_librarian.resolving(seen, WANG, CLOSING, now),
        "reopen": lambda: by_patron.reopening(seen, "又问", f"r{now}", now),
    }
    try:
        return deeds[step]()
    except (NotPossible, NotYours):
        return None


@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_there_is_a_promise_exactly_while_it_waits(steps):
    """Whatever happens in whatever order, as far as it may happen."""
    from_now, question, hours = beijing(2, 9), _asked(), read_hours("每天 9:00-21:00")
    for number, step in enumerate(steps):
        change = _step(question, step, from_now + timedelta(minutes=number))
        if change is None:
            continue
        fields = {**due_after(question, change, hours, PROMISE), **change.fields}
        kept = {name: value for name, value in fields.items() if hasattr(question, name)}
        question = replace(question, status=change.status, **kept)
        assert (question.due_at is None) == (question.waiting_since is None)
        assert (question.due_left is None) or question.status is Status.SNOOZED

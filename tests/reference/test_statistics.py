"""What is counted of questions, and what reports say of them."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.hours_notation import read_hours
from reference.changes import by_patron
from reference.models import AuditEvent, Closing, Kind, Outcome, Thread
from reference.refusals import CannotHelp
from reference.repository.facts import FactRepository
from reference.statistics.counting import Counting
from reference.statistics.fact import End, fact_of
from reference.statistics.period import Period
from reference.statistics.statistics import Statistics
from reference.statistics.sums import Spread, Sums, spread
from reference.status import Status
from tests.reference.test_states import STEPS

HOURS = read_hours("周一至周五 09:00-12:00,13:00-17:00")
THE_DAY = date(2026, 3, 5)  # a Thursday; the clock of these tests begins at 17:00 in Beijing
SORTED = Closing(kind=Kind.REFERENCE, read=3, outcome=Outcome.ANSWERED)


@pytest.fixture
async def facts(database) -> FactRepository:
    repository = FactRepository(database)
    await repository.prepare()
    return repository


@pytest.fixture
def counting(facts) -> Counting:
    async def hours(_branch: str):
        return HOURS

    return Counting(facts, hours=hours)


@pytest.fixture
def reported(facts, counting, clock):
    """Count what is to be counted, and report on two days."""

    async def report(**place):
        await counting.count()
        period = Period(since=THE_DAY, until=THE_DAY + timedelta(days=1), **place)
        return await Statistics(facts, now=clock).report(period)

    return report


@pytest.fixture
def morning(clock):
    """Ten in the morning of that Thursday."""
    clock.pass_(hours=-7)
    return clock


@pytest.fixture
def answered(casework, wang):
    """A question answered by 王馆员, and sorted as she says."""

    async def answer(patron, closing=SORTED):
        question_id = (await patron.asks("元上都的资料在哪里？")).question_id
        await casework.claim(question_id, wang)
        await casework.answer(question_id, wang, "五楼特藏室。", key="a", last_seq=1)
        await casework.resolve(question_id, wang, closing)
        return question_id

    return answer


async def test_each_question_comes_to_one_end(
    morning, reported, desk, casework, upkeep, wang, patron_of, answered
):
    await answered(patron_of())
    await answered(patron_of(), Closing(kind=Kind.REFERENCE, read=5, outcome=Outcome.UNANSWERED))
    gone, helped, quiet, waiting, spam = (patron_of() for _ in range(5))
    await gone.asks("几点关门？")
    await desk.cancel(gone.id)
    for patron, entry in ((helped, "wifi"), (quiet, "new-card")):
        await desk.offer(patron.id, "怎么办", alias=patron.alias, message="offered", entry=entry)
    await desk.resolved_by_patron(helped.id)
    await casework.discard((await spam.asks("加我好友")).question_id, wang)
    morning.pass_(days=8)
    await upkeep.close_idle(timedelta(days=7))
    morning.pass_(days=-7)
    await waiting.asks("在吗？")

    report = await reported()
    assert report.days == {
        THE_DAY: Sums(answered=1, unanswered=1, abandoned=1, deflected=1, silent=1),
        THE_DAY + timedelta(days=1): Sums(open=1),
    }
    assert report.total.received == 6


async def test_who_says_it_is_settled_before_anybody_answered_was_not_answered(
    morning, reported, desk, casework, wang, lin
):
    await casework.claim((await lin.asks("几点关门？")).question_id, wang)
    await desk.resolved_by_patron(lin.id)
    assert (await reported()).total == Sums(unanswered=1)


async def test_the_way_to_the_lift_is_answered_and_no_reference_transaction(
    morning, reported, patron_of, answered, desk, casework, wang, lin
):
    await answered(patron_of())
    await answered(patron_of(), Closing(kind=Kind.DIRECTIONAL, read=1, outcome=Outcome.ANSWERED))
    nobody_sorted = (await lin.asks("可以续借吗？")).question_id
    await casework.claim(nobody_sorted, wang)
    await casework.answer(nobody_sorted, wang, "可以。", key="a", last_seq=1)
    await desk.resolved_by_patron(lin.id)
    report = await reported()
    assert (report.total.answered, report.reference, report.unsorted) == (3, 1, 1)
    assert report.kinds == {Kind.REFERENCE: 1, Kind.DIRECTIONAL: 1}
    assert report.reads == {3: 1, 1: 1}


async def test_what_a_librarian_notes_at_the_end(morning, reported, patron_of, answered, casework, wang):
    for minutes in (5, 40):
        await answered(patron_of(), replace(SORTED, minutes=minutes, subject="地方志"))
    nothing_said = await answered(patron_of())
    report = await reported()
    assert (report.subjects, report.nameless) == ({"地方志": 2}, 1)
    assert (report.worked, report.minutes) == (Spread(count=2, median=5, p90=40), 45)
    await casework.reopen(nothing_said, wang)
    assert (await reported()).nameless == 0


async def test_the_noon_break_is_nobodys_delay(clock, reported, casework, wang, lin):
    clock.pass_(hours=-5, minutes=-10)  # 11:50
    question_id = (await lin.asks("元上都的资料在哪里？")).question_id
    clock.pass_(minutes=85)  # 13:15
    await casework.claim(question_id, wang)
    await casework.answer(question_id, wang, "五楼特藏室。", key="a", last_seq=1)
    assert (await reported()).waits.first == Spread(count=1, median=25, p90=25)


async def test_the_clock_stands_still_while_it_is_the_patrons_turn(morning, reported, casework, wang, lin):
    question_id = (await lin.asks("元上都的资料在哪里？")).question_id
    await casework.claim(question_id, wang)
    morning.pass_(minutes=5)
    await casework.answer(question_id, wang, "哪一本？", key="a", last_seq=1)
    morning.pass_(hours=1)
    await lin.writes("图志。")
    morning.pass_(minutes=7)
    await casework.answer(question_id, wang, "五楼。", key="b", last_seq=3)
    morning.pass_(days=1)
    await casework.resolve(question_id, wang, SORTED)
    report = await reported()
    assert (report.waits.first.median, report.waits.spent.median) == (5, 12)


async def test_where_the_house_answered_first_the_wait_begins_when_it_did_not_help(
    morning, reported, desk, casework, wang, lin
):
    question = await desk.offer(lin.id, "怎么办证", alias=lin.alias, message="offered", entry="new-card")
    morning.pass_(minutes=30)
    await desk.hand_over(lin.id)
    morning.pass_(minutes=4)
    await casework.claim(question.id, wang)
    await casework.answer(question.id, wang, "带身份证来。", key="a", last_seq=1)
    report = await reported()
    assert (report.waits.first.median, report.handed_over, report.offered) == (4, 1, 1)


async def test_counting_again_counts_nothing_twice(morning, reported, counting, lin, answered, database):
    await answered(lin)
    assert await counting.count() == 1
    assert await counting.count() == 0
    await database["questions"].update_many({}, {"$set": {"uncounted": True}})
    assert await counting.count() == 1
    assert (await reported()).total == Sums(answered=1)


async def test_a_later_fact_is_not_overwritten_by_one_counted_earlier(
    morning, reported, casework, facts, wang, lin, answered
):
    question_id = await answered(lin)
    early = await facts.list_uncounted(1)
    await casework.reopen(question_id, wang)
    report = await reported()
    assert (report.total, report.reopened) == (Sums(open=1), 1)
    await facts.keep([(early[0].question, fact_of(early[0], HOURS))])
    assert (await reported()).total == Sums(open=1)


async def test_a_change_during_the_counting_is_counted_next(morning, reported, casework, facts, wang, lin):
    question_id = (await lin.asks("几点关门？")).question_id
    [seen] = await facts.list_uncounted(1)
    await casework.claim(question_id, wang)
    await facts.keep([(seen.question, fact_of(seen, HOURS))])
    [marked] = await facts.list_uncounted(1)
    assert marked.question.assignee == wang.id


async def test_nobody_and_no_words_are_in_a_fact(morning, reported, lin, wang, answered, database):
    await answered(lin)
    await reported()
    [fact] = await database["question_facts"].find().to_list(None)
    written = repr(fact)
    for secret in (lin.id, lin.alias, wang.id, wang.name, "元上都", "五楼"):
        assert secret not in written


@given(
    offered=st.sampled_from(["", "opening-hours"]),
    steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=30),
)
def test_whatever_happens_to_a_question_it_comes_to_one_end(offered, steps):
    began = now = datetime(2026, 3, 5, 2, tzinfo=UTC)
    question = by_patron.born("p", "读者 4F7K", "几点关门？", now, offered=offered)
    seen = _after(
        Thread(question=question, entries=(), audit=()), by_patron.birth(question, "几点关门？", "first")
    )
    for step in steps:
        now += timedelta(minutes=20)
        with suppress(CannotHelp):
            if change := STEPS[step](seen, now):
                seen = _after(seen, change)
    fact, question = fact_of(seen, HOURS), seen.question
    assert (fact.end is End.NONE) == (question.status is Status.SPAM)
    assert (fact.end is End.OPEN) == (question.closed_at is None)
    assert (fact.end is End.ABANDONED) == (question.status is Status.ABANDONED)
    assert fact.end is not End.ANSWERED or question.closing or question.first_response_at
    assert fact.end not in {End.DEFLECTED, End.SILENT} or (offered and not fact.handed_over)
    for wait in (fact.first, fact.spent):
        assert wait is None or 0 <= wait <= HOURS.between(began, now) / timedelta(minutes=1)


def _after(seen: Thread, change) -> Thread:
    """With its audit trail, of which facts are made."""
    question = replace(seen.question, **change.fields, status=change.status)
    event = AuditEvent(
        at=change.at,
        trigger=change.trigger,
        by="",
        by_name="",
        before=seen.question.status,
        after=change.status,
    )
    entries = seen.entries + ((change.entry,) if change.entry else ())
    return Thread(question=question, entries=entries, audit=(*seen.audit, event))


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ({}, Spread()),
        ({7: 1}, Spread(count=1, median=7, p90=7)),
        ({1: 5, 2: 4, 99: 1}, Spread(count=10, median=1, p90=2)),
        ({1: 1, 99: 1}, Spread(count=2, median=1, p90=99)),
    ],
)
def test_median_and_ninth_tenth_are_waits_somebody_had(lengths, expected):
    assert spread(lengths) == expected


def test_what_was_promised_is_kept_up_to_its_last_minute():
    assert spread({29: 3, 30: 2, 31: 5}, promised=30).kept == 5
    assert spread({29: 3}).kept is None

"""Subtotals say what the facts say, whatever was summed up and whatever changed since."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from math import ceil

import pytest

from library.clock import utc_now
from library.identity import new_id
from reference.changes import by_patron
from reference.models import Kind, Outcome
from reference.repository.facts import FactRepository
from reference.statistics.fact import End, Fact
from reference.statistics.period import Period
from reference.statistics.report import Report
from reference.statistics.statistics import Statistics
from reference.statistics.summing import Summing
from reference.statistics.sums import Spread, Sums, Waits

NOTHING = by_patron.born("nobody", "", "", utc_now())
FIRST, DAYS = date(2025, 12, 20), 100
BRANCHES = ("", "001", "001-001", "001-002", "002")
SUBJECTS = ("地方志", "a.b", "$", 'say "a\\', "null", "1")
WORKED = {End.ANSWERED, End.UNANSWERED}
MARCH = Period(since=date(2026, 3, 1), until=date(2026, 3, 31))
ANSWERED = Fact(
    id="a", version=1, day=date(2026, 3, 5), hour=9, branch="001", venue="", end=End.ANSWERED,
    handed_over=False, reopened=False, kind=Kind.REFERENCE, read=3, outcome=Outcome.ANSWERED, first=12,
    spent=75, satisfaction=None,
)  # fmt: skip


@pytest.fixture
async def facts(database) -> FactRepository:
    repository = FactRepository(database)
    await repository.prepare()
    return repository


@pytest.fixture
def keep(facts):
    async def keep(*kept: Fact) -> None:
        await facts.keep([(NOTHING, fact) for fact in kept])

    return keep


@pytest.fixture
def summing(facts) -> Summing:
    return Summing(facts, rest=timedelta())


@pytest.fixture
def received(facts):
    async def received(period: Period = MARCH, **place) -> int:
        return (await Statistics(facts).report(replace(period, **place))).total.received

    return received


@pytest.mark.parametrize("seed", range(3))
async def test_a_report_says_what_the_facts_say(facts, keep, summing, seed):
    chance = random.Random(seed)
    known = {fact.id: fact for fact in (_any(chance) for _ in range(120))}
    await keep(*known.values())
    for _ in range(4):
        await _sum_up_some(facts, chance)
        changed = [_changed(known[one], chance) for one in chance.sample(sorted(known), 5)]
        await keep(*changed)
        known |= {fact.id: fact for fact in changed}
        for period in [_period(chance) for _ in range(4)]:
            assert await _reported(facts, period) == plain(known.values(), period, promised=30)
    await summing.sum_up()
    whole = Period(since=FIRST, until=FIRST + timedelta(days=DAYS))
    assert await _reported(facts, whole) == plain(known.values(), whole, promised=30)


async def test_of_what_is_summed_up_no_fact_is_read(keep, summing, received, database):
    await keep(*(replace(ANSWERED, id=new_id(), venue=venue) for venue in ("", "", "会场")))
    await summing.sum_up()
    await database["question_facts"].delete_many({})
    assert await received() == await received(branch="001") == 3
    assert await received(venue="会场") == 1
    assert await received(replace(MARCH, until=date(2026, 3, 10))) == 3, "of the first ten days"
    assert await received(branch="002") == await received(replace(MARCH, until=date(2026, 3, 8))) == 0


async def test_where_a_month_changed_its_other_days_stay_summed_up(keep, summing, received, database):
    await keep(ANSWERED, replace(ANSWERED, id="b", day=date(2026, 3, 25)))
    await summing.sum_up()
    await keep(replace(ANSWERED, version=2, end=End.UNANSWERED))
    await database["question_facts"].delete_one({"_id": "b"})
    assert await received() == 2


async def test_what_has_just_changed_is_not_summed_up_yet(keep, facts, received):
    await keep(ANSWERED)
    assert await Summing(facts).sum_up() == 0
    assert await received() == 1


async def test_a_change_while_it_is_summed_up_outlives_it(keep, facts, summing, received):
    await keep(ANSWERED)
    marked = await facts.list_marked(timedelta(), 10)
    await keep(replace(ANSWERED, id="b"))
    assert [await facts.sum_up(one) for one in marked] == [False] * 4, "month and ten days, here and above"
    assert await received() == 2
    assert await summing.sum_up() == 4
    assert await received() == 2


async def test_a_question_handed_to_another_branch_is_counted_there_only(keep, summing, received):
    await keep(ANSWERED)
    await summing.sum_up()
    await keep(replace(ANSWERED, version=2, branch="002"))
    for _ in range(2):
        assert (await received(branch="001"), await received(branch="002"), await received()) == (0, 1, 1)
        await summing.sum_up()


async def test_facts_from_before_there_were_subtotals(keep, facts, summing, received, database):
    await keep(ANSWERED, replace(ANSWERED, id="b", day=date(2026, 2, 5)))
    await database["question_subtotals"].delete_many({})
    await facts.prepare()
    assert await received() == 1
    assert await summing.sum_up() == 8
    assert await received() == 1
    await facts.prepare()
    assert await summing.sum_up() == 0


async def test_what_was_summed_up_otherwise_is_summed_up_anew(keep, facts, summing, received, database):
    await keep(ANSWERED)
    await summing.sum_up()
    await database["question_subtotals"].update_many({}, {"$set": {"scheme": 0, "sums": {"days": {}}}})
    await facts.prepare()
    assert await received() == 1
    assert await summing.sum_up() == 4
    assert await received() == 1


@pytest.mark.parametrize(
    ("since", "until", "spans"),
    [
        ("2026-02-01", "2026-02-28", ["2026-02"]),
        ("2024-02-01", "2024-02-28", ["2024-02-0", "2024-02-1", *(f"2024-02-2{day}" for day in range(9))]),
        ("2026-03-05", "2026-03-05", ["2026-03-05"]),
        ("2025-11-30", "2026-02-09", ["2025-11-3", "2025-12", "2026-01", "2026-02-0"]),
        ("2026-03-19", "2026-04-01", ["2026-03-19", "2026-03-2", "2026-03-3", "2026-04-01"]),
    ],
)
def test_months_tens_of_days_and_the_days_around_them(since, until, spans):
    period = Period(since=date.fromisoformat(since), until=date.fromisoformat(until))
    assert period.spans == spans
    assert all(sum(str(day).startswith(span) for span in spans) == 1 for day in period.days)


def plain(facts, period: Period, promised: int) -> Report:
    """One fact after the other, and nothing clever."""
    found = [fact for fact in facts if fact.end is not End.NONE and _is_within(fact, period)]
    worked = [fact for fact in found if fact.end in WORKED]
    return Report(
        period=period,
        total=_sums(found),
        days={day: _sums(fact for fact in found if fact.day == day) for day in period.days},
        branches=_by("branch", found),
        venues=_by("venue", found),
        hours=tuple(sum(fact.hour == hour for fact in found) for hour in range(24)),
        kinds=Counter(fact.kind for fact in worked if fact.kind),
        reads=Counter(fact.read for fact in worked if fact.read),
        outcomes=Counter(fact.outcome for fact in worked if fact.outcome),
        unsorted=sum(fact.kind is None for fact in worked),
        satisfaction=Counter(fact.satisfaction for fact in found if fact.satisfaction),
        reference=sum(
            fact.end is End.ANSWERED and fact.kind not in (None, Kind.DIRECTIONAL) for fact in found
        ),
        handed_over=sum(fact.handed_over for fact in found),
        reopened=sum(fact.reopened for fact in found),
        waits=_waits(found, promised),
        months={
            month: _waits([fact for fact in found if str(fact.day).startswith(month)], promised)
            for month in sorted({str(fact.day)[:7] for fact in found if _has_waited(fact)})
        },
        subjects=Counter(fact.subject for fact in found if fact.subject),
        worked=_spread([fact.minutes for fact in found]),
        minutes=sum(fact.minutes or 0 for fact in found),
    )


def _is_within(fact: Fact, period: Period) -> bool:
    here = not period.branch or fact.branch == period.branch or fact.branch.startswith(period.branch + "-")
    return here and period.since <= fact.day <= period.until and period.venue in ("", fact.venue)


def _sums(facts) -> Sums:
    return sum((Sums(**{fact.end.value: 1}) for fact in facts), Sums())


def _by(field: str, facts) -> dict[str, Sums]:
    places = {getattr(fact, field) for fact in facts}
    return {place: _sums(fact for fact in facts if getattr(fact, field) == place) for place in places}


def _waits(facts, promised: int) -> Waits:
    return Waits(
        first=_spread([fact.first for fact in facts], promised), spent=_spread([fact.spent for fact in facts])
    )


def _has_waited(fact: Fact) -> bool:
    return fact.first is not None or fact.spent is not None


def _spread(lengths, promised: int | None = None) -> Spread:
    known = sorted(length for length in lengths if length is not None)
    return Spread(
        count=len(known),
        median=known[ceil(len(known) * 0.5) - 1] if known else None,
        p90=known[ceil(len(known) * 0.9) - 1] if known else None,
        kept=None if promised is None else sum(length <= promised for length in known),
    )


async def _reported(facts: FactRepository, period: Period) -> Report:
    return await Statistics(facts, promised=timedelta(minutes=30)).report(period)


async def _sum_up_some(facts: FactRepository, chance: random.Random) -> None:
    for marked in await facts.list_marked(timedelta(), 100):
        if chance.random() < 0.7:
            assert await facts.sum_up(marked)


def _period(chance: random.Random) -> Period:
    since = FIRST + timedelta(days=chance.choice((0, 12, 43, chance.randrange(DAYS))))
    until = max(since, FIRST + timedelta(days=chance.choice((42, 70, 101, chance.randrange(DAYS)))))
    venue = chance.choice(("", "", "会场"))
    return Period(since=since, until=until, branch=chance.choice(("", "001", "001-001")), venue=venue)


def _any(chance: random.Random) -> Fact:
    end = chance.choice(list(End))
    is_sorted = chance.random() < 0.7
    return Fact(
        id=new_id(),
        version=1,
        day=FIRST + timedelta(days=chance.randrange(DAYS)),
        hour=chance.randrange(24),
        branch=chance.choice(BRANCHES),
        venue=chance.choice(("", "", "会场", "驻地")),
        end=end,
        handed_over=chance.random() < 0.2,
        reopened=chance.random() < 0.2,
        kind=chance.choice(list(Kind)) if is_sorted else None,
        read=chance.randint(1, 6) if is_sorted else None,
        outcome=chance.choice(list(Outcome)) if is_sorted else None,
        satisfaction=chance.choice((None, 1, 2, 3)),
        first=chance.choice((None, 0, chance.randrange(90))),
        spent=chance.choice((None, 0, chance.randrange(900))),
        subject=chance.choice((None, *SUBJECTS)),
        minutes=chance.choice((None, 5, chance.randrange(1, 90))),
    )


def _changed(fact: Fact, chance: random.Random) -> Fact:
    """A later version of it, which may lie at another branch."""
    return replace(_any(chance), id=fact.id, version=fact.version + 1, day=fact.day)

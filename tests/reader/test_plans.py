"""Reading plans: drawn up by librarians, kept by patrons day by day, alone or as a group."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.paragraphs import Paragraph
from library.identity import new_id
from library.patrons import alias
from reader.delivery import Deliveries, Outcome, Schedule
from reader.drawing_up import MOST, Length, apportion, propose
from reader.groups import LETTERS, Groups, new_code
from reader.planned import Draft, Plan, Status
from reader.plans import Drafts, Plans
from reader.refusals import (
    DoesNotFit,
    EditedMeanwhile,
    NoSuchGroup,
    NoSuchPlan,
    NotAMember,
    NothingHandedOut,
    PlanFinished,
)
from reader.repository import ShelfRepository
from reader.repository.deliveries import DeliveryRepository
from reader.repository.plans import PlanRepository
from reader.shelf import Shelf

SPRING, AUTUMN = "AAAAAAAAAA", "BBBBBBBBBB"
EIGHT = Schedule(at=time(8))
SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)

titles = st.lists(st.integers(1, 400), min_size=1, max_size=6)


def lengths(counts: list[int]) -> list[Length]:
    return [Length(title_id=f"T{n}", title_name=f"第{n}本", instalments=one) for n, one in enumerate(counts)]


@given(titles, st.integers(1, 100))
def test_a_proposal_reads_everything_once_in_order_and_evenly(counts: list[int], days: int) -> None:
    least = sum(-(-count // MOST) for count in counts)
    if days < least:
        with pytest.raises(DoesNotFit):
            propose(lengths(counts), days)
        return
    proposed = propose(lengths(counts), days)
    assert len(proposed) == min(days, sum(counts))
    for number, count in enumerate(counts):
        of_title = [day for day in proposed if day.title_id == f"T{number}"]
        assert [day.first for day in of_title] == [
            sum(d.count for d in of_title[:n]) for n in range(len(of_title))
        ]
        assert sum(day.count for day in of_title) == count
        assert max(day.count for day in of_title) - min(day.count for day in of_title) <= 1
    assert max(day.count for day in proposed) <= MOST
    assert [day.title_id for day in proposed] == sorted(day.title_id for day in proposed)


def test_other_portions_move_what_follows_and_the_last_day_takes_the_rest() -> None:
    days = propose(lengths([9]), 3)
    assert [(day.first, day.count) for day in apportion(days, (1, 2, 0))] == [(0, 1), (1, 2), (3, 6)]
    for wrong in ((0, 3, 3), (5, 4, 1), (-1, 3, 3)):
        with pytest.raises(DoesNotFit):
            apportion(days, wrong)


def test_a_code_has_no_letters_that_look_alike() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert set("".join(codes)) <= set(LETTERS)
    assert not set(LETTERS) & set("01OIL")


class House:
    """The reading room, on a clock we move."""

    def __init__(self, database) -> None:
        self.time = SUNDAY
        self.repository = PlanRepository(database)
        self.shelf = Shelf(ShelfRepository(database), now=self.now)
        self.deliveries = Deliveries(DeliveryRepository(database), now=self.now)
        self.drafts = Drafts(self.repository, self.shelf, now=self.now)
        self.plans = Plans(self.repository, self.shelf, self.deliveries, now=self.now)
        self.groups = Groups(self.repository, self.plans)
        self.said = 0

    def now(self) -> datetime:
        return self.time

    async def publishes(self, length: int = 3, *title_ids: str) -> Plan:
        draft = await self.drafts.draft("春天读两本", "一起读。")
        wanted = [(one, "边城" if one == SPRING else "秋天") for one in title_ids or (SPRING, AUTUMN)]
        draft = await self.drafts.choose(draft, wanted, length)
        await self.drafts.publish(draft)
        return await self.plans.get(draft.id)

    async def gets(self, patron: str, plan: Plan):
        self.said += 1
        return await self.plans.hand_out(patron, plan.id, message=f"m{self.said}")


@pytest.fixture
async def house(database) -> House:
    house = House(database)
    for repository in (house.repository, DeliveryRepository(database), ShelfRepository(database)):
        await repository.prepare()
    text = [Paragraph("".join(f"这是第{n}句话，说的是一件小事。" for n in range(75)))]
    assert await house.shelf.put(SPRING, "边城", [("第一章", text), ("第二章", text)]) == 6
    assert await house.shelf.put(AUTUMN, "秋天", [("第一章", text)]) == 3
    return house


@pytest.fixture
def lin() -> str:
    return new_id()


def numbers(handed) -> list[tuple[int, int]]:
    return [(page.chapter, page.number) for page in handed.portion.pages]


# Librarians


async def test_a_draft_is_seen_by_nobody_until_it_is_published(house: House, lin: str) -> None:
    draft = await house.drafts.draft("春天")
    assert await house.plans.open() == ()
    with pytest.raises(DoesNotFit):
        await house.drafts.publish(draft)
    draft = await house.drafts.choose(draft, [(SPRING, "边城")], 3)
    with pytest.raises(NoSuchPlan):
        await house.plans.join(lin, draft.id, EIGHT)
    await house.drafts.publish(draft)
    [plan] = await house.plans.open()
    assert [(day.first, day.count) for day in plan.days] == [(0, 2), (2, 2), (4, 2)]


async def test_of_two_who_edit_at_once_one_is_told(house: House) -> None:
    draft = await house.drafts.draft("春天")
    edits = [house.drafts.describe(draft, f"名字{n}", "") for n in range(5)]
    outcomes = await asyncio.gather(*edits, return_exceptions=True)
    assert sum(isinstance(one, Draft) for one in outcomes) == 1
    assert sum(isinstance(one, EditedMeanwhile) for one in outcomes) == 4


async def test_notes_stay_with_their_days(house: House) -> None:
    draft = await house.drafts.choose(await house.drafts.draft("春天"), [(SPRING, "边城")], 3)
    draft = await house.drafts.arrange(draft, (1, 1, 4), ("翠翠", "", "渡船"))
    draft = await house.drafts.choose(draft, [(SPRING, "边城"), (AUTUMN, "秋天")], 4)
    assert [day.note for day in draft.days] == ["翠翠", "", "渡船", ""]


async def test_who_joined_keeps_the_plan_she_joined(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    await house.plans.join(lin, plan.id, EIGHT)
    draft = await house.drafts.get(plan.id)
    draft = await house.drafts.choose(draft, [(AUTUMN, "秋天")], 2)
    assert draft.is_changed
    assert (await house.plans.get(plan.id)).days == plan.days, "not published yet"
    draft = await house.drafts.publish(draft)
    other = new_id()
    assert len((await house.plans.join(other, plan.id, EIGHT)).plan.days) == 2
    [course] = await house.plans.mine(lin)
    assert course.plan == plan
    await house.drafts.withdraw(draft)
    assert await house.plans.open() == ()
    assert numbers(await house.gets(lin, plan)) == [(1, 1), (1, 2), (1, 3)], "she goes on"


async def test_only_what_nobody_could_join_is_thrown_away(house: House) -> None:
    plan = await house.publishes()
    assert not await house.drafts.discard(plan.id)
    draft = await house.drafts.draft("没人要")
    assert await house.drafts.discard(draft.id)
    assert [one.status for one in await house.drafts.all()] == [Status.PUBLISHED]


# Patrons


async def test_a_plan_day_by_day_to_its_end(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    course = await house.plans.join(lin, plan.id, EIGHT)
    assert (course.number, len(plan.days), course.waits) == (1, 3, False)
    for number, expected in enumerate(([(1, 1), (1, 2), (1, 3)], [(2, 1), (2, 2), (2, 3)]), 1):
        handed = await house.gets(lin, plan)
        assert (handed.number, handed.portion.pages[0].title_name) == (number, "边城")
        assert numbers(handed) == expected
        assert (await house.plans.read(lin, plan.id)).membership.done == number
    assert (await house.gets(lin, plan)).portion.pages[0].title_name == "秋天"
    course = await house.plans.read(lin, plan.id)
    assert course.membership.finished_at is not None
    assert course.day is None
    assert await house.deliveries.of(lin) == ()
    with pytest.raises(PlanFinished):
        await house.gets(lin, plan)
    with pytest.raises(PlanFinished):
        await house.plans.join(lin, plan.id, EIGHT)


async def test_a_missed_day_waits(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    await house.plans.join(lin, plan.id, EIGHT)
    monday, tuesday = await house.gets(lin, plan), await house.gets(lin, plan)
    assert (monday.number, monday.again) == (1, False)
    assert (tuesday.number, tuesday.again) == (1, True)
    assert numbers(tuesday) == numbers(monday)


async def test_two_days_in_one(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    await house.plans.join(lin, plan.id, EIGHT)
    for _ in range(2):
        await house.gets(lin, plan)
        await house.plans.read(lin, plan.id)
    with pytest.raises(NothingHandedOut):
        await house.plans.read(lin, plan.id)
    assert (await house.plans.course(lin, plan.id)).membership.done == 2


async def test_reading_on_by_herself_counts(house: House, lin: str) -> None:
    plan = await house.publishes(6, SPRING)  # an instalment a day
    await house.plans.join(lin, plan.id, EIGHT)
    await house.gets(lin, plan)
    assert (await house.plans.course(lin, plan.id)).membership.done == 0
    for more in "abc":
        await house.shelf.next(lin, message=more)
    assert (await house.plans.course(lin, plan.id)).membership.done == 4
    assert (await house.gets(lin, plan)).number == 5


async def test_of_a_day_she_began_the_rest_is_handed_out(house: House, lin: str) -> None:
    plan = await house.publishes(2, SPRING)
    await house.plans.join(lin, plan.id, EIGHT)
    await house.gets(lin, plan)
    await house.shelf.next(lin, message="one more")
    assert numbers(await house.gets(lin, plan)) == [(2, 2), (2, 3)]


async def test_what_she_read_before_the_plan_counts_nothing(house: House, lin: str) -> None:
    plan = await house.publishes(2, SPRING)
    await house.shelf.hand_out(lin, SPRING, instalments=6, message="before")
    await house.plans.join(lin, plan.id, EIGHT)
    assert numbers(await house.gets(lin, plan)) == [(1, 1), (1, 2), (1, 3)]
    assert (await house.plans.course(lin, plan.id)).number == 1


async def test_a_text_cut_anew_is_read_to_its_end_all_the_same(house: House, lin: str) -> None:
    plan = await house.publishes(3, SPRING)
    await house.plans.join(lin, plan.id, EIGHT)
    await house.gets(lin, plan)
    await house.plans.read(lin, plan.id)
    text = [Paragraph("".join(f"这是第{n}句话，说的是一件大一点的事。" for n in range(150)))]
    count = await house.shelf.put(SPRING, "边城", [("第一章", text)] * 3)
    assert count > 6
    second = await house.gets(lin, plan)
    await house.plans.read(lin, plan.id)
    third = await house.gets(lin, plan)
    assert third.portion.page.is_last
    assert len(second.portion.pages) + len(third.portion.pages) == pytest.approx(2 * count / 3, abs=1)


async def test_three_weeks_of_mornings_on_a_moved_clock(house: House, lin: str) -> None:
    """She misses every seventh day, and is a day longer about it each time."""
    text = [Paragraph("".join(f"这是第{n}句话，说的是一件小事。" for n in range(75)))]
    assert await house.shelf.put(SPRING, "边城", [("一章", text)] * 7) == 21
    draft = await house.drafts.choose(await house.drafts.draft("三周"), [(SPRING, "边城")], 21)
    await house.drafts.publish(draft)
    await house.plans.join(lin, draft.id, EIGHT)
    mornings = []
    for day in range(30):
        house.time = datetime(2026, 3, 2, 0, 1, tzinfo=UTC) + timedelta(days=day)
        for due in await house.deliveries.due(10):
            assert due.delivery.plan == draft.id
            handed = await house.plans.hand_out(lin, draft.id, message=due.key)
            mornings.append(handed.number)
            await house.deliveries.settle([(due, Outcome.DELIVERED)])
        if day % 7 != 6 and mornings:
            with_her = await house.plans.course(lin, draft.id)
            if with_her.waits:
                await house.plans.read(lin, draft.id)
    assert mornings == sorted(mornings)
    assert sorted(set(mornings)) == list(range(1, 22))
    assert len(mornings) == 24, "three were handed out twice"
    [course] = await house.plans.mine(lin)
    assert course.membership.finished_at == datetime(2026, 3, 25, 0, 1, tzinfo=UTC)


async def test_an_occasion_repeated_after_a_crash_is_the_same_day(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    await house.plans.join(lin, plan.id, EIGHT)
    first, again = [await house.plans.hand_out(lin, plan.id, message="monday") for _ in range(2)]
    assert numbers(first) == numbers(again)
    assert (await house.plans.course(lin, plan.id)).membership.handed == 1


async def test_joining_twice_is_once_and_changes_the_hour(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    await asyncio.gather(*(house.plans.join(lin, plan.id, EIGHT) for _ in range(10)))
    await house.gets(lin, plan)
    await house.plans.read(lin, plan.id)
    await house.plans.join(lin, plan.id, Schedule(at=time(21)))
    [course] = await house.plans.mine(lin)
    assert course.membership.done == 1
    [delivery] = await house.deliveries.of(lin)
    assert (delivery.plan, delivery.schedule.at) == (plan.id, time(21))


async def test_leaving_and_being_forgotten(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    await house.plans.join(lin, plan.id, EIGHT)
    assert await house.plans.leave(lin, plan.id)
    assert not await house.plans.leave(lin, plan.id)
    assert await house.deliveries.of(lin) == ()
    with pytest.raises(NotAMember):
        await house.gets(lin, plan)
    await house.plans.join(lin, plan.id, EIGHT)
    await house.plans.forget(lin)
    assert await house.plans.mine(lin) == ()


async def test_said_twice_at_once_a_day_is_read_once(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    await house.plans.join(lin, plan.id, EIGHT)
    await house.gets(lin, plan)
    said = [house.plans.read(lin, plan.id) for _ in range(10)]
    await asyncio.gather(*said, return_exceptions=True)
    assert (await house.plans.course(lin, plan.id)).membership.done == 1


# Groups


async def test_fifty_people_join_a_group_at_once(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    group = await house.groups.start(await house.plans.join(lin, plan.id, EIGHT))
    friends = [new_id() for _ in range(49)]
    joining = [house.groups.join(friend, group.code.lower(), EIGHT) for friend in friends * 2]
    await asyncio.gather(*joining)
    standing = await house.groups.standing(group.code)
    assert (standing.count, standing.finished) == (50, 0)
    assert len(standing.members) == 12


async def test_how_the_group_is_doing(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    group = await house.groups.start(await house.plans.join(lin, plan.id, EIGHT))
    wang = new_id()
    await house.groups.join(wang, group.code, EIGHT)
    for _ in range(3):
        await house.gets(wang, plan)
        await house.plans.read(wang, plan.id)
    standing = await house.groups.standing(group.code)
    assert (standing.count, standing.finished) == (2, 1)
    assert standing.members == ((alias(wang), 3), (alias(lin), 0))


async def test_a_group_is_started_once_however_often_she_asks(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    course = await house.plans.join(lin, plan.id, EIGHT)
    groups = await asyncio.gather(*(house.groups.start(course) for _ in range(5)))
    assert len({group.code for group in groups}) == 1
    again = await house.groups.start(await house.plans.course(lin, plan.id))
    assert again == groups[0]


async def test_a_group_keeps_the_plan_it_began(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    group = await house.groups.start(await house.plans.join(lin, plan.id, EIGHT))
    draft = await house.drafts.choose(await house.drafts.get(plan.id), [(AUTUMN, "秋天")], 2)
    await house.drafts.withdraw(await house.drafts.publish(draft))
    assert (await house.groups.join(new_id(), group.code, EIGHT)).plan == plan
    with pytest.raises(NoSuchGroup):
        await house.groups.join(new_id(), "ZZZZZZ", EIGHT)


async def test_who_reads_alone_brings_along_what_she_read(house: House, lin: str) -> None:
    plan = await house.publishes(3)
    wang = new_id()
    group = await house.groups.start(await house.plans.join(wang, plan.id, EIGHT))
    await house.plans.join(lin, plan.id, EIGHT)
    await house.gets(lin, plan)
    await house.plans.read(lin, plan.id)
    await house.groups.join(lin, group.code, EIGHT)
    assert (alias(lin), 1) in (await house.groups.standing(group.code)).members
    await house.plans.leave(lin, plan.id)
    assert (await house.groups.standing(group.code)).count == 1

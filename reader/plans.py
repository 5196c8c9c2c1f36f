"""Reading plans: what librarians draw up, and what patrons keep day by day."""

from collections.abc import Sequence
from dataclasses import replace

from library.clock import Clock, utc_now
from library.identity import new_id
from reader.delivery import Deliveries, Schedule
from reader.drawing_up import Length, apportion, propose
from reader.planned import Course, Day, Draft, Handed, Membership, Plan, Status, read_meanwhile, standing
from reader.refusals import (
    DoesNotFit,
    EditedMeanwhile,
    NoSuchPlan,
    NotAMember,
    NothingHandedOut,
    NotReadable,
    PlanFinished,
)
from reader.repository.plans import PlanRepository
from reader.shelf import Shelf
from reader.spots import Spot, Spots

USUAL = 21  # days


class Drafts:
    """What librarians do. `seen` is the revision a librarian looked at: of two who edit at once one wins."""

    def __init__(self, repository: PlanRepository, shelf: Shelf, *, now: Clock = utc_now) -> None:
        self._repository, self._shelf, self._now = repository, shelf, now

    async def all(self) -> tuple[Draft, ...]:
        """The newest first."""
        return await self._repository.all()

    async def get(self, plan_id: str) -> Draft:
        """Raises NoSuchPlan."""
        draft = await self._repository.find(plan_id)
        if draft is None:
            raise NoSuchPlan(plan_id)
        return draft

    async def draft(self, name: str, introduction: str = "", *, length: int = USUAL) -> Draft:
        """A new one, which no patron sees."""
        draft = Draft(
            id=new_id(),
            name=name,
            introduction=introduction,
            length=length,
            days=(),
            status=Status.DRAFT,
            revision=1,
            published=None,
            changed_at=self._now(),
        )
        await self._repository.add(draft)
        return draft

    async def describe(self, draft: Draft, name: str, introduction: str) -> Draft:
        """Raises EditedMeanwhile."""
        return await self._edit(draft, replace(draft, name=name, introduction=introduction))

    async def choose(self, draft: Draft, titles: Sequence[tuple[str, str]], length: int) -> Draft:
        """Titles (id and name) in this order, in so many days; the portions are proposed anew.

        Notes stay with their days. Raises DoesNotFit, NotReadable, EditedMeanwhile.
        """
        lengths = [await self._length(title_id, name) for title_id, name in titles]
        notes = [day.note for day in draft.days]
        days = tuple(
            replace(day, note=notes[number] if number < len(notes) else "")
            for number, day in enumerate(propose(lengths, length) if lengths else ())
        )
        return await self._edit(draft, replace(draft, days=days, length=length))

    async def arrange(self, draft: Draft, portions: Sequence[int], notes: Sequence[str]) -> Draft:
        """Another portion and a note for each day. Raises DoesNotFit, EditedMeanwhile."""
        days = apportion(draft.days, portions)
        noted = tuple(replace(day, note=note) for day, note in zip(days, notes, strict=True))
        return await self._edit(draft, replace(draft, days=noted))

    async def publish(self, draft: Draft) -> Draft:
        """Let patrons join it as it is now; who joined before keeps what she joined.

        Raises DoesNotFit without a day, EditedMeanwhile.
        """
        if not draft.days:
            raise DoesNotFit(1)
        version = Plan(
            id=draft.id,
            version=draft.revision,
            name=draft.name,
            introduction=draft.introduction,
            days=draft.days,
        )
        await self._repository.keep_version(version)
        return await self._put(draft, replace(draft, status=Status.PUBLISHED, published=draft.revision))

    async def withdraw(self, draft: Draft) -> Draft:
        """Nobody joins it any more. Raises EditedMeanwhile."""
        return await self._put(draft, replace(draft, status=Status.WITHDRAWN))

    async def discard(self, plan_id: str) -> bool:
        """Throw away what was never published; False where it was."""
        return await self._repository.remove(plan_id)

    async def _length(self, title_id: str, name: str) -> Length:
        contents = await self._shelf.contents(title_id)
        return Length(
            title_id=title_id, title_name=name, instalments=sum(entry.instalments for entry in contents)
        )

    async def _edit(self, seen: Draft, changed: Draft) -> Draft:
        return await self._put(seen, replace(changed, revision=seen.revision + 1))

    async def _put(self, seen: Draft, changed: Draft) -> Draft:
        changed = replace(changed, changed_at=self._now())
        if not await self._repository.replace(changed, seen.revision):
            raise EditedMeanwhile(seen.id)
        return changed


class Plans:
    """What patrons do.

    A day is read when she says so, or reads on in the book beyond it, by herself or on the reading page. One
    that is not waits: it is handed out again, and nothing is lost.
    """

    def __init__(
        self, repository: PlanRepository, shelf: Shelf, deliveries: Deliveries, *, now: Clock = utc_now
    ) -> None:
        self._repository, self._shelf, self._deliveries = repository, shelf, deliveries
        self._now = now

    async def open(self) -> tuple[Plan, ...]:
        """What may be joined, the newest first."""
        return await self._repository.published()

    async def get(self, plan_id: str) -> Plan:
        """As it may be joined now. Raises NoSuchPlan."""
        found = [plan for plan in await self.open() if plan.id == plan_id]
        if not found:
            raise NoSuchPlan(plan_id)
        return found[0]

    async def join(self, patron: str, plan_id: str, schedule: Schedule) -> Course:
        """From the next time of the schedule on; joining again only changes the hour.

        Raises NoSuchPlan, PlanFinished.
        """
        return await self.enter(patron, await self.get(plan_id), schedule)

    async def enter(self, patron: str, plan: Plan, schedule: Schedule, *, group: str = "") -> Course:
        """Also a version that is not the newest, as a group keeps it. Raises PlanFinished."""
        membership = await self._repository.join(
            Membership(
                patron=patron, plan_id=plan.id, version=plan.version, joined_at=self._now(), group=group
            )
        )
        course = await self._course(membership)
        if course.day is None:
            raise PlanFinished(course)
        await self._deliveries.enrol(patron, plan.id, schedule=schedule, plan=plan.id)
        return course

    async def leave(self, patron: str, plan_id: str) -> bool:
        """False where she was no member. Her place in the books stays."""
        await self._deliveries.stop(patron, plan_id)
        return await self._repository.leave(patron, plan_id)

    async def mine(self, patron: str) -> tuple[Course, ...]:
        """The newest first, finished ones too; what she read meanwhile is counted."""
        memberships = await self._repository.of(patron)
        return tuple([await self._caught_up(await self._course(one)) for one in memberships])

    async def course(self, patron: str, plan_id: str) -> Course:
        """Raises NotAMember."""
        membership = await self._repository.find_membership(patron, plan_id)
        if membership is None:
            raise NotAMember(plan_id)
        return await self._caught_up(await self._course(membership))

    async def hand_out(self, patron: str, plan_id: str, *, message: str) -> Handed:
        """The day she is at, again until it is read. Raises NotAMember, PlanFinished, NotReadable."""
        course = await self.course(patron, plan_id)
        if course.day is None:
            raise PlanFinished(course)
        spot, count = await self._where(course, course.day)
        portion = await self._shelf.hand_out_from(
            patron, course.day.title_id, spot, instalments=count, message=message
        )
        await self._repository.count_handed(course.membership, course.number, self._now())
        return Handed(
            plan=course.plan,
            number=course.number,
            day=course.day,
            portion=portion,
            again=course.waits,
        )

    async def read(self, patron: str, plan_id: str) -> Course:
        """She has read what was handed out. Raises NotAMember, NothingHandedOut, PlanFinished."""
        course = await self.course(patron, plan_id)
        if course.day is None:
            raise PlanFinished(course)
        if not course.waits:
            raise NothingHandedOut(plan_id)
        return await self._count(course, course.membership.handed)

    async def forget(self, patron: str) -> None:
        await self._repository.forget(patron)

    async def _course(self, membership: Membership) -> Course:
        plan = await self._repository.find_version(membership.plan_id, membership.version)
        if plan is None:
            raise NoSuchPlan(membership.plan_id)
        return Course(plan=plan, membership=membership)

    async def _caught_up(self, course: Course) -> Course:
        if course.day is None or not course.waits:
            return course
        title_id = course.day.title_id
        try:
            contents = await self._shelf.contents(title_id)
        except NotReadable:
            return course
        here = standing(await self._shelf.place(course.membership.patron, title_id), contents)
        return await self._count(course, read_meanwhile(course, here, contents))

    async def _count(self, course: Course, done: int) -> Course:
        if done == course.membership.done:
            return course
        seen, through = course.membership, done == len(course.plan.days)
        if not await self._repository.count_done(seen, done, self._now(), all_=through):
            return await self.course(seen.patron, seen.plan_id)  # another message of hers has counted it
        if through:
            await self._deliveries.stop(seen.patron, seen.plan_id)
        finished = self._now() if through else None
        counted = replace(seen, done=done, handed=max(done, seen.handed), finished_at=finished)
        return replace(course, membership=counted)

    async def _where(self, course: Course, day: Day) -> tuple[Spot, int]:
        """Where to begin, and how much: of a day she began by herself, what is left."""
        contents = await self._shelf.contents(day.title_id)
        within = day.within(contents)
        here = standing(await self._shelf.place(course.membership.patron, day.title_id), contents)
        begun = course.number > 1 and here is not None and here + 1 in within
        first = (here or 0) + 1 if begun else within.start
        return Spots([entry.instalments for entry in contents]).at(first), within.stop - first

"""Reading together: a code one forwards, and how the group is doing, which only its members see."""

import secrets
from dataclasses import dataclass

from library.patrons import alias
from reader.planned import Course, Plan
from reader.plans import Plans
from reader.refusals import NoSuchGroup
from reader.repository.plans import Found, PlanRepository
from reader.schedule import Schedule

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks or sounds like another: no 0 O, 1 I L, U
LENGTH = 6  # 729 million codes: nobody guesses one
SHOWN = 12  # members by name; of the others the number


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A plan's version, which those who join by the code all read."""

    code: str
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a group is doing; `members` are aliases with the days they have read, most first."""

    code: str
    count: int
    finished: int
    members: tuple[tuple[str, int], ...]


class Groups:
    def __init__(self, repository: PlanRepository, plans: Plans) -> None:
        self._repository, self._plans = repository, plans

    async def start(self, course: Course) -> Group:
        """A group with one member; the one she is in, if she is. Raises NoSuchGroup if she left meanwhile."""
        if course.membership.group:
            return Group(code=course.membership.group, plan=course.plan)
        group = Found(code=new_code(), plan_id=course.plan.id, version=course.plan.version)
        while not await self._repository.found(group):
            group = Found(code=new_code(), plan_id=group.plan_id, version=group.version)
        code = await self._repository.enter(course.membership.patron, course.plan.id, group.code)
        if not code:
            raise NoSuchGroup(group.code)
        return Group(code=code, plan=course.plan)

    async def get(self, code: str) -> Group:
        """Raises NoSuchGroup."""
        found = await self._repository.find_group(code.upper())
        plan = await self._repository.find_version(found.plan_id, found.version) if found else None
        if found is None or plan is None:
            raise NoSuchGroup(code)
        return Group(code=found.code, plan=plan)

    async def join(self, patron: str, code: str, schedule: Schedule) -> Course:
        """Who keeps the plan already comes along with what she has read. Raises NoSuchGroup, PlanFinished."""
        group = await self.get(code)
        return await self._plans.enter(patron, group.plan, schedule, group=group.code)

    async def standing(self, code: str) -> Standing:
        count, finished = await self._repository.count_members(code)
        first = await self._repository.first_members(code, SHOWN)
        members = tuple((alias(one.patron), one.done) for one in first)
        return Standing(code=code, count=count, finished=finished, members=members)


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))

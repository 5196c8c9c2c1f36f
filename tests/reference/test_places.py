"""Whose question it is: routed to a branch, seen there and above, and by nobody else."""

from dataclasses import replace

import pytest

from library.branches import CENTRE, Branches
from library.repository.branches import BranchRepository
from reference.changes.by_librarian import Hands
from reference.desk import ReferenceDesk
from reference.models import Closing, Kind, Outcome
from reference.refusals import NoSuchQuestion, NothingWaiting, QueueFull
from reference.routing import Routing, Whence
from reference.status import Status
from tests.reference.conftest import librarian

CLOSING = Closing(kind=Kind.POLICY, read=1, outcome=Outcome.ANSWERED)


@pytest.fixture
def branches(database) -> Branches:
    return Branches(BranchRepository(database), library="青城图书馆")


@pytest.fixture
async def town(branches, clock) -> "Town":
    town = Town(branches, Routing(branches, now=clock))
    for name in ("回民区", "赛罕区"):
        town.ids[name] = (await branches.add(CENTRE, name)).id
    town.ids["通道街"] = (await branches.add(town.ids["回民区"], "通道街")).id
    return town


class Town:
    def __init__(self, branches: Branches, routing: Routing) -> None:
        self.branches, self.routing, self.ids = branches, routing, {"总馆": CENTRE}

    async def has(self, name: str, **fields: object) -> None:
        await self.branches.change(replace(await self.branches.get(self.ids[name]), **fields))

    async def takes(self, text: str = "几点关门？", **whence: str) -> str:
        placed = (await self.routing.place(Whence(**whence), text)).branch
        return next(name for name, branch_id in self.ids.items() if branch_id == placed)

    def librarian(self, name: str):
        return replace(librarian(f"{name}馆员"), branch=self.ids[name])


@pytest.fixture
def desk(casebook, clock, town) -> ReferenceDesk:
    return ReferenceDesk(casebook, capacity=30, routing=town.routing, now=clock)


async def test_a_question_goes_where_it_comes_from(town):
    await town.has("回民区", accounts=("huimin",))
    await town.has("通道街", venues=("通道街文化站",))
    assert await town.takes() == "总馆"
    assert await town.takes(account="huimin") == "回民区"
    assert await town.takes(account="huimin", venue="通道街文化站") == "通道街"
    await town.has("通道街", closed=True)
    assert await town.takes(account="huimin", venue="通道街文化站") == "回民区"


async def test_it_goes_to_the_nearest_of_those_who_know(town):
    await town.has("回民区", accounts=("huimin",))
    await town.has("通道街", languages=("mn",))
    await town.has("赛罕区", languages=("mn",), subjects=("元上都",))
    assert await town.takes(language="mn", account="huimin") == "通道街"
    assert await town.takes("元上都的資料在哪？", account="huimin") == "赛罕区"
    assert await town.takes("元上都的资料", language="mn", account="huimin") == "赛罕区"
    assert await town.takes(language="en") == "总馆"


async def test_the_two_sessions_desk_comes_first_while_it_is_open(town, clock, desk, casework, patron_of):
    await town.has(
        "赛罕区", venues=("大会堂",), leads=True, hours="2026-03-05至2026-03-12 8:00-20:00", subjects=()
    )
    await patron_of().asks("先来的问题")
    clock.pass_(minutes=5)
    at_the_hall = {"alias": "读者", "whence": Whence(venue="大会堂")}
    urgent = await desk.ask("delegate", "提案怎么查？", message="1", **at_the_hall)
    assert urgent.ahead == 0
    assert [one.preview for one in await casework.waiting()] == ["提案怎么查？", "先来的问题"]
    assert (await casework.claim_next(town.librarian("总馆"))).id == urgent.question_id

    clock.pass_(days=8)
    assert await town.takes(venue="大会堂") == "总馆"


async def test_librarians_see_their_branch_and_those_below(town, desk, casework):
    for name in town.ids:
        await town.has(name, accounts=(name,))
        await desk.ask(name, f"{name}的问题", alias="读者", message="1", whence=Whence(account=name))

    async def sees(name: str) -> set[str]:
        return {one.preview for one in await casework.waiting(top=town.librarian(name).branch)}

    assert await sees("通道街") == {"通道街的问题"}
    assert await sees("回民区") == {"回民区的问题", "通道街的问题"}
    assert await sees("总馆") == {f"{name}的问题" for name in town.ids}
    assert (await casework.counts(town.librarian("回民区"))).unclaimed == 2
    assert (await casework.claim_next(town.librarian("赛罕区"))).branch == town.ids["赛罕区"]
    with pytest.raises(NothingWaiting):
        await casework.claim_next(town.librarian("赛罕区"))


async def test_another_branchs_question_is_none(town, desk, casework, lin):
    receipt = await lin.asks("总馆的问题")
    there, here = town.librarian("赛罕区"), town.librarian("总馆")
    asked, hands = receipt.question_id, Hands(there, None)
    for deed in (
        lambda: casework.look(asked, there),
        lambda: casework.claim(asked, there),
        lambda: casework.note(asked, there, "看看", key="note"),
        lambda: casework.discard(asked, there),
        lambda: casework.hand_on(asked, hands, "给你", key="hand"),
        lambda: casework.answer(asked, there, "答", key="answer", last_seq=1),
        lambda: casework.resend(asked, there, 1),
        lambda: casework.resolve(asked, there, CLOSING),
        lambda: casework.reopen(asked, there),
        lambda: casework.wake(asked, there),
    ):
        with pytest.raises(NoSuchQuestion):
            await deed()
    assert (await casework.claim(asked, here)).assignee == here.id
    with pytest.raises(NoSuchQuestion):
        await casework.claim(asked, there)


async def test_a_question_is_handed_on_to_a_branch_and_waits_as_long_as_it_has(town, casework, lin, clock):
    here, there = town.librarian("总馆"), town.librarian("赛罕区")
    asked = (await lin.asks("大学路那边有自习室吗？")).question_id
    clock.pass_(minutes=10)
    since = (await casework.claim(asked, here)).waiting_since
    saihan = await town.branches.get(there.branch)
    referred = await casework.hand_on(asked, Hands(here, None, saihan), "他们熟", key="refer")
    assert (referred.status, referred.branch, referred.assignee) == (Status.QUEUED, saihan.id, None)
    assert referred.waiting_since == since
    assert (await casework.look(asked, there)).audit[-1].to == "赛罕区"
    await casework.claim(asked, there)

    centre = await town.branches.get(CENTRE)
    await casework.hand_on(asked, Hands(there, None, centre), "还是总馆答", key="back")
    with pytest.raises(NoSuchQuestion):
        await casework.look(asked, there)


async def test_it_comes_along_to_a_colleague_elsewhere(town, casework, lin):
    asked = (await lin.asks("谁懂这个？")).question_id
    here, there = town.librarian("总馆"), town.librarian("通道街")
    await casework.claim(asked, here)
    handed = await casework.hand_on(asked, Hands(here, there), "您熟", key="hand")
    assert (handed.branch, handed.assignee) == (there.branch, there.id)
    back = await casework.hand_on(asked, Hands(there, here), "不熟", key="back")
    assert back.branch == there.branch, "the centre sees it where it is"


async def test_each_branch_has_a_queue_of_its_own(town, casebook, clock):
    await town.has("赛罕区", accounts=("saihan",))
    desk = ReferenceDesk(casebook, capacity=1, routing=town.routing, now=clock)
    await desk.ask("a", "总馆一问", alias="读者", message="1")
    with pytest.raises(QueueFull):
        await desk.ask("b", "总馆再问", alias="读者", message="1")
    there = await desk.ask("c", "赛罕一问", alias="读者", message="1", whence=Whence(account="saihan"))
    assert there.ahead == 0

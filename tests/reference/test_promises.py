"""What the desk promises, whatever two librarians and three patrons do, against the real database."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.identity import new_id
from library.repository.sessions import SessionRepository
from library.sessions import Sessions
from library.staff import Librarian
from reference.casebook import Casebook
from reference.casework import Casework
from reference.changes.by_librarian import Hands
from reference.desk import ReferenceDesk
from reference.duty import Duty
from reference.merging import Merging
from reference.models import Closing, Kind, Outcome, SendState, Thread
from reference.refusals import CannotHelp
from reference.repository.documents import a_thread, certain
from reference.repository.duty import DutyRepository
from reference.repository.merging import MergeRepository
from reference.repository.questions import QuestionRepository
from reference.repository.slots import SlotRepository
from reference.slots import Slots
from reference.status import CLOSED, OWNED, WAITING, Status
from reference.upkeep import Upkeep
from tests.reference.conftest import librarian

CAPACITY = 2
CLOSING = Closing(kind=Kind.REFERENCE, read=1, outcome=Outcome.ANSWERED)


@dataclass
class Morning:
    """Everybody who is there, and every message a patron has sent."""

    database: object
    live: object
    clock: object
    staff: list[Librarian] = field(default_factory=lambda: [librarian("王馆员"), librarian("宝音")])
    patrons: list[str] = field(default_factory=lambda: [new_id() for _ in range(3)])
    heard: Counter = field(default_factory=Counter)
    count: int = 0

    def __post_init__(self) -> None:
        slots = Slots(SlotRepository(self.database), capacity=CAPACITY, now=self.clock)
        casebook = Casebook(QuestionRepository(self.database), self.live, slots)
        sessions = Sessions(SessionRepository(self.database), now=self.clock)
        self.duty = Duty(DutyRepository(self.database), casebook, sessions, now=self.clock)
        self.desk = ReferenceDesk(casebook, capacity=99, duty=self.duty, now=self.clock)
        self.casework = Casework(casebook, now=self.clock)
        self.merging = Merging(casebook, MergeRepository(self.database), now=self.clock)
        self.upkeep = Upkeep(casebook, now=self.clock)

    async def threads(self) -> list[Thread]:
        found = self.database["questions"].find({"patron": {"$in": self.patrons}}).sort("_id")
        return [certain(a_thread(document)) async for document in found]

    async def does(self, deed: str, who: int, which: int) -> None:
        """What is refused changes nothing, which `holds` will see."""
        self.count += 1
        self.clock.pass_(minutes=1)
        try:
            await getattr(self, deed)(who, which)
        except CannotHelp:
            return

    async def hears(self, patron: str, tell, again: bool) -> None:
        key = f"m{self.count}"
        for _delivery in range(1 + again):
            await tell(key)
        self.heard[patron, key] += 1

    async def asks(self, who, which):
        patron = self.patrons[which % 3]
        await self.hears(
            patron, lambda key: self.desk.ask(patron, "几点关门？", alias="读者", message=key), which > 2
        )

    async def writes(self, who, which):
        patron = self.patrons[which % 3]
        await self.hears(patron, lambda key: self.desk.follow_up(patron, "还有", message=key), which > 2)

    async def writes_again(self, who, which):
        patron = self.patrons[which % 3]
        await self.hears(patron, lambda key: self.desk.reopen(patron, "还有", message=key), which > 2)

    async def cancels(self, who, which):
        await self.desk.cancel(self.patrons[which % 3])

    async def settles(self, who, which):
        await self.desk.resolved_by_patron(self.patrons[which % 3])

    async def some(self, which) -> Thread:
        threads = await self.threads()
        return threads[which % len(threads)]

    async def claims(self, who, which):
        await self.casework.claim_next(self.staff[who])

    async def answers(self, who, which):
        seen = await self.some(which)
        question = seen.question
        await self.casework.answer(
            question.id, self.staff[who], "九点。", key=f"a{self.count}", last_seq=question.last_seq
        )
        await self.upkeep.mark_sent(question.id, question.last_seq + 1, SendState.SENT)

    async def puts_back(self, who, which):
        hands = Hands(self.staff[who], None)
        await self.casework.hand_on((await self.some(which)).question.id, hands, "没空", key=f"n{self.count}")

    async def hands_on(self, who, which):
        hands = Hands(self.staff[who], self.staff[1 - who])
        await self.casework.hand_on((await self.some(which)).question.id, hands, "你熟", key=f"n{self.count}")

    async def puts_off(self, who, which):
        until = self.clock.time + timedelta(minutes=3)
        await self.casework.snooze((await self.some(which)).question.id, self.staff[who], until)

    async def time_passes(self, who, which):
        await self.upkeep.wake()

    async def resolves(self, who, which):
        await self.casework.resolve((await self.some(which)).question.id, self.staff[who], CLOSING)

    async def takes_up(self, who, which):
        await self.casework.reopen((await self.some(which)).question.id, self.staff[who])

    async def merges(self, who, which):
        threads = await self.threads()
        pair = threads[which % len(threads)], threads[(which + 1) % len(threads)]
        source, target = (thread.question.id for thread in pair)
        await self.merging.merge(source, self.staff[who], into=target)

    async def comes(self, who, which):
        await self.duty.begin(self.staff[who])

    async def goes(self, who, which):
        await self.duty.end(self.staff[who].id)

    # What holds.

    async def holds(self) -> None:
        threads = await self.threads()
        for thread in threads:
            _of_one(thread)
        inbound = Counter(
            (thread.question.patron, entry.key) for thread in threads for entry in thread.entries
        )
        assert all(inbound[message] == 1 for message in self.heard), "each message exactly once"
        questions = [thread.question for thread in threads]
        live = Counter(question.patron for question in questions if question.status not in CLOSED)
        assert max(live.values(), default=0) <= 1, "one open question per patron"
        opened = [question for question in questions if question.status is Status.OPEN]
        load = Counter(question.assignee for question in opened)
        assert max(load.values(), default=0) <= CAPACITY
        ids = [one.id for one in self.staff]
        found = self.database["desk_slots"].find({"librarian": {"$in": ids}})
        taken = {slot["slot"] async for slot in found}
        assert {question.slot for question in opened} <= taken, "whoever is open has a slot"


def _of_one(thread: Thread) -> None:
    question = thread.question
    assert (question.waiting_since is not None) == (question.status in WAITING)
    assert (question.closed_at is not None) == (question.status in CLOSED)
    assert (question.snoozed_until is not None) == (question.status is Status.SNOOZED)
    assert bool(question.merged_into) == (question.status is Status.MERGED)
    assert question.status not in OWNED or question.assignee
    assert question.status is not Status.QUEUED or question.assignee is None
    assert [entry.seq for entry in thread.entries] == list(range(1, question.last_seq + 1))
    assert thread.audit[-1].after is question.status, "each change of state has its event"
    assert all(before.after is after.before for before, after in pairwise(thread.audit))


DEEDS = (
    "asks", "asks", "asks", "claims", "claims", "claims", "writes", "writes", "writes_again", "answers",
    "answers", "cancels", "settles", "puts_back", "hands_on", "puts_off", "time_passes", "resolves",
    "resolves", "takes_up", "merges", "merges", "comes", "goes",
)  # fmt: skip


@pytest.fixture
async def prepared(database):
    await QuestionRepository(database).prepare()
    return database


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(DEEDS), st.integers(0, 1), st.integers(0, 5)), min_size=5, max_size=30
    )
)
async def test_the_promises_hold_whatever_they_do(prepared, live, clock, steps):
    morning = Morning(prepared, live, clock)
    await morning.asks(0, 0)
    for deed, who, which in steps:
        await morning.does(deed, who, which)
        await morning.holds()

"""A desk, two librarians and a clock that tests move."""

from datetime import UTC, datetime, timedelta

import pytest

from library.identity import new_id
from library.staff import Librarian
from reference.casebook import Casebook
from reference.casework import Casework
from reference.desk import ReferenceDesk
from reference.live import LiveEvents
from reference.repository.questions import QuestionRepository
from reference.upkeep import Upkeep


class Wristwatch:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **span: float) -> None:
        self.time += timedelta(**span)


class Patron:
    """A patron at the desk, each of whose messages is a new one unless its key is given."""

    def __init__(self, desk: ReferenceDesk) -> None:
        self.id, self.alias, self._desk, self._count = new_id(), "读者 4F7K", desk, 0

    def _key(self) -> str:
        self._count += 1
        return f"message {self._count}"

    async def asks(self, text, key=None):
        return await self._desk.ask(self.id, text, alias=self.alias, message=key or self._key())

    async def writes(self, text, key=None):
        return await self._desk.follow_up(self.id, text, message=key or self._key())

    async def writes_again(self, text, key=None):
        return await self._desk.reopen(self.id, text, message=key or self._key())


@pytest.fixture
def clock() -> Wristwatch:
    return Wristwatch()


@pytest.fixture
def live(redis) -> LiveEvents:
    return LiveEvents(redis)


@pytest.fixture
async def casebook(database, live) -> Casebook:
    questions = QuestionRepository(database)
    await questions.prepare()
    return Casebook(questions, live)


@pytest.fixture
def desk(casebook, clock) -> ReferenceDesk:
    return ReferenceDesk(casebook, capacity=30, now=clock)


@pytest.fixture
def casework(casebook, clock) -> Casework:
    return Casework(casebook, now=clock)


@pytest.fixture
def upkeep(casebook, clock) -> Upkeep:
    return Upkeep(casebook, now=clock)


@pytest.fixture
def lin(desk) -> Patron:
    return Patron(desk)


@pytest.fixture
def patron_of(desk):
    return lambda: Patron(desk)


def librarian(name: str) -> Librarian:
    return Librarian(id=new_id(), login=name, name=name)


@pytest.fixture
def wang() -> Librarian:
    return librarian("王馆员")


@pytest.fixture
def bao() -> Librarian:
    return librarian("宝音")

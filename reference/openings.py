"""Openings: who of the staff had whose words on her screen, and on which day first."""

from dataclasses import dataclass
from datetime import datetime

from library.clock import Clock, utc_now
from library.hours import BEIJING
from library.roles import Role
from library.staff import Librarian
from reference.models import Question
from reference.repository.openings import OpeningRepository

SHOWN_TO = Role.SUPERVISOR
REMEMBERED = 5_000  # lines a process knows to be written, because an open thread is drawn again and again


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The first time of a day."""

    name: str
    at: datetime


class Openings:
    """A line for each librarian, question and day (of Beijing): written once, changed by nobody.

    It goes with the words it tells of, when its question is scrubbed.
    """

    def __init__(self, repository: OpeningRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now
        self._written: set[str] = set()

    async def note(self, question: Question, librarian: Librarian) -> None:
        """She opened it; of a scrubbed one there is nothing left to be read."""
        now = self._now()
        line = f"{question.id}:{librarian.id}:{now.astimezone(BEIJING):%Y-%m-%d}"
        if question.scrubbed_at or line in self._written:
            return
        await self._repository.add(
            line, {"question": question.id, "librarian": librarian.id, "name": librarian.name, "at": now}
        )
        if len(self._written) >= REMEMBERED:
            self._written.clear()
        self._written.add(line)

    async def shown(self, question: Question, librarian: Librarian) -> list[Opening]:
        """What this librarian may know of it, oldest first: a supervisor all, others nothing."""
        if not librarian.role.covers(SHOWN_TO):
            return []
        found = await self._repository.list_of(question.id)
        return [Opening(name=one["name"], at=one["at"]) for one in found]

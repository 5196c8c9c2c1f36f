"""Duty: who is at the desk now, so that no question waits for somebody who has gone home."""

from library.clock import Clock, utc_now
from library.gathering import Gathering
from library.sessions import Sessions
from library.staff import Librarian
from reference.casebook import Casebook
from reference.changes import by_librarian
from reference.models import Question
from reference.refusals import NoSuchQuestion, NotPossible, NotYours
from reference.repository.duty import DutyRepository

MOST = 200  # questions of one librarian put back in one go; the next round takes the rest


class Duty:
    """Who never said anything is neither on nor off: her questions stay hers, and none is given to her."""

    def __init__(
        self, repository: DutyRepository, casebook: Casebook, sessions: Sessions, *, now: Clock = utc_now
    ) -> None:
        self._repository, self._casebook = repository, casebook
        self._sessions, self._now = sessions, now
        self._find = Gathering(repository.find_all)

    async def begin(self, librarian: Librarian) -> None:
        await self._repository.put(librarian.id, on=True, since=self._now())

    async def end(self, librarian_id: str) -> int:
        """Those who wait for her wait for whoever comes first; returns how many.

        What waits for its patron stays hers, and goes into the queue should the patron write meanwhile.
        """
        await self._repository.put(librarian_id, on=False, since=self._now())
        return await self._put_back(librarian_id)

    async def is_off(self, librarian_id: str) -> bool:
        return await self._find(librarian_id) is False

    async def is_on(self, librarian_id: str) -> bool:
        return await self._find(librarian_id) is True

    async def on_duty(self) -> list[str]:
        """Ids, who came first first."""
        return await self._repository.list_all(on=True)

    async def settle(self) -> int:
        """End the duty of those who left without a word, and put back what came in between.

        Returns how many questions wait for others now.
        """
        for librarian in await self.on_duty():
            if not await self._sessions.any_of(librarian):
                await self._repository.put(librarian, on=False, since=self._now())
        return sum([await self._put_back(away) for away in await self._repository.list_all(on=False)])

    async def _put_back(self, librarian_id: str) -> int:
        count = 0
        for question in await self._casebook.questions.list_open_of(librarian_id, MOST):
            count += await self._release(question, librarian_id)
        return count

    async def _release(self, question: Question, librarian_id: str) -> bool:
        owner = Librarian(id=librarian_id, login="", name=question.assignee_name)
        try:
            await self._casebook.change(
                question.id, lambda seen: by_librarian.putting_back(seen, owner, self._now())
            )
        except (NotYours, NotPossible, NoSuchQuestion):  # meanwhile it went its way
            return False
        return True

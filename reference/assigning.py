"""Assigning: what waits is given to who is on duty and has most hands free."""

from library.staff import Librarian, Staff
from reference.casebook import Casebook
from reference.casework import Casework
from reference.duty import Duty
from reference.models import Question
from reference.refusals import AlreadyClaimed, HandsFull, NoSuchQuestion, NotPossible
from reference.rights import sees

ROUND = 50  # questions looked at in one go


class Assigning:
    """Any number may run at once: each gift is a claim, and a claim is one write."""

    def __init__(self, casebook: Casebook, casework: Casework, duty: Duty, staff: Staff) -> None:
        self._questions, self._casework, self._duty, self._staff = casebook.questions, casework, duty, staff

    async def assign(self) -> int:
        """Give out what waits, in its turn; returns how many found somebody."""
        there = await self._there()
        if not there:
            return 0
        given = 0
        for question in await self._casework.waiting(ROUND):
            given += await self._give(question, there)
        return given

    async def _there(self) -> list[Librarian]:
        everyone = {one.id: one for one in await self._staff.everyone() if one.active}
        return [everyone[one] for one in await self._duty.on_duty() if one in everyone]

    async def _give(self, question: Question, there: list[Librarian]) -> bool:
        may = [one for one in there if sees(one, question)]
        load = {one.id: await self._questions.count_open_of(one.id) for one in may}
        for librarian in sorted(may, key=lambda one: load[one.id]):
            try:
                await self._casework.claim(question.id, librarian)
            except HandsFull:
                continue
            except (AlreadyClaimed, NotPossible, NoSuchQuestion):
                return False
            return True
        return False

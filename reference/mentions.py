"""Mentions: where colleagues called a librarian with an @, and what of it she has not looked at yet."""

from library.gathering import Gathering
from library.staff import Librarian
from reference.models import Question
from reference.repository.mentions import MentionRepository


class Mentions:
    """A mention gives no right: what she may not see any more is neither listed nor counted."""

    def __init__(self, repository: MentionRepository) -> None:
        self._repository = repository
        self._is_called = Gathering(repository.are_called)

    async def of(self, librarian: Librarian, limit: int, *, skip: int = 0) -> list[Question]:
        """The questions with notes that call her, the latest called first."""
        return await self._repository.list_of(librarian.id, librarian.branch, limit, skip)

    async def unread(self, librarian: Librarian) -> int:
        if not await self._is_called(librarian.id):  # nearly always, and one trip for all who ask at once
            return 0
        return await self._repository.count_unread(librarian.id, librarian.branch)

    async def read(self, question_id: str, librarian: Librarian) -> None:
        await self._repository.read(question_id, librarian.id)

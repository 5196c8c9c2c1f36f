"""Searching: any question at all, by what was said in it or by its patron's alias."""

from library.staff import Librarian
from reference.models import Question
from reference.repository.documents import terms_of
from reference.repository.searching import SearchRepository


class Searching:
    def __init__(self, repository: SearchRepository) -> None:
        self._repository = repository

    async def find(self, librarian: Librarian, words: str, limit: int, *, skip: int = 0) -> list[Question]:
        """Those with all the words, as far as she may see them; the newest first."""
        terms = terms_of(words)
        if not terms:
            return []
        return await self._repository.find(
            terms, top=librarian.branch, librarian=librarian.id, limit=limit, skip=skip
        )

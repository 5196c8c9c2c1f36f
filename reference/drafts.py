"""Drafts: what a librarian is writing, kept apart from the question, so that no new owner loses it."""

from dataclasses import dataclass
from datetime import datetime

from library.clock import Clock, utc_now
from library.staff import Librarian
from reference.repository.drafts import DraftRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`key` is the answer's to be, so that it is one message from whichever machine it is sent.

    `text` is empty once it was sent or thrown away.
    """

    text: str
    key: str
    at: datetime


class Drafts:
    """One for each question and librarian."""

    def __init__(self, repository: DraftRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def keep(self, question_id: str, librarian: Librarian, text: str, *, key: str) -> None:
        """The newest text; one that comes late, after its answer was sent, is not kept."""
        await self._repository.put(question_id, librarian.id, text=text, key=key, at=self._now())

    async def find(self, question_id: str, librarian: Librarian) -> Draft | None:
        found = await self._repository.find(question_id, librarian.id)
        return Draft(text=found["text"], key=found["key"], at=found["at"]) if found else None

    async def sent(self, question_id: str, librarian: Librarian, *, key: str) -> None:
        """The answer with this key is on its way: its draft is over."""
        await self._repository.end(question_id, librarian.id, key=key, at=self._now())

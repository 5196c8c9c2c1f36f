"""Finding questions by the words of their threads."""

from collections.abc import Sequence

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING

from reference.models import Question
from reference.repository.documents import Document, a_question
from reference.repository.questions import ROW, within_branch


class SearchRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._questions = database["questions"]

    async def prepare(self) -> None:
        await self._questions.create_index([("terms", 1), ("last_at", -1)], sparse=True, name="words")

    async def find(
        self, terms: Sequence[str], *, top: str, librarian: str, limit: int, skip: int
    ) -> list[Question]:
        """Those with all these words which a librarian may see, the newest first."""
        hers: Document = {"$or": [within_branch(top), {"assignee": librarian}]} if top else {}
        found = self._questions.find({"terms": {"$all": list(terms)}, **hers}, ROW)
        found = found.sort("last_at", DESCENDING).skip(skip).limit(limit)
        return [a_question(document) async for document in found]

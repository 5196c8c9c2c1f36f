"""Questions by whom their notes call."""

from collections.abc import Sequence

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING

from reference.models import MOST, Question
from reference.repository.documents import Document, a_question
from reference.repository.questions import ROW, within_branch

CALLED = "entries.mentions.librarians"


class MentionRepository:
    """Both indexes hold only questions in which somebody is called; the second only until she looked."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._questions = database["questions"]

    async def prepare(self) -> None:
        create, somebody = self._questions.create_index, {"$gt": ""}
        await create(
            [(CALLED, 1), ("mentioned_at", -1)], partialFilterExpression={CALLED: somebody}, name="called"
        )
        await create("unread_by", partialFilterExpression={"unread_by": somebody}, name="unread")

    async def list_of(self, librarian: str, top: str, limit: int, skip: int) -> list[Question]:
        found = self._questions.find({CALLED: librarian, **_seen(librarian, top)}, ROW)
        found = found.sort("mentioned_at", DESCENDING).skip(skip).limit(limit)
        return [a_question(document) async for document in found]

    async def count_unread(self, librarian: str, top: str) -> int:
        unread = {"unread_by": librarian, **_seen(librarian, top)}
        return await self._questions.count_documents(unread, limit=MOST)

    async def are_called(self, librarians: Sequence[str]) -> list[bool]:
        """Whether anything unread calls each of them, seen or not."""
        among = set(librarians)
        called = await self._questions.distinct("unread_by", {"unread_by": {"$in": list(among)}})
        return [librarian in called for librarian in librarians]

    async def read(self, question_id: str, librarian: str) -> None:
        """No version: who looks changes nothing anybody decides by."""
        hers = {"_id": question_id, "unread_by": librarian}
        await self._questions.update_one(hers, {"$pull": {"unread_by": librarian}})


def _seen(librarian: str, top: str) -> Document:
    return {"$or": [within_branch(top), {"assignee": librarian}]} if top else {}

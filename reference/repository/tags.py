"""The house's tags in MongoDB, and the questions that have them."""

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING

from reference.models import Question
from reference.repository.documents import Document, a_question
from reference.repository.questions import ROW, within_branch


class TagRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._tags, self._questions = database["tags"], database["questions"]

    async def prepare(self) -> None:
        await self._questions.create_index(
            [("tags", 1), ("last_at", -1)], partialFilterExpression={"tags": {"$gt": ""}}, name="tagged"
        )

    async def list_all(self) -> list[str]:
        return [one["_id"] async for one in self._tags.find().sort("_id")]

    async def add(self, name: str) -> None:
        await self._tags.update_one({"_id": name}, {"$setOnInsert": {"_id": name}}, upsert=True)

    async def remove(self, name: str) -> None:
        await self._tags.delete_one({"_id": name})

    async def find(self, name: str, *, top: str, librarian: str, limit: int, skip: int) -> list[Question]:
        hers: Document = {"$or": [within_branch(top), {"assignee": librarian}]} if top else {}
        found = self._questions.find({"tags": name, **hers}, ROW)
        found = found.sort("last_at", DESCENDING).skip(skip).limit(limit)
        return [a_question(document) async for document in found]

"""The knowledge base in MongoDB."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument

Document = dict[str, Any]
REVISION = {"_id": "revision"}


class KnowledgeRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._entries = database["knowledge"]
        self._revisions = database["knowledge_revisions"]

    async def put(self, entry_id: str, wordings: list[str], answer: str) -> None:
        """Add an entry or replace it."""
        fields = {"wordings": wordings, "answer": answer}
        await self._entries.replace_one({"_id": entry_id}, fields, upsert=True)
        await self._revise()

    async def remove(self, entry_id: str) -> None:
        await self._entries.delete_one({"_id": entry_id})
        await self._revise()

    async def find(self, entry_id: str) -> Document | None:
        return await self._entries.find_one({"_id": entry_id})

    async def list_all(self) -> list[Document]:
        return [entry async for entry in self._entries.find().sort("_id")]

    async def revision(self) -> int:
        """Grows with every change, so that every process knows when to read the entries again."""
        document = await self._revisions.find_one(REVISION)
        return int(document["number"]) if document else 0

    async def _revise(self) -> None:
        await self._revisions.find_one_and_update(
            REVISION, {"$inc": {"number": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )

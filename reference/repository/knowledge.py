"""The knowledge base in MongoDB."""

from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument

Document = dict[str, Any]
REVISION = {"_id": "revision"}
PUBLISHED: Document = {"state": {"$in": [None, "published"]}}  # the first entries had no state
TEXT = {"wordings": True, "answer": True, "published_at": True}


class KnowledgeRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._entries = database["knowledge"]
        self._synonyms = database["knowledge_synonyms"]
        self._revisions = database["knowledge_revisions"]

    async def put(self, entry_id: str, wordings: list[str], answer: str) -> None:
        """Publish an entry, or another text of it; its history stays."""
        fields = {"wordings": wordings, "answer": answer, "state": "published"}
        await self._entries.update_one(
            {"_id": entry_id}, {"$set": fields, "$inc": {"revision": 1}}, upsert=True
        )
        await self.revise()

    async def remove(self, entry_id: str) -> None:
        await self._entries.delete_one({"_id": entry_id})
        await self.revise()

    async def find_published(self, entry_id: str) -> Document | None:
        return await self._entries.find_one({"_id": entry_id, **PUBLISHED})

    async def list_published(self) -> list[Document]:
        return [entry async for entry in self._entries.find(PUBLISHED, TEXT).sort("_id")]

    async def known(self) -> set[str]:
        """The ids of all there are, also of those withdrawn."""
        return {entry["_id"] async for entry in self._entries.find({}, {"_id": True})}

    async def list_synonyms(self) -> list[Document]:
        return [group async for group in self._synonyms.find().sort("_id")]

    async def put_synonyms(self, group_id: str, words: list[str], by: str, at: datetime) -> None:
        await self._synonyms.insert_one({"_id": group_id, "words": words, "by": by, "at": at})
        await self.revise()

    async def remove_synonyms(self, group_id: str) -> None:
        await self._synonyms.delete_one({"_id": group_id})
        await self.revise()

    async def revision(self) -> int:
        """Grows with every change, so that every process knows when to read the entries again."""
        document = await self._revisions.find_one(REVISION)
        return int(document["number"]) if document else 0

    async def revise(self) -> None:
        await self._revisions.find_one_and_update(
            REVISION, {"$inc": {"number": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )

"""Canned answers in MongoDB."""

from collections.abc import Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

Document = dict[str, Any]


class CannedRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._canned = database["canned_answers"]

    async def prepare(self) -> None:
        await self._canned.create_index([("owner", 1), ("name", 1)])

    async def list_of(self, owners: Sequence[str]) -> list[Document]:
        found = self._canned.find({"owner": {"$in": list(owners)}}).sort([("owner", 1), ("name", 1)])
        return [
            {("id" if name == "_id" else name): value for name, value in one.items()} async for one in found
        ]

    async def count_of(self, owner: str) -> int:
        return await self._canned.count_documents({"owner": owner})

    async def put(self, canned_id: str, *, owner: str, name: str, text: str) -> None:
        fields = {"owner": owner, "name": name, "text": text}
        await self._canned.update_one({"_id": canned_id}, {"$set": fields}, upsert=True)

    async def remove(self, canned_id: str) -> None:
        await self._canned.delete_one({"_id": canned_id})

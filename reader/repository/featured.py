"""What the librarians put forward, in MongoDB."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING

from reader.repository.texts import Document, durable


class FeaturedRepository:
    """`featured` has a document per title; a last day is written so that days sort as text."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._featured = durable(database, "featured")

    async def prepare(self) -> None:
        await self._featured.create_index([("until", ASCENDING)])

    async def put(self, title_id: str, fields: Mapping[str, Any], now: datetime) -> None:
        await self._featured.update_one(
            {"_id": title_id}, {"$set": dict(fields), "$setOnInsert": {"put_at": now}}, upsert=True
        )

    async def clear(self, before: str) -> None:
        """Away with what was there until a day before that one."""
        await self._featured.delete_many({"until": {"$lt": before}})

    async def remove(self, title_id: str) -> None:
        await self._featured.delete_one({"_id": title_id})

    async def until(self, day: str) -> list[Document]:
        """Those whose last day is not before that one, the newest first."""
        found = self._featured.find({"until": {"$gte": day}}).sort(
            [("put_at", DESCENDING), ("_id", ASCENDING)]
        )
        documents: list[Document] = await found.to_list(None)
        return documents

"""Patrons who are to be forgotten, in MongoDB, until the night has found nothing more of them."""

from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import WriteConcern

Document = dict[str, Any]


class ErasureRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._erasures = database.get_collection("erasures", write_concern=WriteConcern("majority"))

    async def note(self, patron: str, now: datetime) -> None:
        await self._erasures.update_one({"_id": patron}, {"$setOnInsert": {"since": now}}, upsert=True)

    async def noted_before(self, moment: datetime) -> list[str]:
        found = self._erasures.find({"since": {"$lt": moment}}, {"_id": 1})
        return [document["_id"] for document in await found.to_list(None)]

    async def strike(self, patrons: list[str]) -> None:
        await self._erasures.delete_many({"_id": {"$in": patrons}})

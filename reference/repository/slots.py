"""Slots in MongoDB: one document each, named by its librarian and number, so that none is there twice."""

from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import WriteConcern
from pymongo.errors import DuplicateKeyError

Document = dict[str, Any]


class SlotRepository:
    """A collection of its own, because questions are sharded by patron, and slots are a librarian's.

    It does not wait for the majority: after a failover a slot may be forgotten, and its librarian have one
    question too many; the question itself is safe.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._slots = database.get_collection("desk_slots", write_concern=WriteConcern(1))
        self._questions = database["questions"]

    async def prepare(self) -> None:
        await self._slots.create_index("librarian")

    async def taken(self, librarian: str) -> list[str]:
        return [slot["slot"] async for slot in self._slots.find({"librarian": librarian})]

    async def take(self, slot: str, at: datetime) -> bool:
        """False where somebody was faster."""
        librarian, number, _token = slot.split(":")
        document = {"_id": f"{librarian}:{number}", "librarian": librarian, "slot": slot, "at": at}
        try:
            await self._slots.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    async def give_back(self, slot: str) -> None:
        await self._slots.delete_one({"_id": slot.rpartition(":")[0], "slot": slot})

    async def forget_lost(self, librarian: str, before: datetime) -> int:
        """Free those taken before then which no open question knows; returns how many."""
        open_ones = {"is_open": True, "assignee": librarian, "status": "open"}
        known = [one.get("slot") async for one in self._questions.find(open_ones, {"slot": True})]
        lost = {"librarian": librarian, "at": {"$lt": before}, "slot": {"$nin": known}}
        return (await self._slots.delete_many(lost)).deleted_count

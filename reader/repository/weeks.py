"""Whole weeks of many patrons in MongoDB."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING

from reader.pace import SAMPLES
from reader.repository.texts import durable

Document = dict[str, Any]

READ = dict.fromkeys(("patron", "title_id", "title_name", "touched_at", "days", "paces"), 1)


class WeekRepository:
    """A wish for no summaries stands in the patron's own document of `readers`."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._deliveries, self._enrolments = database["deliveries"], database["enrolments"]
        self._readers = durable(database, "readers")

    async def wish(self, patron: str, *, summaries: bool) -> None:
        await self._readers.update_one({"_id": patron}, {"$set": {"summaries": summaries}}, upsert=True)

    async def wanting(
        self, timezones: Collection[str], since: datetime, most: int
    ) -> AsyncIterator[dict[str, str]]:
        """Patrons with a delivery by one of these clocks, unless it was over before `since`, in batches.

        Each with her time zone; those who want no summaries, or nothing kept, are left out.
        """
        batch: dict[str, str] = {}
        where = {
            "schedule.timezone": {"$in": list(timezones)},
            "$or": [{"finished_at": None}, {"finished_at": {"$gte": since}}],
        }
        found = self._deliveries.find(where, {"patron": 1, "schedule.timezone": 1}).sort("patron", ASCENDING)
        async for document in found:
            if len(batch) == most and document["patron"] not in batch:
                yield await self._willing(batch)
                batch = {}
            batch[document["patron"]] = document["schedule"]["timezone"]
        if batch:
            yield await self._willing(batch)

    async def shelves(self, patrons: Sequence[str]) -> dict[str, list[Document]]:
        """What they read, the titles touched last first."""
        where = {"patron": {"$in": list(patrons)}, "private": None, "days": {"$exists": True}}
        shelves: dict[str, list[Document]] = {}
        documents = await self._enrolments.find(where, READ).to_list(None)
        for document in sorted(documents, key=lambda one: one["touched_at"], reverse=True):
            shelves.setdefault(document["patron"], []).append(document)
        return shelves

    async def _willing(self, batch: dict[str, str]) -> dict[str, str]:
        unwilling = {"_id": {"$in": list(batch)}, "$or": [{"summaries": False}, {"private": True}]}
        refused = {document["_id"] async for document in self._readers.find(unwilling, {"_id": 1})}
        return {patron: timezone for patron, timezone in batch.items() if patron not in refused}


def paces(shelf: Sequence[Mapping[str, Any]]) -> list[float]:
    """How fast she read of late."""
    return [pace for document in shelf for pace in reversed(document.get("paces", ()))][:SAMPLES]

"""Who is on duty, in MongoDB."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

Document = dict[str, Any]


class DutyRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._duty = database["desk_duty"]

    async def put(self, librarian: str, *, on: bool, since: datetime) -> None:
        """Who says it twice is on duty since the first time."""
        await self._duty.update_one(
            {"_id": librarian}, [{"$set": {"since": _since(on, since), "on": on}}], upsert=True
        )

    async def find_all(self, librarians: Sequence[str]) -> list[bool | None]:
        """In the order asked for; None for each who never said."""
        found = self._duty.find({"_id": {"$in": list(set(librarians))}})
        known = {one["_id"]: bool(one["on"]) async for one in found}
        return [known.get(librarian) for librarian in librarians]

    async def list_all(self, *, on: bool) -> list[str]:
        return [one["_id"] async for one in self._duty.find({"on": on}).sort([("since", 1), ("_id", 1)])]


def _since(on: bool, now: datetime) -> Document:
    return {"$cond": [{"$eq": ["$on", on]}, "$since", now]}

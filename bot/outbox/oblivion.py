"""What the outbox forgets at night: messages of those who left, and words nobody came for."""

from collections.abc import Collection
from datetime import datetime

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import WriteConcern

from bot.outbox.endings import rest
from bot.outbox.messages import Document, State


class Oblivion:
    """Each is one walk through the collection: an index for it would cost every message more than that."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._messages = database.get_collection("outbox", write_concern=WriteConcern("majority"))
        self._counters = database["outbox_counters"]

    async def purge(self, patrons: Collection[str]) -> int:
        """All messages of these, also those that were sent. Returns how many."""
        hers = {"$in": list(patrons)}
        await self._counters.delete_many({"_id": hers})
        return (await self._messages.delete_many({"patron": hers})).deleted_count

    async def give_up(self, parked_before: datetime, now: datetime) -> int:
        """What waits for its patron since before then; whoever put it hears that it failed."""
        waiting = {"state": State.PARKED, "changed": {"$lt": parked_before}}
        over = rest(State.FAILED, "kept too long", now, untold=True, by="")
        return (await self._messages.update_many(waiting, over)).modified_count

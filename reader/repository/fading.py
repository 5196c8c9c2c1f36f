"""What nobody has touched for long, in MongoDB."""

from datetime import datetime

from motor.motor_asyncio import AsyncIOMotorDatabase

from reader.repository.texts import Document


class FadingRepository:
    """By walks through the collections, which are for the night."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._enrolments, self._deliveries = database["enrolments"], database["deliveries"]
        self._memberships = database["memberships"]

    async def forget_untouched(self, before: datetime) -> int:
        """Places in titles, and deliveries and plans that are over. Returns how many places."""
        gone = await self._enrolments.delete_many({"touched_at": {"$lt": before}})
        await self._deliveries.delete_many({"finished_at": {"$lt": before}})
        await self._memberships.delete_many({"touched_at": {"$lt": before}})
        return gone.deleted_count

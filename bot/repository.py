"""Patrons' consents to subscription notices, in MongoDB: each is good for one notice, however late."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

Document = dict[str, Any]


class Consents:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._consents = database["consents"]

    async def give(self, patron: str, template: str) -> None:
        """She tapped 允许 once more."""
        await self._consents.update_one({"_id": patron}, {"$inc": {f"left.{template}": 1}}, upsert=True)

    async def withdraw(self, patron: str, template: str) -> None:
        """She tapped 拒绝, or WeChat says that there is no consent any more."""
        await self._consents.update_one({"_id": patron}, {"$unset": {f"left.{template}": ""}})

    async def spend(self, patron: str, template: str) -> bool:
        """Take one consent; False if there is none."""
        spent = await self._consents.update_one(
            {"_id": patron, f"left.{template}": {"$gt": 0}}, {"$inc": {f"left.{template}": -1}}
        )
        return bool(spent.modified_count)

    async def forget(self, patron: str) -> None:
        await self._consents.delete_one({"_id": patron})

"""How questions went that were offered an answer of the house, counted in MongoDB."""

from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from reference.models import Resolution
from reference.status import WAITING

Document = dict[str, Any]
OFFERED: Document = {"offered": {"$gt": ""}}
HANDED_OVER: Document = {"$gt": [{"$size": {"$setIntersection": ["$audit.after", sorted(WAITING)]}}, 0]}


class DeflectionRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._questions = database["questions"]

    async def prepare(self) -> None:
        """An index of the offered ones alone."""
        await self._questions.create_index(
            [("asked_at", 1), ("offered", 1)], partialFilterExpression=OFFERED, name="offered"
        )

    async def list_handed_over(self, entry: str, since: datetime, limit: int) -> list[Document]:
        """The newest questions that were asked of people after this entry: id, branch, asked_at."""
        wrongly = {"offered": entry, "asked_at": {"$gte": since}, "audit.after": {"$in": sorted(WAITING)}}
        found = self._questions.find(wrongly, {"branch": True, "asked_at": True})
        return [document async for document in found.sort("asked_at", -1).limit(limit)]

    async def count(self, since: datetime) -> dict[str, dict[str, int]]:
        """By entry: offered, settled, handed_over, silent."""
        each = {
            "entry": "$offered",
            "handed_over": HANDED_OVER,
            "resolution": True,
        }
        sums: Document = {
            "offered": {"$sum": 1},
            "handed_over": _sum("$handed_over"),
            "settled": _sum({"$and": [{"$not": "$handed_over"}, _ended(Resolution.DEFLECTED)]}),
            "silent": _sum({"$and": [{"$not": "$handed_over"}, _ended(Resolution.AUTO)]}),
        }
        found = self._questions.aggregate(
            [
                {"$match": {**OFFERED, "asked_at": {"$gte": since}}},
                {"$project": each},
                {"$group": {"_id": "$entry", **sums}},
            ]
        )
        return {group.pop("_id"): group async for group in found}


def _sum(condition: object) -> Document:
    return {"$sum": {"$cond": [condition, 1, 0]}}


def _ended(how: Resolution) -> Document:
    return {"$eq": ["$resolution", how]}

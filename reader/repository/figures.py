"""What is read, counted by MongoDB: figures leave it, and no patron."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from motor.motor_asyncio import AsyncIOMotorDatabase

from reader.days import HERE
from reader.repository.texts import Document

TITLES = 100
RECORDED: Document = {"private": None}
HERS = {"$lookup": {"from": "readers", "localField": "patron", "foreignField": "_id", "as": "wish"}}
OPENLY: list[Document] = [HERS, {"$match": {"wish.private": {"$ne": True}}}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of a plan: who goes on, who is through, and who stopped after how many days."""

    active: int
    finished: int
    stopped: Counter[int]


class FigureRepository:
    """Reads what the shelf, the deliveries and the plans have written."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._enrolments = database["enrolments"]
        self._deliveries = database["deliveries"]
        self._memberships = database["memberships"]
        self._leavers = database["plan_leavers"]

    async def titles(self, since: date) -> list[Document]:
        """For each title: its readers, instalments read, and who finished it, from a day on."""
        recent = {
            "$filter": {"input": _days(), "as": "day", "cond": {"$gte": ["$$day.k", since.isoformat()]}}
        }
        finished = {"$cond": [{"$gte": ["$finished_at", _midnight(since)]}, 1, 0]}
        return await self._counted(
            self._enrolments,
            {"$match": RECORDED},
            {"$set": {"read": {"$sum": {"$map": {"input": recent, "in": "$$this.v.instalments"}}}}},
            {"$match": {"read": {"$gt": 0}}},
            {
                "$group": {
                    "_id": "$title_id",
                    "name": {"$last": "$title_name"},
                    "readers": {"$sum": 1},
                    "instalments": {"$sum": "$read"},
                    "finished": {"$sum": finished},
                }
            },
            {"$sort": {"readers": -1, "instalments": -1, "_id": 1}},
            {"$limit": TITLES},
        )

    async def weeks(self, since: date) -> dict[date, tuple[int, int]]:
        """For each week by its Monday: readers, and instalments read."""
        found = await self._counted(
            self._enrolments,
            {"$match": RECORDED},
            {"$project": {"patron": 1, "day": _days()}},
            {"$unwind": "$day"},
            {"$match": {"day.k": {"$gte": since.isoformat()}}},
            {
                "$group": {
                    "_id": {
                        "week": _week({"$dateFromString": {"dateString": "$day.k"}}),
                        "patron": "$patron",
                    },
                    "read": {"$sum": "$day.v.instalments"},
                }
            },
            {"$match": {"read": {"$gt": 0}}},
            {"$group": {"_id": "$_id.week", "readers": {"$sum": 1}, "read": {"$sum": "$read"}}},
        )
        return {one["_id"].date(): (one["readers"], one["read"]) for one in found}

    async def finished(self, since: date) -> dict[date, int]:
        """For each week by its Monday: how many patrons finished a title."""
        found = await self._counted(
            self._enrolments,
            {"$match": RECORDED | {"finished_at": {"$gte": _midnight(since)}}},
            {"$group": {"_id": {"week": _week("$finished_at", HERE), "patron": "$patron"}}},
            {"$group": {"_id": "$_id.week", "readers": {"$sum": 1}}},
        )
        return {one["_id"].astimezone(ZoneInfo(HERE)).date(): one["readers"] for one in found}

    async def stops(self, title_id: str, before: datetime) -> list[Document]:
        """Where those stand who have not finished a title, and have dropped it or not touched it since."""
        stopped = [{"touched_at": {"$lt": before}}, {"dropped_at": {"$ne": None}}]
        return await self._counted(
            self._enrolments,
            {"$match": RECORDED | {"title_id": title_id, "finished_at": None, "$or": stopped}},
            {
                "$group": {
                    "_id": {"chapter": "$chapter", "name": "$chapter_name"},
                    "readers": {"$sum": 1},
                }
            },
            {"$sort": {"_id.chapter": 1}},
            {"$project": {"_id": 0, "chapter": "$_id.chapter", "name": "$_id.name", "readers": 1}},
        )

    async def deliveries(self) -> dict[str, int]:
        """Patrons who have something going, paused or finished."""
        branches = [
            {"case": {"$ne": ["$finished_at", None]}, "then": "finished"},
            {"case": "$paused", "then": "paused"},
        ]
        found = await self._counted(
            self._deliveries,
            *OPENLY,
            {
                "$group": {
                    "_id": {
                        "state": {"$switch": {"branches": branches, "default": "going"}},
                        "patron": "$patron",
                    }
                }
            },
            {"$group": {"_id": "$_id.state", "patrons": {"$sum": 1}}},
        )
        return {one["_id"]: one["patrons"] for one in found}

    async def plan(self, plan_id: str, before: datetime) -> Kept:
        """Those count as stopped who have left, or done nothing since."""
        branches = [
            {"case": {"$ne": ["$finished_at", None]}, "then": "finished"},
            {"case": {"$lt": ["$touched_at", before]}, "then": "$done"},
        ]
        found = await self._counted(
            self._memberships,
            {"$match": {"plan_id": plan_id}},
            *OPENLY,
            {
                "$group": {
                    "_id": {"$switch": {"branches": branches, "default": "active"}},
                    "members": {"$sum": 1},
                }
            },
        )
        counts = {one["_id"]: one["members"] for one in found}
        left = await self._leavers.find_one({"_id": plan_id}) or {"after": {}}
        stopped = Counter({day: count for day, count in counts.items() if isinstance(day, int)})
        stopped.update({int(day): count for day, count in left["after"].items()})
        return Kept(active=counts.get("active", 0), finished=counts.get("finished", 0), stopped=stopped)

    async def _counted(self, collection: Any, *stages: Document) -> list[Document]:
        found: list[Document] = await collection.aggregate(list(stages), allowDiskUse=True).to_list(None)
        return found


def _days() -> Document:
    return {"$objectToArray": {"$ifNull": ["$days", {}]}}


def _week(moment: Any, timezone: str = "UTC") -> Document:
    """The Monday on which it began."""
    return {"$dateTrunc": {"date": moment, "unit": "week", "startOfWeek": "monday", "timezone": timezone}}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(HERE)).astimezone(UTC)

"""Subtotals in MongoDB: one document for each month, and each ten days, of a branch and all below it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import UpdateOne

from reference.repository.documents import Document
from reference.statistics.subtotal import SCHEME, Subtotal

MARK = {"$currentDate": {"marked_at": True}, "$unset": {"sums": "", "scheme": ""}}

Place = tuple[str, str]  # a span of days, and a branch with all below it


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Facts of this place have changed, the last time `at`."""

    place: Place
    at: datetime


class SubtotalRepository:
    """A document has either a mark, or sums that hold."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._subtotals = database["question_subtotals"]

    async def prepare(self) -> None:
        marked = {"marked_at": {"$exists": True}}
        await self._subtotals.create_index("marked_at", partialFilterExpression=marked, name="marked")
        await self._subtotals.update_many({"marked_at": None, "scheme": {"$ne": SCHEME}}, MARK)

    async def is_empty(self) -> bool:
        return not await self._subtotals.find_one({}, {"_id": True})

    async def mark(self, places: Collection[Place]) -> None:
        """Facts of these are about to change. The time is MongoDB's, whoever marks and whoever sums up."""
        marks = [UpdateOne({"_id": _id(place)}, MARK, upsert=True) for place in sorted(places)]
        if marks:
            await self._subtotals.bulk_write(marks)

    async def list_marked(self, rest: timedelta, limit: int) -> list[Marked]:
        """Those whose last mark is at least so old; the tens of a month before the month."""
        before = {"$subtract": ["$$NOW", rest // timedelta(milliseconds=1)]}
        rested = {"marked_at": {"$exists": True}, "$expr": {"$lte": ["$marked_at", before]}}
        found = self._subtotals.find(rested).hint("marked").sort("_id", -1).limit(limit)
        return [Marked(place=_place(one["_id"]), at=one["marked_at"]) async for one in found]

    async def write(self, marked: Marked, subtotal: Subtotal) -> bool:
        """False if it was marked again since, so that it is to be summed up again."""
        seen = {"_id": _id(marked.place), "marked_at": marked.at}
        change = {"$set": {"sums": subtotal.kept, "scheme": SCHEME}, "$unset": {"marked_at": ""}}
        return (await self._subtotals.update_one(seen, change)).matched_count == 1

    async def add(self, known: Subtotal, spans: Collection[str], branch: str, venue: str = "") -> list[str]:
        """Returns those spans of which no sum is known that holds."""
        ids = {_id((span, branch)): span for span in spans}
        async for found in self._subtotals.find({"_id": {"$in": list(ids)}, "sums": {"$exists": True}}):
            known.add(found["sums"], venue)
            del ids[found["_id"]]
        return list(ids.values())


def _id(place: Place) -> str:
    return " ".join(place)


def _place(key: str) -> Place:
    span, branch = key.split(" ")
    return span, branch

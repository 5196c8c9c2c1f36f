"""Which titles are read by the same patrons, counted by MongoDB: titles leave it, and no patron."""

from collections.abc import Collection
from datetime import datetime

from motor.motor_asyncio import AsyncIOMotorDatabase

from reader.repository.moves import enrolment_id
from reader.repository.texts import Document

EACH = 12  # titles of a patron's that count, so that the pairs stay bounded: 132 of hers
KEPT = 12  # companions of a title
RECORDED: Document = {"private": None, "gone_at": None}


class SuggestionRepository:
    """`companions` has a document per title, made anew as a whole: whoever is forgotten or wants nothing
    recorded counts no more from then on."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._enrolments = database["enrolments"]
        self._companions = database["companions"]

    async def count_companions(self, since: datetime, fewest: int) -> None:
        """Of the titles each patron touched last, since then: which pairs do so many patrons share?"""
        stages = [*_newest_of_each(since), *_pairs(fewest), *_by_title(self._companions.name)]
        await self._enrolments.aggregate(stages, allowDiskUse=True).to_list(None)

    async def companions(self, title_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """For each title those read by the same patrons, by most of them first."""
        found = self._companions.find({"_id": {"$in": list(title_ids)}})
        return {document["_id"]: tuple(document["others"]) async for document in found}

    async def on_shelf(self, patron: str, title_ids: Collection[str]) -> set[str]:
        """Those she reads, has finished or has dropped."""
        ids = [enrolment_id(patron, title_id) for title_id in title_ids]
        found = self._enrolments.find({"_id": {"$in": ids}}, {"title_id": 1})
        return {document["title_id"] async for document in found}


def _newest_of_each(since: datetime) -> list[Document]:
    newest = {"$topN": {"n": EACH, "sortBy": {"touched_at": -1}, "output": "$title_id"}}
    return [
        {"$match": RECORDED | {"dropped_at": None, "touched_at": {"$gte": since}}},
        {"$group": {"_id": "$patron", "titles": newest}},
        {"$match": {"titles.1": {"$exists": True}}},
    ]


def _pairs(fewest: int) -> list[Document]:
    return [
        {"$project": {"_id": 0, "title": "$titles", "other": "$titles"}},
        {"$unwind": "$title"},
        {"$unwind": "$other"},
        {"$match": {"$expr": {"$ne": ["$title", "$other"]}}},
        {"$group": {"_id": {"title": "$title", "other": "$other"}, "patrons": {"$sum": 1}}},
        {"$match": {"patrons": {"$gte": fewest}}},
    ]


def _by_title(into: str) -> list[Document]:
    most = {"$topN": {"n": KEPT, "sortBy": {"patrons": -1, "_id.other": 1}, "output": "$_id.other"}}
    return [{"$group": {"_id": "$_id.title", "others": most}}, {"$out": into}]

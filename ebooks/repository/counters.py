"""What happened at kiosks, in MongoDB: one document for each day, kiosk, venue and title."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING

from ebooks.kiosks.counts import Counts, Deed, TitleCounts, VenueDay

Document = dict[str, Any]
Place = tuple[date, str, str, str]  # the day, the kiosk, its venue, and the title or ""
SUMS: Mapping[str, Any] = {deed.value: {"$sum": f"$counts.{deed.value}"} for deed in Deed}
MOST_WANTED = {"taken": -1, "lent": -1, "scanned": -1, "shown": -1, "_id": 1}


class CounterRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._days = database["kiosk_days"]

    async def prepare(self) -> None:
        await self._days.create_index([("day", ASCENDING), ("venue", ASCENDING)])
        await self._days.create_index("venue")  # by which MongoDB lists them without reading a document

    async def add(self, place: Place, deed: Deed, times: int) -> None:
        day, kiosk_id, venue, title_id = place
        said = {"day": day.isoformat(), "kiosk": kiosk_id, "venue": venue, "title": title_id}
        await self._days.update_one(
            {"_id": "/".join(said.values())},
            {"$inc": {f"counts.{deed.value}": times}, "$setOnInsert": said},
            upsert=True,
        )

    async def days(self, since: date, until: date, venue: str | None) -> tuple[VenueDay, ...]:
        found = self._days.aggregate(
            [
                {"$match": _between(since, until, venue)},
                {"$group": {"_id": {"day": "$day", "venue": "$venue"}, **SUMS}},
                {"$sort": {"_id.day": -1, "_id.venue": 1}},
            ]
        )
        return tuple([_venue_day(document) async for document in found])

    async def titles(
        self, since: date, until: date, venue: str | None, *, limit: int
    ) -> tuple[TitleCounts, ...]:
        found = self._days.aggregate(
            [
                {"$match": _between(since, until, venue) | {"title": {"$ne": ""}}},
                {"$group": {"_id": "$title", **SUMS}},
                {"$sort": MOST_WANTED},
                {"$limit": limit},
            ]
        )
        return tuple([TitleCounts(title_id=one["_id"], counts=_counts(one)) async for one in found])

    async def venues(self) -> tuple[str, ...]:
        return tuple(sorted(await self._days.distinct("venue")))


def _between(since: date, until: date, venue: str | None) -> Document:
    days = {"day": {"$gte": since.isoformat(), "$lte": until.isoformat()}}
    return days if venue is None else days | {"venue": venue}


def _venue_day(document: Document) -> VenueDay:
    where = document["_id"]
    return VenueDay(day=date.fromisoformat(where["day"]), venue=where["venue"], counts=_counts(document))


def _counts(document: Document) -> Counts:
    return Counts(**{deed.value: document[deed.value] for deed in Deed})

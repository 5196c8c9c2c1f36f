"""Pools in MongoDB: one document for each title that has licences, and the tallies of days gone by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, UpdateOne, WriteConcern
from pymongo.errors import DuplicateKeyError

from ebooks.lending.holds import Hold
from ebooks.lending.licences import Licence
from ebooks.lending.loans import Loan
from ebooks.lending.notices import Kind, Notice
from ebooks.lending.pool import Pool
from ebooks.lending.tallies import Tally
from library.gathering import Gathering

Document = dict[str, Any]

UNSTORED = {"title_id", "position"}  # the document's own, or counted when it is read


class PoolRepository:
    """Every step is decided from the pool as it was read, and written if that is still its version."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        majority = WriteConcern("majority")
        self._pools = database.get_collection("pools", write_concern=majority)
        self._finding = Gathering(self._find_each)
        self._tallies = database.get_collection("lending_days", write_concern=majority)

    async def prepare(self) -> None:
        await self._pools.create_index("loans.patron", sparse=True)
        await self._pools.create_index("holds.patron", sparse=True)
        await self._pools.create_index("tallies.day", sparse=True)
        await self._pools.create_index([("look_at", ASCENDING)], sparse=True)
        await self._tallies.create_index("day")

    async def find(self, title_id: str) -> Pool | None:
        """Called for many at once, they travel together."""
        return await self._finding(title_id)

    async def find_all(self, title_ids: Sequence[str]) -> tuple[Pool, ...]:
        return await self._find({"_id": {"$in": list(title_ids)}})

    async def of(self, patron: str) -> tuple[Pool, ...]:
        """Those in which she has a loan or a hold."""
        return await self._find({"$or": [{"loans.patron": patron}, {"holds.patron": patron}]})

    async def page(self, *, limit: int, offset: int) -> tuple[Pool, ...]:
        found = self._pools.find().sort("_id", ASCENDING).skip(offset).limit(limit)
        return tuple([_pool(document) async for document in found])

    async def venues(self) -> tuple[str, ...]:
        """Where some licence is handed out."""
        found = await self._pools.distinct("licences.venue", {"licences.venue": {"$gt": ""}})
        return tuple(sorted(venue for venue in found if venue))

    async def put(self, seen: Pool, pool: Pool, look_at: datetime | None) -> bool:
        """Put a pool in place of the one that was seen; False where there is another meanwhile."""
        document = _document(pool) | {"version": seen.version + 1}
        if look_at is not None:
            document["look_at"] = look_at
        where = {"_id": pool.title_id, "version": seen.version}
        try:
            written = await self._pools.replace_one(where, document, upsert=not seen.version)
        except DuplicateKeyError:
            return False
        return bool(written.matched_count or written.upserted_id)

    async def due(self, now: datetime, limit: int) -> list[str]:
        """Titles that time has to do something with, those due longest first."""
        found = self._pools.find({"look_at": {"$lte": now}}, {"_id": 1}).sort("look_at").limit(limit)
        return [document["_id"] async for document in found]

    # Tallies

    async def file(self, tallies: Iterable[Tally]) -> None:
        """Keep what nothing will be added to any more; again is once."""
        writes = [UpdateOne({"_id": one.id}, {"$set": _tally_document(one)}, upsert=True) for one in tallies]
        await self._tallies.bulk_write(writes, ordered=False)

    async def tallies(self, first: date, last: date) -> tuple[Tally, ...]:
        """Of these days, the filed and those still in their pools."""
        days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        filed = [_tally(document) async for document in self._tallies.find({"day": days})]
        fresh = self._pools.find({"tallies.day": days}, {"tallies": 1})
        in_pools = [
            _tally({**one, "title_id": found["_id"]}) async for found in fresh for one in found["tallies"]
        ]
        known = {one.id: one for one in [*filed, *in_pools] if first <= one.day <= last}
        return tuple(sorted(known.values(), key=lambda one: one.id))

    async def _find_each(self, title_ids: Sequence[str]) -> list[Pool | None]:
        found = {pool.title_id: pool for pool in await self.find_all([*set(title_ids)])}
        return [found.get(title_id) for title_id in title_ids]

    async def _find(self, where: Mapping[str, Any]) -> tuple[Pool, ...]:
        return tuple([_pool(document) async for document in self._pools.find(where)])


def _document(pool: Pool) -> Document:
    return {
        "_id": pool.title_id,
        "licences": [asdict(one) for one in pool.licences],
        "loans": [_stored(one) for one in pool.loans],
        "holds": [_stored(one) for one in pool.holds],
        "notices": [_stored(one) for one in pool.notices],
        "tallies": [_stored(one) | {"day": one.day.isoformat()} for one in pool.tallies],
    }


def _stored(one: Loan | Hold | Notice | Tally) -> Document:
    return {field.name: getattr(one, field.name) for field in fields(one) if field.name not in UNSTORED}


def _pool(document: Document) -> Pool:
    title = {"title_id": document["_id"]}
    return Pool(
        title_id=document["_id"],
        version=document["version"],
        licences=tuple(Licence(**one) for one in document["licences"]),
        loans=tuple(Loan(**one | title) for one in document["loans"]),
        holds=tuple(Hold(**one | title) for one in document["holds"]),
        notices=tuple(Notice(**one | title | {"kind": Kind(one["kind"])}) for one in document["notices"]),
        tallies=tuple(_tally(one | title) for one in document["tallies"]),
    )


def _tally_document(tally: Tally) -> Document:
    return asdict(tally) | {"day": tally.day.isoformat()}


def _tally(document: Document) -> Tally:
    known = {field.name: document[field.name] for field in fields(Tally)}
    return Tally(**known | {"day": date.fromisoformat(document["day"])})

"""Dossiers in MongoDB, and how often they were given out."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, ReturnDocument

from ebooks.dossiers.dossier import Dossier, Status, Version, Words
from ebooks.dossiers.given import Given, Way
from ebooks.dossiers.items import Excerpt, Item, Note, Passage, Pointer

Document = dict[str, Any]
KINDS: dict[str, type[Note | Pointer | Excerpt]] = {"note": Note, "pointer": Pointer, "excerpt": Excerpt}
NAMES = {kind: name for name, kind in KINDS.items()}
SHOWN = 200  # dossiers on the desk


class DossierRepository:
    """What is edited and what is published are written apart, so that neither undoes the other."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._dossiers, self._days = database["dossiers"], database["dossier_days"]

    async def prepare(self) -> None:
        await self._dossiers.create_index("title_id", unique=True)
        await self._dossiers.create_index([("changed_at", DESCENDING)])
        await self._dossiers.create_index([("status", ASCENDING), ("published_at", DESCENDING)])
        await self._days.create_index([("title", ASCENDING), ("day", DESCENDING)])
        await self._days.create_index("day")

    # What librarians edit

    async def add(self, dossier: Dossier) -> None:
        await self._dossiers.insert_one(_document(dossier))

    async def find(self, dossier_id: str) -> Dossier | None:
        return _dossier(await self._dossiers.find_one({"_id": dossier_id}))

    async def find_title(self, title_id: str) -> Dossier | None:
        return _dossier(await self._dossiers.find_one({"title_id": title_id}))

    async def all(self) -> tuple[Dossier, ...]:
        """Those changed last first."""
        found = self._dossiers.find().sort("changed_at", DESCENDING).limit(SHOWN)
        return tuple([_known(document) async for document in found])

    async def replace(self, dossier: Dossier, seen: int, by: str, now: datetime) -> Dossier | None:
        """The next revision after the one that was seen; None where there is another meanwhile."""
        change = {
            "words": asdict(dossier.words),
            "described": dossier.described,
            "items": [_written(item) for item in dossier.items],
            "revision": seen + 1,
            "changed_at": now,
            "changed_by": by,
        }
        return _dossier(
            await self._dossiers.find_one_and_update(
                {"_id": dossier.id, "revision": seen},
                {"$set": change},
                return_document=ReturnDocument.AFTER,
            )
        )

    async def remove(self, dossier_id: str) -> bool:
        """Only what no patron ever had."""
        removed = await self._dossiers.delete_one({"_id": dossier_id, "versions": {"$size": 0}})
        return removed.deleted_count == 1

    # What patrons have

    async def publish(self, seen: Dossier, version: Version) -> bool:
        """Its newest version from now on; False where it was published or withdrawn meanwhile."""
        change: Document = {"$set": {"status": Status.PUBLISHED, "published_at": version.published_at}}
        if version not in seen.versions:
            change["$push"] = {"versions": asdict(version)}
        where = {"_id": seen.id, "status": seen.status, "versions": {"$size": len(seen.versions)}}
        return (await self._dossiers.update_one(where, change)).matched_count == 1

    async def withdraw(self, dossier_id: str) -> None:
        await self._dossiers.update_one(
            {"_id": dossier_id, "status": Status.PUBLISHED}, {"$set": {"status": Status.WITHDRAWN}}
        )

    async def published(self, limit: int) -> tuple[Dossier, ...]:
        """The newest first."""
        where = {"status": Status.PUBLISHED}
        found = self._dossiers.find(where).sort("published_at", DESCENDING).limit(limit)
        return tuple([_known(document) async for document in found])

    # How often

    async def holds(self, title_id: str) -> bool:
        return await self._dossiers.find_one({"title_id": title_id}, {"_id": 1}) is not None

    async def count(self, title_id: str, day: date, way: Way) -> None:
        said = {"title": title_id, "day": day.isoformat()}
        await self._days.update_one(
            {"_id": f"{day}/{title_id}"}, {"$inc": {way.value: 1}, "$setOnInsert": said}, upsert=True
        )

    async def days(self, title_id: str) -> tuple[Given, ...]:
        """The newest first."""
        found = self._days.find({"title": title_id}).sort("day", DESCENDING)
        return tuple(
            [
                Given(day=date.fromisoformat(one["day"]), **{way.value: one.get(way.value, 0) for way in Way})
                async for one in found
            ]
        )

    async def sum(self, first: date, last: date) -> Given:
        """Of all dossiers, on all these days."""
        found = self._days.aggregate(
            [
                {"$match": {"day": {"$gte": first.isoformat(), "$lte": last.isoformat()}}},
                {"$group": {"_id": None, **{way.value: {"$sum": f"${way.value}"} for way in Way}}},
            ]
        )
        sums = [{way.value: one[way.value] for way in Way} async for one in found]
        return Given(day=first, **(sums[0] if sums else {}))


def _document(dossier: Dossier) -> Document:
    fields = asdict(dossier) | {"items": [_written(item) for item in dossier.items]}
    return {"_id": fields.pop("id")} | fields | {"status": dossier.status.value}


def _written(item: Item) -> Document:
    return {"kind": NAMES[type(item)]} | asdict(item)


def _dossier(document: Document | None) -> Dossier | None:
    return _known(document) if document else None


def _known(document: Document) -> Dossier:
    fields = {name: value for name, value in document.items() if name != "published_at"}
    return Dossier(
        **fields
        | {
            "id": fields.pop("_id"),
            "words": Words(**fields["words"]),
            "items": tuple(_item(dict(item)) for item in fields["items"]),
            "status": Status(fields["status"]),
            "versions": tuple(_version(version) for version in fields["versions"]),
        }
    )


def _version(fields: Document) -> Version:
    sources = tuple((title_id, name) for title_id, name in fields["sources"])
    return Version(**fields | {"words": Words(**fields["words"]), "sources": sources})


def _item(fields: Document) -> Item:
    kind = KINDS[fields.pop("kind")]
    if "authors" in fields:
        fields["authors"] = tuple(fields["authors"])
    if "passages" in fields:
        fields["passages"] = tuple(Passage(**passage) for passage in fields["passages"])
    return kind(**fields)

"""Bookmarks, excerpts and notes in MongoDB."""

from dataclasses import asdict
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING, WriteConcern

from reader.marked import Kind, Mark, Source

Document = dict[str, Any]


class MarkRepository:
    """A document per mark; the ids begin with the patron's, so that hers lie together."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._marks = database.get_collection("marks", write_concern=WriteConcern("majority"))

    async def prepare(self) -> None:
        """A patron's marks of a kind, the newest first."""
        await self._marks.create_index([("patron", 1), ("kind", 1), ("made_at", DESCENDING)])

    async def keep(self, patron: str, mark: Mark) -> Mark:
        """The mark, or the one of that id she made before."""
        document = asdict(mark) | {"patron": patron}
        del document["id"]
        where = {"_id": _id(patron, mark.id)}
        found = await self._marks.find_one_and_update(
            where, {"$setOnInsert": document}, upsert=True, return_document=True
        )
        return _mark(found)

    async def count(self, patron: str, kind: Kind) -> int:
        return await self._marks.count_documents({"patron": patron, "kind": kind})

    async def find(self, patron: str, mark_id: str) -> Mark | None:
        document = await self._marks.find_one({"_id": _id(patron, mark_id)})
        return _mark(document) if document else None

    async def newest(self, patron: str, kind: Kind, limit: int) -> tuple[Mark, ...]:
        where = {"patron": patron, "kind": kind}
        found = self._marks.find(where).sort([("made_at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
        return tuple([_mark(document) async for document in found])

    async def remove(self, patron: str, mark_id: str) -> Mark | None:
        document = await self._marks.find_one_and_delete({"_id": _id(patron, mark_id)})
        return _mark(document) if document else None

    async def forget(self, patron: str) -> None:
        await self._marks.delete_many({"patron": patron})


def _id(patron: str, mark_id: str) -> str:
    return f"{patron}/{mark_id}"


def _mark(document: Document) -> Mark:
    return Mark(
        id=document["_id"].rpartition("/")[2],
        kind=Kind(document["kind"]),
        text=document["text"],
        source=Source(**document["source"]) if document["source"] else None,
        about=document["about"],
        made_at=document["made_at"],
    )

"""Branches in MongoDB; there are at most a few thousand, so they are read as a whole."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError

Document = dict[str, Any]
REVISION = {"_id": "revision"}


class IdTaken(Exception):
    """Somebody added a branch at the same place at the same moment."""


class BranchRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._branches = database["branches"]
        self._revisions = database["branch_revisions"]

    async def list_all(self) -> list[Document]:
        return [_fields(document) async for document in self._branches.find().sort("_id")]

    async def find_last(self, first: str, last: str) -> str | None:
        """The highest id from `first` to `last`."""
        among = {"_id": {"$gte": first, "$lte": last}}
        document = await self._branches.find_one(among, {"_id": True}, sort=[("_id", DESCENDING)])
        return str(document["_id"]) if document else None

    async def add(self, document: Document) -> None:
        """Raises IdTaken."""
        fields = {name: value for name, value in document.items() if name != "id"}
        try:
            await self._branches.insert_one({"_id": document["id"], **fields})
        except DuplicateKeyError as taken:
            raise IdTaken from taken
        await self._revise()

    async def replace(self, document: Document) -> bool:
        """Write a branch as the next of its revision; False if somebody changed it in between."""
        fields = {name: value for name, value in document.items() if name not in {"id", "revision"}}
        seen = {"_id": document["id"], "revision": document["revision"]}
        found = await self._branches.update_one(seen, {"$set": fields, "$inc": {"revision": 1}})
        if found.matched_count:
            await self._revise()
        return bool(found.matched_count)

    async def revision(self) -> int:
        """Grows with every change, so that every process knows when to read the branches again."""
        document = await self._revisions.find_one(REVISION)
        return int(document["number"]) if document else 0

    async def _revise(self) -> None:
        await self._revisions.update_one(REVISION, {"$inc": {"number": 1}}, upsert=True)


def _fields(document: Document) -> Document:
    return {("id" if name == "_id" else name): value for name, value in document.items()}

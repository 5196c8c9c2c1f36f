"""Patron groups in MongoDB: a handful of documents."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import WriteConcern

from ebooks.lending.patron_group import PatronGroup
from ebooks.lending.rules import Limits

Document = dict[str, Any]


class PatronGroupRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._groups = database.get_collection("patron_groups", write_concern=WriteConcern("majority"))

    async def every(self) -> tuple[PatronGroup, ...]:
        return tuple([_group(document) async for document in self._groups.find()])

    async def put(self, group: PatronGroup) -> None:
        said = {"name": group.name, "loans": group.limits.loans, "holds": group.limits.holds}
        await self._groups.replace_one({"_id": group.id}, said, upsert=True)

    async def remove(self, group_id: str) -> None:
        await self._groups.delete_one({"_id": group_id})


def _group(document: Document) -> PatronGroup:
    limits = Limits(loans=document["loans"], holds=document["holds"])
    return PatronGroup(id=document["_id"], name=document["name"], limits=limits)

"""Patrons in MongoDB."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

Document = dict[str, Any]


class PatronRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._patrons = database["patrons"]

    async def prepare(self) -> None:
        """One patron per account and openid; those who left have no openid and do not collide.

        Said with $type, MongoDB would not see that the index serves a search for an openid.
        """
        await self._patrons.create_index(
            [("account", 1), ("openid", 1)],
            name="one_per_openid",
            unique=True,
            partialFilterExpression={"openid": {"$gt": ""}},
        )

    async def find_or_add(self, account: str, openid: str, patron_id: str, now: datetime) -> Document:
        who = {"account": account, "openid": openid}
        if document := await self._patrons.find_one(who):
            return _fields(document)
        newcomer = {"$setOnInsert": {"_id": patron_id, "language": "zh_CN", "since": now}}
        try:
            document = await self._patrons.find_one_and_update(
                who, newcomer, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:  # two first messages at once: the other one made her known
            document = await self._patrons.find_one(who)
        assert document is not None  # noqa: S101 - an upsert returns what it wrote
        return _fields(document)

    async def find(self, patron_id: str) -> Document | None:
        document = await self._patrons.find_one({"_id": patron_id})
        return _fields(document) if document else None

    async def find_all(self, patron_ids: Sequence[str]) -> list[Document]:
        found = self._patrons.find({"_id": {"$in": list(patron_ids)}})
        return [_fields(document) for document in await found.to_list(None)]

    async def set_language(self, patron_id: str, language: str) -> None:
        await self._patrons.update_one(
            {"_id": patron_id}, {"$set": {"language": language, "language_offered": True}}
        )

    async def set_group(self, patron_id: str, group: str) -> None:
        await self._patrons.update_one({"_id": patron_id}, {"$set": {"group": group}})

    async def note_once(self, patron_id: str, what: str) -> bool:
        """True for the first who notes it."""
        unheard = {"_id": patron_id, what: {"$ne": True}}
        noted = await self._patrons.update_one(unheard, {"$set": {what: True}})
        return noted.modified_count == 1

    async def remove(self, patron_id: str) -> None:
        await self._patrons.delete_one({"_id": patron_id})


def _fields(document: Document) -> Document:
    return {"openid": None} | {("id" if name == "_id" else name): value for name, value in document.items()}

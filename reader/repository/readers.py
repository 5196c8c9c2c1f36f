"""Patrons as readers in MongoDB: their wish for privacy and their time zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from library.gathering import Gathering
from reader.days import HERE
from reader.repository.texts import Document, durable

NOT_KEPT = {"days": "", "paces": "", "handed": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    private: bool = False
    timezone: str = HERE


class ReaderRepository:
    """`readers` has a document per patron who said how she wants to be treated.

    Her books carry a copy, so that a move of a place need not ask, and is refused where she has just changed
    her mind.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._readers = durable(database, "readers")
        self._enrolments = durable(database, "enrolments")
        self._asking = Gathering(self._ask)

    async def find(self, patron: str) -> Reader:
        return await self._asking(patron)

    async def change(self, patron: str, wish: Mapping[str, Any]) -> None:
        await self._readers.update_one({"_id": patron}, {"$set": dict(wish)}, upsert=True)
        await self.apply(patron)

    async def apply(self, patron: str) -> None:
        """Treat all her books as she wants it. Who is interrupted does this again."""
        reader, hers = await self.find(patron), {"patron": patron}
        if not reader.private:
            kept: Document = {"$set": {"timezone": reader.timezone}, "$unset": {"private": "", "gone_at": ""}}
            await self._enrolments.update_many(hers, kept)
            return
        bare: Document = {"$set": {"timezone": reader.timezone, "private": True}, "$unset": NOT_KEPT}
        await self._enrolments.update_many(hers, bare)
        await self._enrolments.delete_many(
            hers | {"$or": [{"percent": 100}, {"dropped_at": {"$ne": None}}], "gone_at": None}
        )

    async def forget(self, patron: str) -> None:
        await self._readers.delete_one({"_id": patron})

    async def _ask(self, patrons: Sequence[str]) -> list[Reader]:
        found = await self._readers.find({"_id": {"$in": list(set(patrons))}}).to_list(None)
        readers = {document["_id"]: _reader(document) for document in found}
        return [readers.get(patron, Reader()) for patron in patrons]


def _reader(document: Document) -> Reader:
    return Reader(private=document.get("private", False), timezone=document.get("timezone", HERE))

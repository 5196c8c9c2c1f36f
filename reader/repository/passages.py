"""All texts, as the passage index reads them in MongoDB."""

from collections.abc import Iterable

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING
from pymongo.errors import PyMongoError

from reader.places import Instalment
from reader.repository.pieces import Document, read_piece

OutOfReach = PyMongoError  # the database's errors, for those who must not know its name


class PassageRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._contents, self._instalments = database["contents"], database["instalments"]

    async def editions(self) -> set[str]:
        """Every edition that is read now, as its instalments' ids begin: title/edition."""
        found = self._contents.find({}, {"edition_id": 1})
        return {f"{document['_id']}/{document['edition_id']}" async for document in found}

    async def texts(self, edition: str) -> list[tuple[str, str]]:
        """Id and text of an edition's instalments, in the order they are read."""
        within = {"_id": {"$gte": f"{edition}/", "$lt": f"{edition}0"}}  # "0" follows "/"
        found = self._instalments.find(within, {"text": 1}).sort("_id", ASCENDING)
        return [(document["_id"], document["text"]) async for document in found]

    async def instalments(self, ids: Iterable[str]) -> dict[str, Instalment]:
        """Those that are still there, by id."""
        found = self._instalments.find({"_id": {"$in": list(ids)}})
        return {document["_id"]: read_piece(document) async for document in found}

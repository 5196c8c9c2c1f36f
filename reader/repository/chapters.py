"""Stretches of a title's text in MongoDB."""

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING

from reader.places import Instalment
from reader.repository.pieces import Document, read_piece


class ChapterRepository:
    """Instalments' ids sort as they are read, so that a stretch is a range of them."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._instalments = database["instalments"]

    async def find_stretch(self, first: str, last: str) -> tuple[Instalment, ...]:
        """From one instalment to another, both included."""
        found = self._instalments.find({"_id": {"$gte": first, "$lte": last}}).sort("_id", ASCENDING)
        return tuple([read_piece(document) for document in await found.to_list(None)])

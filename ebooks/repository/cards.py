"""Cards in MongoDB."""

from collections.abc import Iterable
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import UpdateOne, WriteConcern
from pymongo.errors import DuplicateKeyError

from ebooks.lending.cards import Card, Line, Side

Document = dict[str, Any]


class CardRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._cards = database.get_collection("lending_cards", write_concern=WriteConcern("majority"))

    async def find(self, patron: str) -> Card:
        document = await self._cards.find_one({"_id": patron}) or {}
        return {side: tuple(Line(**line) for line in document.get(side, [])) for side in Side}

    async def write(self, patron: str, side: Side, line: Line, limit: int) -> bool:
        """Add a line, or put it in place of one for the same title; False where the side is full."""
        return await self._add(patron, side, line, limit) or await self._replace(patron, side, line)

    async def _add(self, patron: str, side: Side, line: Line, limit: int) -> bool:
        if limit < 1:
            return False
        room = {
            "_id": patron,
            f"{side}.title_id": {"$ne": line.title_id},
            f"{side}.{limit - 1}": {"$exists": False},
        }
        try:
            await self._cards.update_one(room, {"$push": {side: _document(line)}}, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    async def _replace(self, patron: str, side: Side, line: Line) -> bool:
        same = {"_id": patron, f"{side}.title_id": line.title_id}
        replaced = await self._cards.update_one(same, {"$set": {f"{side}.$": _document(line)}})
        return replaced.matched_count == 1

    async def strike(self, lines: Iterable[tuple[str, str]]) -> None:
        """Take lines out, each given as its patron and its id."""
        writes = [
            UpdateOne({"_id": patron}, {"$pull": {side.value: {"id": line} for side in Side}})
            for patron, line in lines
        ]
        if writes:
            await self._cards.bulk_write(writes, ordered=False)

    async def discard(self, patron: str) -> None:
        """Away with a card on which nothing is left."""
        empty = {f"{side}.0": {"$exists": False} for side in Side}
        await self._cards.delete_one({"_id": patron, **empty})


def _document(line: Line) -> Document:
    return {"id": line.id, "title_id": line.title_id, "at": line.at}

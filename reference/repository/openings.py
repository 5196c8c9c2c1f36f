"""Who opened which question, in MongoDB: a line is added, and never changed."""

from contextlib import suppress

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

from reference.models import MOST
from reference.repository.documents import Document


class OpeningRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._openings = database["openings"]

    async def prepare(self) -> None:
        await self._openings.create_index([("question", 1), ("at", 1)])

    async def add(self, line: str, opening: Document) -> None:
        """Nothing where the line is there already."""
        with suppress(DuplicateKeyError):
            await self._openings.insert_one({"_id": line, **opening})

    async def list_of(self, question_id: str) -> list[Document]:
        """Oldest first; of very many the oldest."""
        found = self._openings.find({"question": question_id}).sort([("at", 1), ("_id", 1)])
        return await found.limit(MOST).to_list(None)

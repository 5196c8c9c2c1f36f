"""Drafts in MongoDB, which forgets those nobody touches."""

from datetime import datetime, timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

Document = dict[str, Any]

KEPT = timedelta(days=30)
REMEMBERED = 20  # keys of answers that were sent


class DraftRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._drafts = database["answer_drafts"]

    async def prepare(self) -> None:
        await self._drafts.create_index("at", expireAfterSeconds=int(KEPT.total_seconds()))

    async def find(self, question: str, librarian: str) -> Document | None:
        return await self._drafts.find_one({"_id": _id(question, librarian)})

    async def put(self, question: str, librarian: str, *, text: str, key: str, at: datetime) -> None:
        fields = {"question": question, "text": text, "key": key, "at": at}
        unsent = {"_id": _id(question, librarian), "sent": {"$ne": key}}
        try:
            await self._drafts.update_one(unsent, {"$set": fields}, upsert=True)
        except DuplicateKeyError:  # there is one, and this key was sent: nothing to keep
            return

    async def end(self, question: str, librarian: str, *, key: str, at: datetime) -> None:
        over = {
            "$set": {"question": question, "text": "", "key": key, "at": at},
            "$push": {"sent": {"$each": [key], "$slice": -REMEMBERED}},
        }
        await self._drafts.update_one({"_id": _id(question, librarian)}, over, upsert=True)


def _id(question: str, librarian: str) -> str:
    return f"{question}:{librarian}"

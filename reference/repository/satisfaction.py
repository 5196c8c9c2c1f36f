"""What patrons think of their answers, in MongoDB: part of the question."""

from datetime import datetime

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING, ReturnDocument, WriteConcern

from reference.models import Question, Resolution
from reference.repository.documents import Document, a_question
from reference.repository.questions import ROW
from reference.status import Status

ENDED_BY_US = {"status": Status.RESOLVED, "resolution": Resolution.LIBRARIAN}


class SatisfactionRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._questions = database.get_collection("questions", write_concern=WriteConcern("majority"))

    async def list_due(self, after: datetime, before: datetime, limit: int) -> list[Question]:
        due = {
            **ENDED_BY_US,
            "closed_at": {"$gte": after, "$lte": before},
            "first_response_at": {"$ne": None},
            "asked_how_at": None,
        }
        found = self._questions.find(due, ROW).sort("closed_at", 1).limit(limit)
        return [a_question(document) async for document in found]

    async def ask(self, question_id: str, now: datetime) -> bool:
        unasked = {"_id": question_id, **ENDED_BY_US, "asked_how_at": None}
        asked = {"$set": {"asked_how_at": now}, "$inc": {"version": 1}}
        return bool((await self._questions.update_one(unasked, asked)).modified_count)

    async def rate(self, patron: str, how: int, *, since: datetime) -> Question | None:
        """The question she was asked about last."""
        asked = {"patron": patron, "asked_how_at": {"$gte": since}, "satisfaction": None}
        document = await self._questions.find_one_and_update(
            asked,
            {"$set": {"satisfaction": how, "uncounted": True}, "$inc": {"version": 1}},
            sort=[("asked_how_at", DESCENDING)],
            projection=ROW,
            return_document=ReturnDocument.AFTER,
        )
        return a_question(document) if document else None

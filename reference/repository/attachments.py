"""Pictures and voices in MongoDB: bytes apart, what is known of them in their thread."""

from dataclasses import asdict
from datetime import datetime

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, ReturnDocument, WriteConcern

from reference.attachment import Attachment, Keeping
from reference.models import Thread
from reference.repository.documents import Document, a_thread


class AttachmentRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        durable = WriteConcern("majority")
        self._questions = database.get_collection("questions", write_concern=durable)
        self._bytes = database.get_collection("attachments", write_concern=durable)

    async def prepare(self) -> None:
        """Holds only questions for which something is still to be fetched."""
        due = {"media_due": {"$type": "date"}}
        await self._questions.create_index(
            [("media_due", ASCENDING)], name="to_fetch", partialFilterExpression=due
        )

    async def take(self, now: datetime, again: datetime) -> Thread | None:
        """A question with something to fetch; nobody else is given it until `again`."""
        document = await self._questions.find_one_and_update(
            {"media_due": {"$lte": now}},
            {"$set": {"media_due": again}},
            sort=[("media_due", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )
        return a_thread(document)

    async def settle(self, question_id: str, attachment: Attachment) -> Thread | None:
        """Note what became of it; None if that is noted already."""
        waits = {"$elemMatch": {"attachment.id": attachment.id, "attachment.state": Keeping.WAITING}}
        document = await self._questions.find_one_and_update(
            {"_id": question_id, "entries": waits},
            {"$set": {"entries.$.attachment": asdict(attachment)}, "$inc": {"version": 1}},
            return_document=ReturnDocument.AFTER,
        )
        # Apart, because meanwhile she may have sent another one.
        await self._questions.update_one(
            {"_id": question_id, "entries.attachment.state": {"$ne": Keeping.WAITING}},
            {"$unset": {"media_due": ""}},
        )
        return a_thread(document)

    async def put(self, attachment_id: str, content: bytes) -> None:
        """Safe to repeat."""
        await self._bytes.replace_one({"_id": attachment_id}, {"content": content}, upsert=True)

    async def is_kept(self, question_id: str, attachment_id: str) -> bool:
        """Whether its thread knows of its bytes."""
        kept = {"$elemMatch": {"attachment.id": attachment_id, "attachment.state": Keeping.KEPT}}
        return bool(await self._questions.count_documents({"_id": question_id, "entries": kept}, limit=1))

    async def drop(self, attachment_id: str) -> None:
        await self._bytes.delete_one({"_id": attachment_id})

    async def find(self, attachment_id: str) -> bytes | None:
        document = await self._bytes.find_one({"_id": attachment_id})
        return bytes(document["content"]) if document else None

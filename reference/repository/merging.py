"""Two questions written in one go."""

from motor.motor_asyncio import AsyncIOMotorClientSession, AsyncIOMotorDatabase
from pymongo import ReadPreference, ReturnDocument, WriteConcern

from reference.models import Change, Question, Thread
from reference.repository.documents import Document, a_thread, an_update, certain

Step = tuple[Question, Change]


class SomebodyWrote(Exception):
    """One of the two is not as it was seen."""


class MergeRepository:
    """A transaction, because a question that vanished into nothing would never be answered."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._client = database.client
        self._questions = database["questions"]

    async def find_merged(self, question: Question) -> list[Thread]:
        """The questions that became part of this one, oldest first."""
        found = self._questions.find({"patron": question.patron, "merged_into": question.id}).sort("_id")
        return [certain(a_thread(document)) async for document in found]

    async def list_of_patron(self, patron: str, limit: int) -> list[Thread]:
        """Her questions, newest first."""
        found = self._questions.find({"patron": patron}).sort("_id", -1).limit(limit)
        return [certain(a_thread(document)) async for document in found]

    async def merge(self, source: Step, target: Step) -> list[Thread]:
        """Write both, as they were seen, in the order of their ids; returns both. Raises SomebodyWrote."""

        async def write(session: AsyncIOMotorClientSession) -> list[Thread]:
            pair = sorted((source, target), key=lambda step: step[0].id)
            threads = [await self._write(step, session) for step in pair]
            await self._carry_along(source[0], target[0], session)
            return threads

        async with await self._client.start_session() as session:
            threads: list[Thread] = await session.with_transaction(
                write, write_concern=WriteConcern("majority"), read_preference=ReadPreference.PRIMARY
            )
            return threads

    async def _write(self, step: Step, session: AsyncIOMotorClientSession) -> Thread:
        question, change = step
        seen = {"_id": question.id, "patron": question.patron, "version": question.version}
        document = await self._questions.find_one_and_update(
            seen,
            an_update(change, question.status),
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if document is None:
            raise SomebodyWrote
        return certain(a_thread(document))

    async def _carry_along(
        self, source: Question, target: Question, session: AsyncIOMotorClientSession
    ) -> None:
        """What had become part of the one goes with it."""
        earlier = {"patron": source.patron, "merged_into": source.id}
        await self._questions.update_many(earlier, {"$set": {"merged_into": target.id}}, session=session)

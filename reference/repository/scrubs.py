"""Questions in MongoDB without whose they were, and without a word of them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import WriteConcern

from reference.models import Question
from reference.repository.documents import Document, a_question

NAMED: Document = {"alias": {"$gt": ""}}  # whose patron is still known
DRAWN: Document = {"source": {"$gt": ""}}
UNREAD: Document = {"answer": {"$exists": False}}  # an article no second librarian has approved yet
# Whatever is no text says when, how often and how much. Of texts only these may stay.
STATES = {"status", "before", "after", "trigger", "author", "last_author", "send"}
COUNTED = {"resolution", "kind", "outcome", "branch", "venue", "language", "topic", "subject", "tags"}
STAFF = {"assignee", "assignee_name", "by", "by_name", "name", "to", "librarian"}
LINKS = {"_id", "offered", "merged_into"}
STAY = STATES | COUNTED | STAFF | LINKS


class ScrubRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._questions = database.get_collection("questions", write_concern=WriteConcern("majority"))
        self._drafts, self._articles = database["answer_drafts"], database["knowledge"]
        self._attachments, self._openings = database["attachments"], database["openings"]

    async def prepare(self) -> None:
        """Of those whose patron is known, so that what was scrubbed is not looked at every night."""
        await self._questions.create_index(
            [("closed_at", 1)], partialFilterExpression=NAMED, name="to_be_scrubbed"
        )
        await self._drafts.create_index("question")
        await self._articles.create_index("source", partialFilterExpression=DRAWN, name="drawn")

    async def closed_of(self, patron: str) -> list[Document]:
        return await self._questions.find({"patron": patron, "is_open": False, **NAMED}).to_list(None)

    async def closed_before(self, moment: datetime, limit: int) -> list[Document]:
        old = {**NAMED, "closed_at": {"$lt": moment}, "is_open": False}
        return await self._questions.find(old).sort("closed_at", 1).limit(limit).to_list(None)

    async def scrub(self, seen: Sequence[Document], now: datetime) -> list[Question]:
        """Those of them that nobody wrote to meanwhile."""
        await self._clear_around(seen)  # first, because nothing leads there from a question that is bare
        # One write each: where the collection is sharded, each may move to another shard.
        scrubbed = await asyncio.gather(*(self._scrub(one, now) for one in seen))
        return [question for question in scrubbed if question]

    async def _clear_around(self, seen: Sequence[Document]) -> None:
        """What was begun to be written about them, pictures, and who opened them."""
        ids = {"$in": [one["_id"] for one in seen]}
        await self._drafts.delete_many({"question": ids})
        await self._openings.delete_many({"question": ids})
        await self._articles.delete_many({**UNREAD, "source": ids})
        await self._attachments.delete_many({"_id": {"$in": [at for one in seen for at in _attached(one)]}})

    async def _scrub(self, seen: Document, now: datetime) -> Question | None:
        where = {"_id": seen["_id"], "patron": seen["patron"], "version": seen["version"]}
        scrubbed = bare(seen) | {"version": seen["version"] + 1, "scrubbed_at": now}
        written = await self._questions.replace_one(where, scrubbed)
        return a_question(scrubbed) if written.matched_count else None


def bare(document: Document) -> Document:
    """What can be counted of a question; its own id stands where its patron's stood."""
    hers = {document["patron"], document["alias"]}
    left = {**_without(document, hers), "patron": document["_id"], "unsent": []}
    left.pop("media_due", None)
    return left


def _attached(document: Document) -> list[str]:
    attachments = [entry.get("attachment") for entry in document["entries"]]
    return [attachment["id"] for attachment in attachments if attachment]


def _without(document: Document, hers: set[str]) -> Document:
    return {name: _rest(name, value, hers) for name, value in document.items()}


def _rest(name: str, value: Any, hers: set[str]) -> Any:
    match value:
        case dict() if name in ("attachment", "pointer"):
            return None
        case dict():
            return _without(value, hers)
        case list():
            rests = [_rest(name, one, hers) for one in value]
            return [one for one in rests if one not in ("", b"")]
        case str() if name not in STAY or value in hers:
            return ""
        case bytes():
            return b""
    return value

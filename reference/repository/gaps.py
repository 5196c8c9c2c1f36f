"""What was asked of librarians lately, in MongoDB."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from library.identity import in_crockford
from reference.status import Status

Document = dict[str, Any]
NO_QUESTION = [Status.BOT, Status.SPAM, Status.MERGED]
KNOWN = ("patron", "branch", "asked_at", "status", "first_response_at")
FIRST_WORDS: Document = {**dict.fromkeys(KNOWN, True), "entries": {"$slice": 1}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in its first words; `answered` where a librarian has answered and resolved it."""

    question: str
    patron: str
    text: str
    at: datetime
    branch: str
    answered: bool


class GapRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._questions = database["questions"]

    async def asked_since(self, since: datetime, limit: int) -> list[Asked]:
        """The newest first. Ids tell the time they were made, so no index is needed but theirs."""
        first = in_crockford(int(since.timestamp() * 1000) << 80, 26)
        lately = {"_id": {"$gte": first}, "status": {"$nin": NO_QUESTION}}
        found = self._questions.find(lately, FIRST_WORDS).sort("_id", -1).limit(limit)
        return [_asked(document) async for document in found if document["entries"]]


def _asked(document: Document) -> Asked:
    return Asked(
        question=document["_id"],
        patron=document["patron"],
        text=document["entries"][0]["text"],
        at=document["asked_at"],
        branch=document.get("branch", ""),
        answered=document["status"] == Status.RESOLVED and bool(document["first_response_at"]),
    )

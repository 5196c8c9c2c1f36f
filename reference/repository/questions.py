"""Questions in MongoDB, one document each, so that every step is one conditional write."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, ReturnDocument, WriteConcern
from pymongo.errors import DuplicateKeyError

from reference.models import (
    MOST,
    AuditEvent,
    Author,
    Change,
    Closing,
    Entry,
    Kind,
    Outcome,
    Question,
    Resolution,
    SendState,
    Thread,
)
from reference.status import AT_THE_DESK, Status, Trigger

Document = dict[str, Any]
Sort = Sequence[tuple[str, int]]

OLDEST_WAIT: Sort = [("waiting_since", ASCENDING), ("_id", ASCENDING)]
ROW = {"entries": False, "audit": False}
FIELDS = frozenset(field.name for field in fields(Question))


class Collision(Exception):
    """The patron has another open question, or the message is stored already."""


class QuestionRepository:
    """The collection is made to be sharded by `patron`: both unique indexes begin with it."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._questions = database.get_collection("questions", write_concern=WriteConcern("majority"))

    async def prepare(self) -> None:
        is_open = {"is_open": True}
        create = self._questions.create_index
        await create("patron", unique=True, partialFilterExpression=is_open, name="one_open_per_patron")
        await create([("patron", 1), ("entries.key", 1)], unique=True, name="each_message_once")
        await create(
            [("status", 1), ("waiting_since", 1), ("_id", 1)], partialFilterExpression=is_open, name="queue"
        )
        await create(
            [("assignee", 1), ("status", 1), ("waiting_since", 1)],
            partialFilterExpression=is_open,
            name="owned",
        )
        await create([("last_at", -1)], partialFilterExpression=is_open, name="newest")
        await create([("closed_at", -1)], sparse=True, name="closed")
        await create("unsent", name="unsent")

    async def find(self, question_id: str) -> Thread | None:
        return _thread(await self._questions.find_one({"_id": question_id}))

    async def find_open(self, patron: str) -> Thread | None:
        return _thread(await self._questions.find_one({"patron": patron, "is_open": True}))

    async def find_by_message(self, patron: str, key: str) -> Thread | None:
        return _thread(await self._questions.find_one({"patron": patron, "entries.key": key}))

    async def find_last_resolved(self, patron: str, since: datetime) -> Thread | None:
        recent = {"patron": patron, "status": Status.RESOLVED, "closed_at": {"$gte": since}}
        return _thread(await self._questions.find_one(recent, sort=[("closed_at", DESCENDING)]))

    async def add(self, question: Question, change: Change) -> Thread:
        """Store a new question with its first entries. Raises Collision."""
        document = {**_written(asdict(question)), "_id": question.id, "is_open": True, "unsent": []}
        del document["id"]
        document["entries"] = [asdict(change.entry)] if change.entry else []
        document["audit"] = [_audit(change, before=None)]
        try:
            await self._questions.insert_one(document)
        except DuplicateKeyError as twin:
            raise Collision from twin
        return _certain(_thread(document))

    async def apply(self, question: Question, change: Change) -> Thread | None:
        """Write a change of the question as it was seen; None if somebody wrote first. Raises Collision."""
        seen = {"_id": question.id, "patron": question.patron, "version": question.version}
        return await self._write(seen, change, before=question.status)

    async def claim(self, question_id: str, change: Change, version: int | None) -> Thread | None:
        """Take one waiting question; None if it does not wait, or is not at that version any more."""
        waiting: Document = {"_id": question_id, "status": Status.QUEUED, "assignee": None, "is_open": True}
        if version is not None:
            waiting["version"] = version
        return await self._write(waiting, change, before=Status.QUEUED)

    async def claim_oldest(self, change: Change) -> Thread | None:
        waiting = {"status": Status.QUEUED, "assignee": None, "is_open": True}
        return await self._write(waiting, change, before=Status.QUEUED, sort=OLDEST_WAIT)

    async def mark(self, question_id: str, seq: int, state: SendState, reason: str) -> Thread | None:
        """Note how an answer's sending went; None if there is no such answer or it is known to be sent."""
        entry = {"$elemMatch": {"seq": seq, "send": {"$in": sorted(_earlier(state))}}}
        update: Document = {
            "$set": {"entries.$.send": state, "entries.$.reason": reason},
            "$inc": {"version": 1},
        }
        if state is not SendState.QUEUED:
            update["$pull"] = {"unsent": seq}
        return _thread(
            await self._questions.find_one_and_update(
                {"_id": question_id, "entries": entry}, update, return_document=ReturnDocument.AFTER
            )
        )

    async def queue_again(self, question: Question, seq: int, attempt: int, change: Change) -> Thread | None:
        """Set a failed answer back to `queued` under its next attempt; None if somebody wrote first."""
        seen = {
            "_id": question.id,
            "patron": question.patron,
            "version": question.version,
            "entries.seq": seq,
        }
        again = {
            "entries.$.send": SendState.QUEUED,
            "entries.$.attempt": attempt,
            "entries.$.reason": "",
            "entries.$.at": change.at,
        }
        return await self._write(seen, change, before=question.status, also=again, unsent=seq)

    async def count_ahead(self, question: Question) -> int:
        """How many wait longer than this one; 0 if it does not wait."""
        if question.waiting_since is None:
            return 0
        since = question.waiting_since
        earlier = [{"waiting_since": {"$lt": since}}, {"waiting_since": since, "_id": {"$lt": question.id}}]
        return await self._count({"status": Status.QUEUED, "$or": earlier})

    async def count_waiting(self) -> int:
        return await self._count({"status": Status.QUEUED})

    async def count_owned(self, assignee: str) -> int:
        return await self._count({"assignee": assignee, "status": {"$in": sorted(AT_THE_DESK)}})

    async def count_at_the_desk(self) -> int:
        return await self._count({"status": {"$in": sorted(AT_THE_DESK)}})

    async def list_waiting(self, limit: int) -> list[Question]:
        return await self._list({"is_open": True, "status": Status.QUEUED}, OLDEST_WAIT, limit)

    async def list_owned(self, assignee: str, limit: int) -> list[Question]:
        """Those that wait on the librarian first, longest wait first, then those that wait on patrons."""
        mine = {"is_open": True, "assignee": assignee, "status": {"$in": sorted(AT_THE_DESK)}}
        return await self._list(mine, [("status", ASCENDING), *OLDEST_WAIT], limit)

    async def list_at_the_desk(self, limit: int) -> list[Question]:
        everything = {"is_open": True, "status": {"$in": sorted(AT_THE_DESK)}}
        return await self._list(everything, [("last_at", DESCENDING)], limit)

    async def list_closed(self, limit: int) -> list[Question]:
        return await self._list({"closed_at": {"$ne": None}}, [("closed_at", DESCENDING)], limit)

    async def list_idle(self, status: Status, before: datetime, limit: int) -> list[Question]:
        idle = {"is_open": True, "status": status, "last_at": {"$lt": before}}
        return await self._list(idle, [("last_at", ASCENDING)], limit)

    async def list_unsent(self, before: datetime, limit: int) -> list[tuple[Question, Entry]]:
        """Answers whose way into the outbox is not known to have ended."""
        waiting = {"$elemMatch": {"send": SendState.QUEUED, "at": {"$lt": before}}}
        found = self._questions.find({"unsent": {"$gt": 0}, "entries": waiting}).limit(limit)
        threads = [_certain(_thread(document)) async for document in found]
        return [
            (thread.question, entry)
            for thread in threads
            for entry in thread.entries
            if entry.send is SendState.QUEUED and entry.at < before
        ]

    async def _count(self, among: Document) -> int:
        """Counted in an index that holds open questions only, and never further than a screen can show."""
        return await self._questions.count_documents({**among, "is_open": True}, limit=MOST)

    async def _list(self, among: Document, order: Sort, limit: int) -> list[Question]:
        found = self._questions.find(among, ROW).sort(list(order)).limit(limit)
        return [_question(document) async for document in found]

    async def _write(
        self,
        condition: Document,
        change: Change,
        *,
        before: Status,
        sort: Sort | None = None,
        also: Mapping[str, object] | None = None,
        unsent: int | None = None,
    ) -> Thread | None:
        update = _update(change, before)
        update["$set"].update(also or {})
        if unsent is not None:
            update["$addToSet"] = {"unsent": unsent}
        try:
            document = await self._questions.find_one_and_update(
                condition, update, sort=sort, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError as twin:
            raise Collision from twin
        return _thread(document)


def _earlier(state: SendState) -> frozenset[SendState]:
    """The states a report may replace: one under way none that came to rest, and none replaces `sent`."""
    under_way = frozenset({SendState.QUEUED, SendState.SENDING, SendState.PARKED})
    return under_way if state in under_way else frozenset(SendState) - {SendState.SENT}


def _update(change: Change, before: Status) -> Document:
    is_open = change.status not in {Status.RESOLVED, Status.ABANDONED}
    push: Document = {"audit": _audit(change, before)}
    if change.entry:
        push["entries"] = asdict(change.entry)
        if change.entry.send is SendState.QUEUED:
            push["unsent"] = change.entry.seq
    return {
        "$set": {**_written(change.fields), "status": change.status, "is_open": is_open},
        "$push": push,
        "$inc": {"version": 1},
    }


def _written(values: Mapping[str, object]) -> Document:
    return {name: asdict(value) if isinstance(value, Closing) else value for name, value in values.items()}


def _audit(change: Change, before: Status | None) -> Document:
    event = AuditEvent(
        at=change.at,
        trigger=change.trigger,
        by=change.by.id,
        by_name=change.by.name,
        before=before,
        after=change.status,
    )
    return asdict(event)


def _thread(document: Document | None) -> Thread | None:
    if document is None:
        return None
    return Thread(
        question=_question(document),
        entries=tuple(_entry(entry) for entry in document["entries"]),
        audit=tuple(_event(event) for event in document["audit"]),
    )


def _certain(thread: Thread | None) -> Thread:
    assert thread is not None  # noqa: S101 - made from a document that exists
    return thread


def _question(document: Document) -> Question:
    values = {name: value for name, value in document.items() if name in FIELDS}
    resolution, closing = values["resolution"], values["closing"]
    values |= {
        "id": document["_id"],
        "status": Status(values["status"]),
        "last_author": Author(values["last_author"]),
        "resolution": Resolution(resolution) if resolution else None,
        "closing": _closing(closing) if closing else None,
    }
    return Question(**values)


def _closing(document: Document) -> Closing:
    return Closing(kind=Kind(document["kind"]), read=document["read"], outcome=Outcome(document["outcome"]))


def _entry(document: Document) -> Entry:
    send = document["send"]
    author = Author(document["author"])
    return Entry(**{**document, "author": author, "send": SendState(send) if send else None})


def _event(document: Document) -> AuditEvent:
    before = document["before"]
    named = {
        "trigger": Trigger(document["trigger"]),
        "before": Status(before) if before else None,
        "after": Status(document["after"]),
    }
    return AuditEvent(**{**document, **named})

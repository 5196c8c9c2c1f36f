"""Questions in MongoDB, one document each, so that every step is one conditional write."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, ReturnDocument, WriteConcern
from pymongo.errors import DuplicateKeyError

from library.branches import LAST
from reference.models import MOST, Change, Entry, Question, Resolution, SendState, Thread
from reference.repository.documents import (
    Document,
    a_question,
    a_thread,
    an_update,
    audited,
    awaited,
    certain,
    plain,
    terms_of,
)
from reference.status import AT_THE_DESK, Status

Sort = Sequence[tuple[str, int]]

OLDEST_WAIT: Sort = [("waiting_since", ASCENDING), ("_id", ASCENDING)]
IN_TURN: Sort = [("priority", DESCENDING), *OLDEST_WAIT]
ROW = {"entries": False, "audit": False, "terms": False}


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
        await create([("status", 1), *IN_TURN, ("branch", 1)], partialFilterExpression=is_open, name="line")
        await create(
            [("assignee", 1), ("status", 1), ("waiting_since", 1)],
            partialFilterExpression=is_open,
            name="owned",
        )
        await create([("last_at", -1)], partialFilterExpression=is_open, name="newest")
        await create([("closed_at", -1)], sparse=True, name="closed")
        await create("unsent", name="unsent")
        await create(
            "snoozed_until", partialFilterExpression={"snoozed_until": {"$type": "date"}}, name="snoozed"
        )

    async def find(self, question_id: str) -> Thread | None:
        return a_thread(await self._questions.find_one({"_id": question_id}))

    async def find_open(self, patron: str) -> Thread | None:
        return a_thread(await self._questions.find_one({"patron": patron, "is_open": True}))

    async def find_by_message(self, patron: str, key: str) -> Thread | None:
        return a_thread(await self._questions.find_one({"patron": patron, "entries.key": key}))

    async def find_last_resolved(self, patron: str, since: datetime) -> Thread | None:
        """What a librarian had in hand; whom the machine satisfied has nobody to go on with."""
        recent = {
            "patron": patron,
            "status": Status.RESOLVED,
            "assignee": {"$ne": None},
            "closed_at": {"$gte": since},
        }
        return a_thread(await self._questions.find_one(recent, sort=[("closed_at", DESCENDING)]))

    async def find_last_deflected(self, patron: str, since: datetime) -> Thread | None:
        """What an answer of the house settled."""
        settled = {"patron": patron, "resolution": Resolution.DEFLECTED, "closed_at": {"$gte": since}}
        return a_thread(await self._questions.find_one(settled, sort=[("closed_at", DESCENDING)]))

    async def add(self, question: Question, change: Change) -> Thread:
        """Store a new question with its first entries. Raises Collision."""
        document = {**plain(asdict(question)), "_id": question.id, "is_open": True, "unsent": []}
        document |= awaited(change) | {"uncounted": True}
        document["terms"] = terms_of(f"{question.alias} {change.entry.text}") if change.entry else []
        del document["id"]
        document["entries"] = [asdict(entry) for entry in (change.entry, change.beside) if entry]
        document["audit"] = [audited(change, before=None)]
        try:
            await self._questions.insert_one(document)
        except DuplicateKeyError as twin:
            raise Collision from twin
        return certain(a_thread(document))

    async def apply(self, question: Question, change: Change) -> Thread | None:
        """Write a change of the question as it was seen; None if somebody wrote first. Raises Collision."""
        seen = {"_id": question.id, "patron": question.patron, "version": question.version}
        return await self._write(seen, change, before=question.status)

    async def find_within(self, question_id: str, top: str, librarian: str) -> Thread | None:
        """A question of a branch or those below it, or one this librarian has."""
        seen: Document = {"$or": [within_branch(top), {"assignee": librarian}]}
        return a_thread(await self._questions.find_one({"_id": question_id, **seen}))

    async def find_place(self, question_id: str) -> tuple[str, str] | None:
        """Its branch and whose it is, nobody's being empty."""
        found = await self._questions.find_one({"_id": question_id}, {"branch": 1, "assignee": 1})
        return (found.get("branch", ""), found.get("assignee") or "") if found else None

    async def waits(self, question_id: str) -> bool:
        waiting = {"_id": question_id, "status": Status.QUEUED}
        return await self._questions.find_one(waiting, {"_id": True}) is not None

    async def claim(
        self, question_id: str, change: Change, version: int | None, top: str = ""
    ) -> Thread | None:
        """Take one waiting question; None if it does not wait, or is not at that version any more."""
        waiting: Document = {"_id": question_id, "status": Status.QUEUED, "assignee": None, "is_open": True}
        waiting |= within_branch(top)
        if version is not None:
            waiting["version"] = version
        return await self._write(waiting, change, before=Status.QUEUED)

    async def claim_oldest(self, change: Change, top: str = "") -> Thread | None:
        waiting = {"status": Status.QUEUED, "assignee": None, "is_open": True, **within_branch(top)}
        return await self._write(waiting, change, before=Status.QUEUED, sort=IN_TURN)

    async def mark(self, question_id: str, seq: int, state: SendState, reason: str) -> Thread | None:
        """Note how an answer's sending went; None if there is no such answer or it is known to be sent."""
        entry = {"$elemMatch": {"seq": seq, "send": {"$in": sorted(_earlier(state))}}}
        update: Document = {
            "$set": {"entries.$.send": state, "entries.$.reason": reason},
            "$inc": {"version": 1},
        }
        if state is not SendState.QUEUED:
            update["$pull"] = {"unsent": seq}
        return a_thread(
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
        """How many at its branch come before this one; 0 if it does not wait."""
        if question.waiting_since is None:
            return 0
        since = question.waiting_since
        alike = {"priority": question.priority} if question.priority else {"priority": {"$in": [0, None]}}
        before = [
            {"priority": {"$gt": question.priority}},
            {**alike, "waiting_since": {"$lt": since}},
            {**alike, "waiting_since": since, "_id": {"$lt": question.id}},
        ]
        return await self._count({"status": Status.QUEUED, **_at(question.branch), "$or": before})

    async def count_waiting(self, top: str = "") -> int:
        """How many wait at a branch and those below it."""
        return await self._count({"status": Status.QUEUED, **within_branch(top)})

    async def count_waiting_at(self, branch: str) -> int:
        """How many wait at this very branch."""
        return await self._count({"status": Status.QUEUED, **_at(branch)})

    async def count_owned(self, assignees: Sequence[str]) -> list[int]:
        """How many each of them has, in their order."""
        owned = {
            "is_open": True,
            "assignee": {"$in": list(set(assignees))},
            "status": {"$in": sorted(AT_THE_DESK)},
        }
        each: list[Document] = [{"$match": owned}, {"$sortByCount": "$assignee"}]
        counts = {one["_id"]: one["count"] async for one in self._questions.aggregate(each)}
        return [counts.get(assignee, 0) for assignee in assignees]

    async def count_at_the_desk(self, top: str = "") -> int:
        return await self._count({"status": {"$in": sorted(AT_THE_DESK)}, **within_branch(top)})

    async def list_waiting(self, limit: int, top: str = "", *, skip: int = 0) -> list[Question]:
        return await self._list(
            {"is_open": True, "status": Status.QUEUED, **within_branch(top)}, IN_TURN, limit, skip
        )

    async def list_owned(self, assignee: str, limit: int, *, skip: int = 0) -> list[Question]:
        """Those that wait on the librarian first, longest wait first, then those that wait on patrons."""
        mine = {"is_open": True, "assignee": assignee, "status": {"$in": sorted(AT_THE_DESK)}}
        return await self._list(mine, [("status", ASCENDING), *OLDEST_WAIT], limit, skip)

    async def list_open_of(self, assignee: str, limit: int) -> list[Question]:
        """Those whose patrons wait for this librarian."""
        hers = {"is_open": True, "assignee": assignee, "status": Status.OPEN}
        return await self._list(hers, [("waiting_since", ASCENDING)], limit)

    async def count_open_of(self, assignee: str) -> int:
        return await self._count({"assignee": assignee, "status": Status.OPEN})

    async def list_at_the_desk(self, limit: int, top: str = "", *, skip: int = 0) -> list[Question]:
        everything = {"is_open": True, "status": {"$in": sorted(AT_THE_DESK)}, **within_branch(top)}
        return await self._list(everything, [("last_at", DESCENDING)], limit, skip)

    async def list_closed(self, limit: int, top: str = "", *, skip: int = 0) -> list[Question]:
        over = {"closed_at": {"$ne": None}, **within_branch(top)}
        return await self._list(over, [("closed_at", DESCENDING)], limit, skip)

    async def list_idle(self, status: Status, before: datetime, limit: int) -> list[Question]:
        idle = {"is_open": True, "status": status, "last_at": {"$lt": before}}
        return await self._list(idle, [("last_at", ASCENDING)], limit)

    async def list_snoozed(self, until: datetime, limit: int) -> list[Question]:
        due = {"snoozed_until": {"$lte": until}, "status": Status.SNOOZED}
        return await self._list(due, [("snoozed_until", ASCENDING)], limit)

    async def list_unsent(self, before: datetime, limit: int) -> list[tuple[Question, Entry]]:
        """Answers whose way into the outbox is not known to have ended."""
        waiting = {"$elemMatch": {"send": SendState.QUEUED, "at": {"$lt": before}}}
        found = self._questions.find({"unsent": {"$gt": 0}, "entries": waiting}).limit(limit)
        threads = [certain(a_thread(document)) async for document in found]
        return [
            (thread.question, entry)
            for thread in threads
            for entry in thread.entries
            if entry.send is SendState.QUEUED and entry.at < before
        ]

    async def _count(self, among: Document) -> int:
        """Counted in an index that holds open questions only, and never further than a screen can show."""
        return await self._questions.count_documents({**among, "is_open": True}, limit=MOST)

    async def _list(self, among: Document, order: Sort, limit: int, skip: int = 0) -> list[Question]:
        found = self._questions.find(among, ROW).sort(list(order)).skip(skip).limit(limit)
        return [a_question(document) async for document in found]

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
        update = an_update(change, before)
        update["$set"].update(also or {})
        if unsent is not None:
            update.setdefault("$addToSet", {})["unsent"] = unsent
        try:
            document = await self._questions.find_one_and_update(
                condition, update, sort=sort, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError as twin:
            raise Collision from twin
        return a_thread(document)


def within_branch(top: str) -> Document:
    """A branch and those below it: one range of ids. The centre has all, those without a branch, too."""
    return {"branch": {"$gte": top, "$lt": top + LAST}} if top else {}


def _at(branch: str) -> Document:
    return {"branch": branch} if branch else {"branch": {"$in": ["", None]}}


def _earlier(state: SendState) -> frozenset[SendState]:
    """The states a report may replace: one under way none that came to rest, and none replaces `sent`."""
    under_way = frozenset({SendState.QUEUED, SendState.SENDING, SendState.PARKED})
    return under_way if state in under_way else frozenset(SendState) - {SendState.SENT}

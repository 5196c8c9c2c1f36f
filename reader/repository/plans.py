"""Reading plans, who keeps them, and their groups, in MongoDB."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError

from library.gathering import Gathering
from reader.planned import Day, Draft, Membership, Plan, Status
from reader.repository.recent import Recent
from reader.repository.texts import Document, durable

VERSIONS_HELD = 200
SHOWN = 100  # plans on the desk
OPEN = 9  # plans in a chat, so that a single digit chooses


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A group as it is stored."""

    code: str
    plan_id: str
    version: int


class PlanRepository:
    """`plans` are what librarians edit, `plan_versions` what patrons joined, which never changes.

    A version is numbered by the revision it was published from, so that publishing one twice is once.
    `memberships` has a document per patron and plan, whose id begins with the patron's.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._plans = durable(database, "plans")
        self._versions = durable(database, "plan_versions")
        self._memberships = durable(database, "memberships")
        self._leavers = durable(database, "plan_leavers")
        self._readers = durable(database, "readers")
        self._groups = durable(database, "reading_groups")
        self._held = Recent[Plan](VERSIONS_HELD)
        self._asking = Gathering(self._ask)
        self._writing = Gathering(self._write)

    async def prepare(self) -> None:
        await self._plans.create_index([("status", ASCENDING), ("changed_at", DESCENDING)])
        await self._plans.create_index([("changed_at", DESCENDING)])
        await self._memberships.create_index([("patron", ASCENDING), ("joined_at", DESCENDING)])
        await self._memberships.create_index([("group", ASCENDING), ("done", DESCENDING)])
        await self._memberships.create_index([("plan_id", ASCENDING)])

    # Plans

    async def add(self, draft: Draft) -> None:
        await self._plans.insert_one(_draft_document(draft))

    async def find(self, plan_id: str) -> Draft | None:
        document = await self._plans.find_one({"_id": plan_id})
        return _draft(document) if document else None

    async def all(self) -> tuple[Draft, ...]:
        """The newest first."""
        found = self._plans.find().sort("changed_at", DESCENDING).limit(SHOWN)
        return tuple([_draft(document) async for document in found])

    async def replace(self, draft: Draft, seen: int) -> bool:
        """Put it in place of the revision that was seen; False where there is another meanwhile."""
        where = {"_id": draft.id, "revision": seen}
        return (await self._plans.replace_one(where, _draft_document(draft))).matched_count == 1

    async def remove(self, plan_id: str) -> bool:
        """Only what nobody could ever join."""
        removed = await self._plans.delete_one({"_id": plan_id, "published": None})
        return removed.deleted_count == 1

    async def keep_version(self, plan: Plan) -> None:
        document = asdict(plan) | {"_id": _version_id(plan.id, plan.version)}
        await self._versions.update_one({"_id": document["_id"]}, {"$setOnInsert": document}, upsert=True)

    async def find_version(self, plan_id: str, version: int) -> Plan | None:
        key = _version_id(plan_id, version)
        if held := self._held.get(key):
            return held
        document = await self._versions.find_one({"_id": key})
        if document:
            self._held.put(key, _plan(document))
        return self._held.get(key)

    async def published(self) -> tuple[Plan, ...]:
        """What may be joined, the newest first."""
        where = {"status": Status.PUBLISHED}
        drafts = self._plans.find(where, {"published": 1}).sort("changed_at", DESCENDING).limit(OPEN)
        plans = [await self.find_version(one["_id"], one["published"]) async for one in drafts]
        return tuple(plan for plan in plans if plan)

    # Memberships

    async def join(self, membership: Membership) -> Membership:
        """Once, however often; another group than before takes her over."""
        document = asdict(membership) | {"touched_at": membership.joined_at}
        group = document.pop("group")
        change: Document = {"$setOnInsert": document | ({} if group else {"group": ""})}
        if group:
            change["$set"] = {"group": group}
        where = {"_id": _membership_id(membership.patron, membership.plan_id)}
        while True:
            try:
                found = await self._memberships.find_one_and_update(
                    where, change, upsert=True, return_document=ReturnDocument.AFTER
                )
            except DuplicateKeyError:  # she joins in two places at once
                continue
            return _membership(found)

    async def find_membership(self, patron: str, plan_id: str) -> Membership | None:
        """Called for many at once, they travel together."""
        return await self._asking(_membership_id(patron, plan_id))

    async def of(self, patron: str) -> tuple[Membership, ...]:
        """The newest first."""
        found = self._memberships.find({"patron": patron}).sort("joined_at", DESCENDING)
        return tuple([_membership(document) async for document in found])

    async def count_handed(self, membership: Membership, day: int, now: datetime) -> None:
        """Called for many at once, they travel together."""
        where = {"_id": _membership_id(membership.patron, membership.plan_id)}
        await self._writing(UpdateOne(where, {"$max": {"handed": day}, "$set": {"touched_at": now}}))

    async def count_done(self, seen: Membership, done: int, now: datetime, *, all_: bool) -> bool:
        """From the days that were seen to be done; False where that changed meanwhile."""
        where = {"_id": _membership_id(seen.patron, seen.plan_id), "done": seen.done}
        change: Document = {"done": done, "touched_at": now} | ({"finished_at": now} if all_ else {})
        change = {"$set": change, "$max": {"handed": done}}
        return (await self._memberships.update_one(where, change)).matched_count == 1

    async def leave(self, patron: str, plan_id: str) -> bool:
        """Of whoever left nothing is kept but after how many days; False where she was no member."""
        left = await self._memberships.find_one_and_delete({"_id": _membership_id(patron, plan_id)})
        if left is None:
            return False
        if not await self._readers.find_one({"_id": patron, "private": True}):
            counted = {"$inc": {f"after.{left['done']}": 1}}
            await self._leavers.update_one({"_id": plan_id}, counted, upsert=True)
        return True

    async def forget(self, patron: str) -> None:
        await self._memberships.delete_many({"patron": patron})

    # Groups

    async def found(self, group: Found) -> bool:
        """False where the code is taken."""
        try:
            await self._groups.insert_one(
                {"_id": group.code, "plan_id": group.plan_id, "version": group.version}
            )
        except DuplicateKeyError:
            return False
        return True

    async def find_group(self, code: str) -> Found | None:
        document = await self._groups.find_one({"_id": code})
        if document is None:
            return None
        return Found(code=code, plan_id=document["plan_id"], version=document["version"])

    async def enter(self, patron: str, plan_id: str, code: str) -> str:
        """Take a member without a group into one; returns the group she is in now."""
        where = {"_id": _membership_id(patron, plan_id)}
        await self._memberships.update_one(where | {"group": ""}, {"$set": {"group": code}})
        document = await self._memberships.find_one(where, {"group": 1})
        return document["group"] if document else ""

    async def count_members(self, code: str) -> tuple[int, int]:
        """Of a group: all, and those who have read the whole plan."""
        everybody = self._memberships.count_documents({"group": code})
        through = self._memberships.count_documents({"group": code, "finished_at": {"$ne": None}})
        return await everybody, await through

    async def first_members(self, code: str, limit: int) -> tuple[Membership, ...]:
        """Those who have read most."""
        found = self._memberships.find({"group": code}).sort([("done", DESCENDING), ("joined_at", ASCENDING)])
        return tuple([_membership(document) async for document in found.limit(limit)])

    # For many at once

    async def _ask(self, ids: Sequence[str]) -> list[Membership | None]:
        documents = await self._memberships.find({"_id": {"$in": list(set(ids))}}).to_list(None)
        found = {document["_id"]: _membership(document) for document in documents}
        return [found.get(one) for one in ids]

    async def _write(self, writes: Sequence[UpdateOne]) -> Sequence[None]:
        await self._memberships.bulk_write(list(writes), ordered=False)
        return [None] * len(writes)


def _version_id(plan_id: str, version: int) -> str:
    return f"{plan_id}/{version}"


def _membership_id(patron: str, plan_id: str) -> str:
    return f"{patron}/{plan_id}"


def _draft_document(draft: Draft) -> Document:
    document = asdict(draft)
    return document | {"_id": document.pop("id")}


def _draft(document: Document) -> Draft:
    fields: dict[str, Any] = {name: document[name] for name in Draft.__dataclass_fields__ if name != "id"}
    fields |= {"days": _days(document), "status": Status(document["status"])}
    return Draft(id=document["_id"], **fields)


def _plan(document: Document) -> Plan:
    fields: dict[str, Any] = {name: document[name] for name in Plan.__dataclass_fields__}
    return Plan(**fields | {"days": _days(document)})


def _days(document: Document) -> tuple[Day, ...]:
    return tuple(Day(**day) for day in document["days"])


def _membership(document: Document) -> Membership:
    return Membership(**{name: document[name] for name in Membership.__dataclass_fields__})

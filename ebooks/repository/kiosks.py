"""Kiosks in MongoDB, with the codes that are open and how often somebody guessed."""

from dataclasses import asdict, fields
from datetime import datetime, time, timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from ebooks.kiosks.hours import Hours
from ebooks.kiosks.invitation import Invitation
from ebooks.kiosks.kiosk import Kiosk

Document = dict[str, Any]

KEPT = timedelta(hours=1)  # longer than the span that tries are counted in


class CodeTaken(Exception):
    """Another open invitation has this code."""


class KioskRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._kiosks = database["kiosks"]
        self._invitations = database["kiosk_invitations"]
        self._tries = database["kiosk_tries"]

    async def prepare(self) -> None:
        await self._kiosks.create_index("key", unique=True)
        await self._invitations.create_index("code", unique=True)
        await self._invitations.create_index("expires_at", expireAfterSeconds=0)
        await self._tries.create_index("since", expireAfterSeconds=int(KEPT.total_seconds()))

    # Invitations

    async def invite(self, invited: Invitation) -> None:
        """Raises CodeTaken."""
        values = asdict(invited)
        try:
            await self._invitations.insert_one({"_id": values.pop("kiosk_id"), **values})
        except DuplicateKeyError:
            raise CodeTaken from None

    async def invitations(self, now: datetime) -> tuple[Invitation, ...]:
        found = self._invitations.find({"expires_at": {"$gt": now}}).sort("_id", -1)
        return tuple([_invitation(document) async for document in found])

    async def take(self, code: str, now: datetime) -> Invitation | None:
        """The open invitation with this code, which from now on nobody else gets."""
        where = {"code": code, "expires_at": {"$gt": now}}
        document = await self._invitations.find_one_and_delete(where)
        return _invitation(document) if document else None

    async def withdraw(self, kiosk_id: str) -> None:
        await self._invitations.delete_one({"_id": kiosk_id})

    async def count_try(self, span: datetime) -> int:
        """How many there were in this span, with this one."""
        counted = await self._tries.find_one_and_update(
            {"_id": span.isoformat()},
            {"$inc": {"count": 1}, "$setOnInsert": {"since": span}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(counted["count"])

    async def forgive_try(self, span: datetime) -> None:
        await self._tries.update_one({"_id": span.isoformat()}, {"$inc": {"count": -1}})

    # Kiosks

    async def add(self, kiosk: Kiosk, key: str) -> None:
        await self._kiosks.insert_one(_document(kiosk) | {"key": key})

    async def find(self, kiosk_id: str) -> Kiosk | None:
        return _found(await self._kiosks.find_one({"_id": kiosk_id}))

    async def find_by_key(self, key: str) -> Kiosk | None:
        return _found(await self._kiosks.find_one({"key": key}))

    async def every(self) -> tuple[Kiosk, ...]:
        return await self._find({})

    async def note(self, kiosk_id: str, said: Document) -> None:
        await self._kiosks.update_one({"_id": kiosk_id, "revoked_at": None}, {"$set": said})

    async def rename(self, kiosk: Kiosk) -> None:
        document = _document(kiosk)
        changed = {name: document[name] for name in ("name", "venue", "hours")}
        await self._kiosks.update_one({"_id": kiosk.id}, {"$set": changed})

    async def revoke(self, kiosk_id: str, now: datetime, by: str) -> None:
        done = {"revoked_at": now, "revoked_by": by}
        await self._kiosks.update_one({"_id": kiosk_id, "revoked_at": None}, {"$set": done})

    async def forget(self, revoked_before: datetime) -> int:
        return (await self._kiosks.delete_many({"revoked_at": {"$lt": revoked_before}})).deleted_count

    # Alarms

    async def alarmed(self) -> tuple[Kiosk, ...]:
        return await self._find({"alarmed_at": {"$ne": None}})

    async def unalarmed(self) -> tuple[Kiosk, ...]:
        return await self._find({"alarmed_at": None, "revoked_at": None})

    async def alarm(self, kiosk: Kiosk, now: datetime) -> bool:
        """False where another process did, or where it has just spoken."""
        where = {"_id": kiosk.id, "alarmed_at": None, "seen_at": kiosk.seen_at, "revoked_at": None}
        return bool((await self._kiosks.update_one(where, {"$set": {"alarmed_at": now}})).modified_count)

    async def calm(self, kiosk: Kiosk) -> bool:
        """False where another process did."""
        where = {"_id": kiosk.id, "alarmed_at": kiosk.alarmed_at}
        return bool((await self._kiosks.update_one(where, {"$set": {"alarmed_at": None}})).modified_count)

    async def _find(self, where: Document) -> tuple[Kiosk, ...]:
        return tuple([_kiosk(document) async for document in self._kiosks.find(where)])


def _document(kiosk: Kiosk) -> Document:
    values = {field.name: getattr(kiosk, field.name) for field in fields(kiosk)}
    values["hours"] = kiosk.hours and [kiosk.hours.opens.isoformat(), kiosk.hours.closes.isoformat()]
    return {"_id": values.pop("id"), **values}


def _found(document: Document | None) -> Kiosk | None:
    return _kiosk(document) if document else None


def _kiosk(document: Document) -> Kiosk:
    known = {field.name: document[field.name] for field in fields(Kiosk) if field.name in document}
    hours = document["hours"] and Hours(*map(time.fromisoformat, document["hours"]))
    return Kiosk(**known | {"id": document["_id"], "hours": hours})


def _invitation(document: Document) -> Invitation:
    return Invitation(kiosk_id=document["_id"], **{k: v for k, v in document.items() if k != "_id"})

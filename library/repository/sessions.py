"""Librarians' sessions in MongoDB, known by the hash of what the browser holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

Document = dict[str, Any]


class SessionRepository:
    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._sessions = database["sessions"]

    async def prepare(self) -> None:
        """MongoDB itself throws away what is over; `get` refuses it from the very second."""
        await self._sessions.create_index("ends", expireAfterSeconds=0)
        await self._sessions.create_index("librarian")

    async def add(self, digest: str, session: Document) -> None:
        await self._sessions.insert_one({"_id": digest, **session})

    async def find_all(self, digests: Sequence[str]) -> list[Document | None]:
        """In the order asked for; None for each there is not."""
        found = {one["_id"]: one async for one in self._sessions.find({"_id": {"$in": list(set(digests))}})}
        return [found.get(digest) for digest in digests]

    async def touch(self, digest: str, seen_at: datetime) -> None:
        await self._sessions.update_one({"_id": digest}, {"$set": {"seen_at": seen_at}})

    async def any_of(self, librarian: str, *, ends_after: datetime, seen_after: datetime) -> bool:
        alive = {"librarian": librarian, "ends": {"$gt": ends_after}, "seen_at": {"$gt": seen_after}}
        return await self._sessions.find_one(alive) is not None

    async def list_of(self, librarian: str, *, ends_after: datetime, seen_after: datetime) -> list[Document]:
        """Newest first."""
        alive = {"librarian": librarian, "ends": {"$gt": ends_after}, "seen_at": {"$gt": seen_after}}
        return [one async for one in self._sessions.find(alive).sort("seen_at", -1)]

    async def remove(self, digest: str) -> None:
        await self._sessions.delete_one({"_id": digest})

    async def remove_all_of(self, librarian: str) -> None:
        await self._sessions.delete_many({"librarian": librarian})

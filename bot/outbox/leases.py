"""Which messages a worker may take into its hands, many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from bot.outbox.messages import UNFINISHED, WAITING, Consignment, Document, State, consignment
from library.clock import Clock
from library.identity import new_id

LEASE = timedelta(seconds=60)  # twice what a worker may spend on one bubble


class Leases:
    """Of each patron only the first message that waits is taken, and only while none of hers is in hand.

    Between looking and taking another worker may come: taking is conditional, and a unique index keeps it to
    one in hand whatever was seen.
    """

    def __init__(self, messages: "AsyncIOMotorCollection[Document]", now: Clock) -> None:
        self._messages, self._now = messages, now

    async def take(self, most: int) -> list[Consignment]:
        busy: set[str] = set()
        while patrons := await self._with_something_due(most, busy):
            if taken := await self._take_first_of(patrons):
                return taken
            busy |= patrons
        return []

    async def _with_something_due(self, most: int, busy: Iterable[str]) -> set[str]:
        due: Document = {"state": State.QUEUED, "due": {"$lte": self._now()}, "lease": None}
        if busy := list(busy):
            due["patron"] = {"$nin": busy}
        found = self._messages.find(due, {"_id": 0, "patron": 1}, sort=[("due", ASCENDING)], limit=most)
        return {document["patron"] for document in await found.to_list(None)}

    async def _take_first_of(self, patrons: Iterable[str]) -> list[Consignment]:
        now, free = self._now(), []
        for first in await self._firsts(patrons):
            if first["lease"] or first["state"] != State.QUEUED:
                continue
            if first["due"] <= now:
                free.append(first["key"])
            else:
                await self._hold_back(first["_id"], first["due"])
        return await self._take(free) if free else []

    async def _firsts(self, patrons: Iterable[str]) -> list[Document]:
        stages: list[Document] = [
            {"$match": UNFINISHED | {"patron": {"$in": list(patrons)}, "state": {"$in": WAITING}}},
            {"$sort": {"patron": ASCENDING, "number": ASCENDING, "_id": ASCENDING}},
            {
                "$group": {
                    "_id": "$patron",
                    "key": {"$first": "$_id"},
                    "state": {"$first": "$state"},
                    "due": {"$first": "$due"},
                    "lease": {"$max": "$lease"},
                }
            },
        ]
        return await self._messages.aggregate(stages).to_list(None)

    async def _hold_back(self, patron: str, due: datetime) -> None:
        """Who stands behind a message that waits for its next attempt waits as well."""
        behind = UNFINISHED | {"patron": patron, "state": State.QUEUED}
        await self._messages.update_many(behind, {"$max": {"due": due}})

    async def _take(self, keys: Sequence[str]) -> list[Consignment]:
        lease, free = new_id(), {"_id": {"$in": keys}, "state": State.QUEUED, "lease": None}
        mine = {"$set": {"lease": lease, "lease_until": self._now() + LEASE}}
        try:
            await self._messages.update_many(free, mine)
        except DuplicateKeyError:  # one of them has another in hand by now, and stopped all behind her
            for key in keys:
                with suppress(DuplicateKeyError):
                    await self._messages.update_one(free | {"_id": key}, mine)
        # Read only now, because somebody may have sent a bubble since we looked.
        taken = self._messages.find({"_id": {"$in": keys}, "lease": lease})
        return [consignment(document, lease) for document in await taken.to_list(None)]


def by_lease(messages: Iterable[Consignment]) -> dict[str, Document]:
    """What finds these messages as long as they are still leased so."""
    keys: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        keys[message.lease].append(message.key)
    return {lease: {"_id": {"$in": keys[lease]}, "lease": lease} for lease in keys}

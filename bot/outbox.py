"""What is to be sent to patrons on our own account: durable, once, and in each patron's order."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError
from pymongo.write_concern import WriteConcern

from bot.bubbles import bubbles
from bot.replies import Card, Reply, Say
from bot.wire import from_json, to_json
from library.clock import Clock, utc_now
from library.identity import new_id

Document = dict[str, Any]

LEASE = timedelta(seconds=60)  # twice what a worker may spend on one bubble
KEPT = timedelta(days=30)  # how long a key is remembered once its message came to an end
TELL_AGAIN_AFTER = timedelta(seconds=30)


OutOfReach = PyMongoError  # the database's errors, for those who must not know its name


class LeaseLost(Exception):
    """Another worker may have this message now."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # a bubble may have left; nobody sends this again unless the sender says how it ended
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"  # the patron cannot be reached any more
    PARKED = "parked"  # the patron can be reached once she has written again
    UNKNOWN = "unknown"  # it may have arrived


WAITING = [State.QUEUED, State.SENDING]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """A reply in one worker's hands: the bubbles still to be sent, and how often that was tried in vain."""

    key: str
    patron: str
    bubbles: tuple[Reply, ...]
    attempts: int
    lease: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A message came to rest in a state; `about` is what `put` was told, `reason` the error in short."""

    key: str
    patron: str
    state: State
    about: Mapping[str, str]
    reason: str = ""


async def nobody() -> None:
    """The listener of an outbox whose pump only polls."""


class Outbox:
    """A message goes queued → leased → sending → sent, each step one write that only its lease holder wins.

    A lease that runs out before anything was sent puts the message back. One that runs out while sending
    makes it `unknown`: the words may have arrived, and only a person can decide to send them again.
    """

    def __init__(
        self,
        database: "AsyncIOMotorDatabase[Document]",
        *,
        now: Clock = utc_now,
        wake: Callable[[], Awaitable[None]] = nobody,
    ) -> None:
        durable = WriteConcern("majority")
        self._messages = database.get_collection("outbox", write_concern=durable)
        self._counters = database.get_collection("outbox_counters", write_concern=durable)
        self._now, self._wake = now, wake

    async def prepare(self) -> None:
        await self._messages.create_index([("state", ASCENDING), ("due", ASCENDING)])
        await self._messages.create_index([("patron", ASCENDING), ("number", ASCENDING)])
        # Whatever two workers see, a patron has at most one message in hand.
        await self._messages.create_index(
            [("patron", ASCENDING)],
            name="one_in_hand",
            unique=True,
            partialFilterExpression={"lease": {"$type": "string"}},
        )
        await self._messages.create_index(
            [("changed", ASCENDING)], name="untold", partialFilterExpression={"untold": True}
        )
        await self._messages.create_index([("patron", ASCENDING), ("state", ASCENDING)])
        await self._messages.create_index([("lease_until", ASCENDING)], sparse=True)
        await self._messages.create_index([("gone", ASCENDING)], expireAfterSeconds=0)

    async def put(
        self, patron: str, reply: Say | Card, *, key: str, about: Mapping[str, str] | None = None
    ) -> None:
        """Have a reply sent once, however often this is called with its key; durable when this returns."""
        now = self._now()
        message = {
            "patron": patron,
            "number": await self._next_number(patron),
            "state": State.QUEUED,
            "bubbles": [to_json(bubble) for bubble in _bubbles(reply)],
            "done": 0,
            "attempts": 0,
            "about": dict(about or {}),
            "due": now,
            "changed": now,
        }
        # An upsert, because it waits for the majority even where the key is there already.
        await self._messages.update_one({"_id": key}, {"$setOnInsert": message}, upsert=True)
        await self._wake()

    async def _next_number(self, patron: str) -> int:
        counter = await self._counters.find_one_and_update(
            {"_id": patron}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        return int(counter["last"])

    async def lease(self) -> Consignment | None:
        """Take the next message that is due and has none of the same patron before it."""
        busy: list[str] = []
        while candidate := await self._messages.find_one(
            {"state": State.QUEUED, "due": {"$lte": self._now()}, "patron": {"$nin": busy}},
            sort=[("due", ASCENDING)],
        ):
            if taken := await self._lease_first_of(candidate["patron"]):
                return taken
            busy.append(candidate["patron"])
        return None

    async def _lease_first_of(self, patron: str) -> Consignment | None:
        first = await self._messages.find_one(
            {"patron": patron, "state": {"$in": WAITING}}, sort=[("number", ASCENDING)]
        )
        if first is None or first["state"] != State.QUEUED or "lease" in first:
            return None
        if first["due"] > self._now():
            await self._hold_back(patron, first["due"])
            return None
        return await self._take(first["_id"])

    async def _take(self, key: str) -> Consignment | None:
        lease = new_id()
        free = {"_id": key, "state": State.QUEUED, "lease": {"$exists": False}}
        try:
            taken = await self._messages.find_one_and_update(
                free, {"$set": {"lease": lease, "lease_until": self._now() + LEASE}}
            )
        except DuplicateKeyError:
            return None
        return _consignment(taken, lease) if taken else None

    async def _hold_back(self, patron: str, due: datetime) -> None:
        """Who stands behind a message that waits for its next attempt waits as well."""
        await self._messages.update_many({"patron": patron, "state": State.QUEUED}, {"$max": {"due": due}})

    async def begin(self, message: Consignment) -> None:
        """Say that a bubble is about to leave. Raises LeaseLost, and then it must not."""
        begun = await self._messages.update_one(
            {"_id": message.key, "lease": message.lease, "lease_until": {"$gt": self._now()}},
            {"$set": {"state": State.SENDING, "lease_until": self._now() + LEASE}},
        )
        if not begun.matched_count:
            raise LeaseLost(message.key)

    async def bubble_sent(self, message: Consignment) -> None:
        """One more bubble arrived; between two bubbles the message may safely change hands."""
        await self._messages.update_one(
            {"_id": message.key, "lease": message.lease},
            {"$inc": {"done": 1}, "$set": {"state": State.QUEUED}},
        )

    async def postpone(self, message: Consignment, due: datetime, *, counted: bool = True) -> None:
        """Nothing was sent; try again at `due`."""
        await self._messages.update_one(
            {"_id": message.key, "lease": message.lease},
            {
                "$set": {"state": State.QUEUED, "due": due},
                "$inc": {"attempts": int(counted)},
                "$unset": {"lease": "", "lease_until": ""},
            },
        )

    async def finish(self, message: Consignment, state: State, reason: str = "") -> Change | None:
        """Bring a message to rest; None if the lease was lost and another worker has said how it ended."""
        return await self._settle({"_id": message.key, "lease": message.lease}, state, reason)

    async def _settle(self, which: Document, state: State, reason: str) -> Change | None:
        now = self._now()
        fields: Document = {"state": state, "changed": now, "reason": reason, "untold": True}
        if state is not State.PARKED:  # what is over keeps its key for a while, and no words
            fields |= {"gone": now + KEPT, "bubbles": []}
        settled = await self._messages.find_one_and_update(
            which,
            {"$set": fields, "$unset": {"lease": "", "lease_until": ""}},
            return_document=ReturnDocument.AFTER,
        )
        return _change(settled) if settled else None

    async def told(self, change: Change) -> None:
        """The listener has heard of this change."""
        await self._messages.update_one(
            {"_id": change.key, "state": change.state}, {"$unset": {"untold": ""}}
        )

    async def untold(self) -> AsyncIterator[Change]:
        """Changes whose listener may not have heard of them, because the worker died in between."""
        long_ago = self._now() - TELL_AGAIN_AFTER
        async for document in self._messages.find({"untold": True, "changed": {"$lte": long_ago}}):
            yield _change(document)

    async def reap(self) -> list[Change]:
        """Free what dead workers held: back to the queue if nothing left, `unknown` if something may have."""
        late = {"lease_until": {"$lte": self._now()}}
        await self._messages.update_many(
            late | {"state": State.QUEUED}, {"$unset": {"lease": "", "lease_until": ""}}
        )
        changes = []
        while change := await self._settle(late | {"state": State.SENDING}, State.UNKNOWN, "worker died"):
            changes.append(change)
        return changes

    async def unpark(self, patron: str) -> int:
        """The patron wrote: send what waited for that. Returns how many messages waited."""
        # A look first, because this happens at every message and hardly anybody has something parked.
        if await self._messages.find_one({"patron": patron, "state": State.PARKED}, {"_id": 1}) is None:
            return 0
        freed = await self._messages.update_many(
            {"patron": patron, "state": State.PARKED},
            {"$set": {"state": State.QUEUED, "due": self._now(), "attempts": 0}, "$unset": {"untold": ""}},
        )
        if freed.modified_count:
            await self._wake()
        return freed.modified_count

    async def collect(self, patron: str) -> tuple[Reply, ...]:
        """The bubbles of the oldest parked message, for a passive reply to carry; it counts as sent."""
        now = self._now()
        rest = {"state": State.SENT, "changed": now, "untold": True, "gone": now + KEPT, "bubbles": []}
        parked = await self._messages.find_one_and_update(
            {"patron": patron, "state": State.PARKED}, {"$set": rest}, sort=[("number", ASCENDING)]
        )
        return _consignment(parked, "").bubbles if parked else ()

    async def forget(self, patron: str) -> None:
        """The patron left: stop what waits for her, and keep no words of what was sent."""
        over = {"state": State.BLOCKED, "gone": self._now() + KEPT, "bubbles": []}
        await self._messages.update_many(
            {"patron": patron, "state": {"$in": [State.QUEUED, State.PARKED]}},
            {"$set": over, "$unset": {"lease": "", "lease_until": ""}},
        )
        await self._counters.delete_one({"_id": patron})


def _bubbles(reply: Say | Card) -> list[Say | Card]:
    return [Say(text) for text in bubbles(reply.text)] if isinstance(reply, Say) else [reply]


def _consignment(document: Document, lease: str) -> Consignment:
    return Consignment(
        key=document["_id"],
        patron=document["patron"],
        bubbles=tuple(from_json(text) for text in document["bubbles"][document["done"] :]),
        attempts=document["attempts"],
        lease=lease,
    )


def _change(document: Document) -> Change:
    return Change(
        key=document["_id"],
        patron=document["patron"],
        state=State(document["state"]),
        about=document["about"],
        reason=document.get("reason", ""),
    )

"""What is to be sent to patrons on our own account: durable, once, and in each patron's order."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, ReturnDocument, UpdateMany, UpdateOne
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from bot.outbox.endings import Endings, rest
from bot.outbox.leases import LEASE, Leases, by_lease
from bot.outbox.messages import (
    UNFINISHED,
    Change,
    Consignment,
    Document,
    LeaseLost,
    Post,
    State,
    change,
    collected,
    introduced,
    written,
)
from bot.outbox.numbers import Numbers
from bot.replies import Card, Reply, Say
from bot.wire import to_json
from library.clock import Clock, utc_now
from library.gathering import Gathering

LONG = timedelta(hours=1)  # to wait; of what waited so long she is told why it comes now
TELL_AGAIN_AFTER = timedelta(seconds=30)

OutOfReach = PyMongoError  # the database's errors, for those who must not know its name


async def nobody() -> None:
    """The listener of an outbox whose pump only polls."""


class Outbox:
    """A message goes queued → leased → sending → sent, each step one write that only its lease holder wins.

    A lease that runs out before anything was sent puts the message back. One that runs out while sending
    makes it `unknown`: the words may have arrived, and only a person can decide to send them again.

    Messages are taken many at a time, under one lease. Steps asked for at once travel together.
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
        self._numbers = Numbers(database.get_collection("outbox_counters", write_concern=durable))
        self._leases = Leases(self._messages, now)
        self._now, self._wake = now, wake
        self._beginning = Gathering(self._begin)
        self._finishing = Gathering(Endings(self._messages, now).write)

    async def prepare(self) -> None:
        """Indexes hold only what is not over yet: what was sent is looked for by its key alone."""
        await self._messages.create_index(
            [("due", ASCENDING)], name="queued", partialFilterExpression={"state": State.QUEUED}
        )
        await self._messages.create_index(
            [("patron", ASCENDING), ("number", ASCENDING)],
            name="unfinished",
            partialFilterExpression=UNFINISHED,
        )
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
        await self._messages.create_index([("lease_until", ASCENDING)], sparse=True)
        await self._messages.create_index([("gone", ASCENDING)], expireAfterSeconds=0)

    # Those who have something to say

    async def put(
        self, patron: str, reply: Say | Card, *, key: str, about: Mapping[str, str] | None = None
    ) -> None:
        """Have a reply sent once, however often this is called with its key; durable when this returns."""
        await self.put_many([Post(patron=patron, reply=reply, key=key, about=about or {})])

    async def put_many(self, posts: Sequence[Post]) -> None:
        """The same for many, in three trips. Who is interrupted calls this again."""
        if not posts:
            return
        now, numbers = self._now(), await self._numbers.take([post.patron for post in posts])
        # Upserts, because they wait for the majority even where the key is there already.
        await self._messages.bulk_write(
            [
                UpdateOne({"_id": post.key}, {"$setOnInsert": written(post, number, now)}, upsert=True)
                for post, number in zip(posts, numbers, strict=True)
            ],
            ordered=False,
        )
        await self._wake()

    async def states(self, keys: Iterable[str]) -> dict[str, State]:
        """What became of messages; of those over for long nothing is known."""
        found = self._messages.find({"_id": {"$in": list(keys)}}, {"state": 1})
        return {document["_id"]: State(document["state"]) for document in await found.to_list(None)}

    async def waiting(self, most: int) -> int:
        """How many messages could leave now; counted up to `most`."""
        due = {"state": State.QUEUED, "due": {"$lte": self._now()}}
        return await self._messages.count_documents(due, limit=most)

    # Those who carry

    async def lease(self) -> Consignment | None:
        """Take the next message that is due and has none of the same patron before it."""
        taken = await self.lease_many(1)
        return taken[0] if taken else None

    async def lease_many(self, most: int) -> list[Consignment]:
        """Take up to so many, each of another patron."""
        return await self._leases.take(most)

    async def begin(self, message: Consignment) -> None:
        """Say that a bubble is about to leave. Raises LeaseLost, and then it must not."""
        if not await self._beginning(message):
            raise LeaseLost(message.key)

    async def _begin(self, messages: Sequence[Consignment]) -> list[bool]:
        now = self._now()
        begun = {"$set": {"state": State.SENDING, "lease_until": now + LEASE}}
        writes = [
            UpdateMany(where | {"lease_until": {"$gt": now}}, begun) for where in by_lease(messages).values()
        ]
        result = await self._messages.bulk_write(writes, ordered=False)
        if result.matched_count == len(messages):
            return [True] * len(messages)
        held = await self._held(messages, {"state": State.SENDING, "lease_until": {"$gt": now}})
        return [(message.key, message.lease) in held for message in messages]

    async def _held(self, messages: Sequence[Consignment], where: Document) -> set[tuple[str, str]]:
        keys = {"_id": {"$in": [message.key for message in messages]}}
        found = self._messages.find(keys | where, {"lease": 1})
        return {(document["_id"], document.get("lease", "")) for document in await found.to_list(None)}

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
        return await self._finishing((message, state, reason))

    # Those who tidy up

    async def told(self, change: Change) -> None:
        """The listener has heard of this change."""
        if change.must_be_heard:
            await self._messages.update_one(
                {"_id": change.key, "state": change.state}, {"$unset": {"untold": "", "doubt": ""}}
            )

    async def untold(self) -> AsyncIterator[Change]:
        """Changes whose listener may not have heard of them, because the worker died in between."""
        long_ago = self._now() - TELL_AGAIN_AFTER
        async for document in self._messages.find({"untold": True, "changed": {"$lte": long_ago}}):
            yield change(document)

    async def reap(self) -> list[Change]:
        """Free what dead workers held: back to the queue if nothing left, `unknown` if something may have."""
        late = {"lease_until": {"$lte": self._now()}}
        await self._messages.update_many(
            late | {"state": State.QUEUED}, {"$unset": {"lease": "", "lease_until": ""}}
        )
        lost = rest(State.UNKNOWN, "worker died", self._now(), untold=True, by="")
        changes = []
        while document := await self._messages.find_one_and_update(
            late | {"state": State.SENDING}, lost, return_document=ReturnDocument.AFTER
        ):
            changes.append(change(document))
        return changes

    # Those who hear from her, or that she left

    async def unpark(self, patron: str, *, saying: Say | None = None) -> int:
        """The patron wrote: send what waited for that. Returns how many messages waited.

        Before the first of them goes, once for all, how that one introduces itself, or `saying` where it
        waited for long.
        """
        parked = UNFINISHED | {"patron": patron, "state": State.PARKED}
        # A look first, because this happens at every message and hardly anybody has something parked.
        first = await self._messages.find_one(parked, sort=[("number", ASCENDING)])
        if first is None:
            return 0
        if under := introduced(first):
            await self._introduce(first, {"$set": {"bubbles.0": to_json(under), "introduced": True}})
        elif saying and self._now() - first["changed"] >= LONG and "waited" not in first:
            words = {"$each": [to_json(saying)], "$position": first["done"]}
            await self._introduce(first, {"$push": {"bubbles": words}, "$set": {"introduced": True}})
        freed = await self._messages.update_many(
            parked,
            {"$set": {"state": State.QUEUED, "due": self._now(), "attempts": 0}, "$unset": {"untold": ""}},
        )
        if freed.modified_count:
            await self._wake()
        return freed.modified_count

    async def _introduce(self, parked: Document, change: Document) -> None:
        """Safe to repeat, where somebody else does the same or was interrupted."""
        await self._messages.update_one(
            {"_id": parked["_id"], "state": State.PARKED, "introduced": None}, change
        )

    async def collect(self, patron: str) -> tuple[Reply, ...]:
        """The bubbles of the oldest parked message, for a passive reply to carry; it counts as sent."""
        parked = await self._messages.find_one_and_update(
            UNFINISHED | {"patron": patron, "state": State.PARKED},
            rest(State.SENT, "", self._now(), untold=True, by=""),
            sort=[("number", ASCENDING)],
        )
        return collected(parked) if parked else ()

    async def forget(self, patron: str) -> None:
        """The patron left: stop what waits for her, and keep no words of what was sent."""
        waiting = {"patron": patron, "state": {"$in": [State.QUEUED, State.PARKED]}}
        over = rest(State.BLOCKED, "she left", self._now(), untold=False, by="")
        await self._messages.update_many(UNFINISHED | waiting, over)
        await self._numbers.forget(patron)

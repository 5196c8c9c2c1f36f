"""How a message comes to rest: over, or parked until its patron writes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import UpdateMany

from bot.outbox.leases import by_lease
from bot.outbox.messages import Change, Consignment, Document, State
from library.clock import Clock

KEPT = timedelta(days=30)  # how long a key is remembered once its message came to an end

Ending = tuple[Consignment, State, str]


class Endings:
    """Each is won or lost by its message's lease, though many are written at once."""

    def __init__(self, messages: "AsyncIOMotorCollection[Document]", now: Clock) -> None:
        self._messages, self._now = messages, now

    async def write(self, endings: Sequence[Ending]) -> list[Change | None]:
        """What came of each, in their order; None where another worker has said how it ended."""
        changes = [message.ended(state, reason) for message, state, reason in endings]
        alike: dict[tuple[State, str, bool], list[Consignment]] = defaultdict(list)
        for (message, state, reason), ended in zip(endings, changes, strict=True):
            alike[state, reason, ended.must_be_heard].append(message)
        now = self._now()
        writes = [
            UpdateMany(where, rest(state, reason, now, untold=untold, by=lease))
            for (state, reason, untold), messages in alike.items()
            for lease, where in by_lease(messages).items()
        ]
        result = await self._messages.bulk_write(writes, ordered=False)
        if result.matched_count == len(endings):
            return list(changes)
        ours = await self._ended_by(message.key for message, *_ in endings)
        return [
            change if (message.key, message.lease) in ours else None
            for (message, *_), change in zip(endings, changes, strict=True)
        ]

    async def _ended_by(self, keys: Iterable[str]) -> set[tuple[str, str]]:
        """Those that are over, with the lease under which that was said."""
        found = self._messages.find({"_id": {"$in": list(keys)}}, {"ended_by": 1})
        return {(document["_id"], document.get("ended_by", "")) for document in await found.to_list(None)}


def rest(state: State, reason: str, now: datetime, *, untold: bool, by: str) -> Document:
    """The update that brings messages to rest; `untold` where a listener must hear of it."""
    fields: Document = {"state": state, "changed": now, "reason": reason, "ended_by": by}
    gone: Document = {"lease": "", "lease_until": ""}
    if untold:
        fields["untold"] = True
    if state is not State.PARKED:  # what is over keeps its key for a while, and no words
        fields |= {"gone": now + KEPT, "bubbles": []}
        gone |= {"number": "", "headline": "", "page": "", "waited": ""}
    if state is not State.UNKNOWN:
        gone["doubt"] = ""
    return {"$set": fields, "$unset": gone}

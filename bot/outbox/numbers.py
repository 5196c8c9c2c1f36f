"""A patron's messages are numbered in the order in which they were put."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ReturnDocument, UpdateOne

from bot.outbox.messages import Document


class Numbers:
    """Two who take numbers for one patron at once may get the same: neither was before the other."""

    def __init__(self, counters: "AsyncIOMotorCollection[Document]") -> None:
        self._counters = counters

    async def take(self, patrons: Sequence[str]) -> list[int]:
        """A number for each, in two trips for any number of them; one for a single one."""
        wanted = Counter(patrons)
        last = await (self._count_one(patrons[0]) if len(patrons) == 1 else self._count(wanted))
        mine = {patron: count(last[patron] - many + 1) for patron, many in wanted.items()}
        return [next(mine[patron]) for patron in patrons]

    async def forget(self, patron: str) -> None:
        await self._counters.delete_one({"_id": patron})

    async def _count_one(self, patron: str) -> Mapping[str, int]:
        counter = await self._counters.find_one_and_update(
            {"_id": patron}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        return {patron: int(counter["last"])}

    async def _count(self, wanted: Mapping[str, int]) -> Mapping[str, int]:
        await self._counters.bulk_write(list(_increments(wanted)), ordered=False)
        counted = self._counters.find({"_id": {"$in": list(wanted)}})
        return {counter["_id"]: int(counter["last"]) async for counter in counted}


def _increments(wanted: Mapping[str, int]) -> "Iterator[UpdateOne]":
    for patron, many in wanted.items():
        yield UpdateOne({"_id": patron}, {"$inc": {"last": many}}, upsert=True)

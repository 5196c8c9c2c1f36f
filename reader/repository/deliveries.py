"""Deliveries in MongoDB."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, UpdateOne, WriteConcern

from library.identity import new_id
from reader.occasions import Delivery, Due, Settlement
from reader.schedule import Schedule, Unit

Document = dict[str, Any]

LEASE = timedelta(seconds=60)  # many times what a batch takes
SHOWN = 50  # of one patron; more do not fit a chat


class DeliveryRepository:
    """`look_at` is when a worker should look at a delivery: when it is due, or when a lease on it runs out.

    What is paused or finished has none, and one range of its index is all that a worker may claim.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]") -> None:
        self._deliveries = database.get_collection("deliveries", write_concern=WriteConcern("majority"))

    async def prepare(self) -> None:
        await self._deliveries.create_index([("look_at", ASCENDING)], name="look_at")
        await self._deliveries.create_index([("patron", ASCENDING), ("started_at", DESCENDING)])

    # Of one patron

    async def put(self, delivery: Delivery) -> None:
        """Begin a delivery, or begin it anew."""
        document = _document(delivery) | {"look_at": delivery.next_due}
        await self._deliveries.replace_one({"_id": _id(delivery)}, document, upsert=True)

    async def change(self, delivery: Delivery) -> None:
        """What she wants, whatever a worker is doing with it meanwhile."""
        wanted = ("schedule", "next_due", "paused", "paused_until")
        fields = {name: value for name, value in _document(delivery).items() if name in wanted}
        await self._deliveries.update_one(
            {"_id": _id(delivery)},
            {"$set": fields | {"look_at": delivery.next_due}, "$unset": {"lease": ""}},
        )

    async def find(self, patron: str, title_id: str) -> Delivery | None:
        document = await self._deliveries.find_one({"_id": f"{patron}/{title_id}"})
        return _delivery(document) if document else None

    async def of(self, patron: str) -> tuple[Delivery, ...]:
        """The unfinished, the newest first."""
        where = {"patron": patron, "finished_at": None}
        found = self._deliveries.find(where).sort("started_at", DESCENDING).limit(SHOWN)
        return tuple([_delivery(document) async for document in found])

    async def remove(self, patron: str, title_id: str) -> None:
        await self._deliveries.delete_one({"_id": f"{patron}/{title_id}"})

    async def forget(self, patron: str) -> None:
        await self._deliveries.delete_many({"patron": patron})

    # Of all

    async def claim(self, limit: int, now: datetime) -> tuple[Due, ...]:
        """Take up to so many that are due, those due longest first; others may take the rest meanwhile."""
        due = {"look_at": {"$lte": now}}
        found = self._deliveries.find(due, {"_id": 1}).sort("look_at", ASCENDING).limit(limit)
        ids = [document["_id"] for document in await found.to_list(None)]
        if not ids:
            return ()
        lease = new_id()
        await self._deliveries.update_many(
            {"_id": {"$in": ids}} | due, {"$set": {"lease": lease, "look_at": now + LEASE}}
        )
        mine = self._deliveries.find({"_id": {"$in": ids}, "lease": lease})
        return tuple(_due(document, lease) for document in await mine.to_list(None))

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Where the lease was lost, or she changed the delivery, nothing happens."""
        if settlements:
            await self._deliveries.bulk_write([_write(one) for one in settlements], ordered=False)


def _write(settlement: Settlement) -> UpdateOne:
    after = settlement.after
    written = ("next_due", "paused", "paused_until", "finished_at", "given", "last")
    fields = {name: value for name, value in _document(after).items() if name in written}
    return UpdateOne(
        {"_id": _id(after), "lease": settlement.due.lease},
        {"$set": fields | {"look_at": after.next_due}, "$unset": {"lease": ""}},
    )


def _id(delivery: Delivery) -> str:
    return f"{delivery.patron}/{delivery.title_id}"


def _document(delivery: Delivery) -> Document:
    schedule, until = delivery.schedule, delivery.paused_until
    fields = {name: getattr(delivery, name) for name in Delivery.__dataclass_fields__}
    return fields | {
        "schedule": {
            "at": schedule.at.isoformat("minutes"),
            "days": sorted(schedule.days),
            "portion": schedule.portion,
            "unit": schedule.unit,
            "timezone": schedule.timezone,
        },
        "paused_until": until and until.isoformat(),
    }


def _delivery(document: Document) -> Delivery:
    fields = {name: document[name] for name in Delivery.__dataclass_fields__}
    until, schedule = fields["paused_until"], dict(fields["schedule"])
    schedule |= {
        "at": time.fromisoformat(schedule["at"]),
        "days": frozenset(schedule["days"]),
        "unit": Unit(schedule["unit"]),
    }
    return Delivery(
        **fields | {"schedule": Schedule(**schedule), "paused_until": until and date.fromisoformat(until)}
    )


def _due(document: Document, lease: str) -> Due:
    return Due(delivery=_delivery(document), at=document["next_due"], lease=lease)

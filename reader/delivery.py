"""Delivery: a title comes to a patron by itself, on the days and at the hour she chose."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from library.clock import Clock, utc_now
from reader.occasions import Delivery, Due, Settlement
from reader.refusals import NotDelivered
from reader.repository.deliveries import DeliveryRepository
from reader.schedule import Schedule, Unit

__all__ = ["Deliveries", "Delivery", "Due", "Outcome", "Schedule", "Unit"]


class Outcome(StrEnum):
    """What became of something due."""

    DELIVERED = "delivered"
    SKIPPED = "skipped"  # the one before it still waits for her: one waiting is enough
    FINISHED = "finished"
    UNREACHABLE = "unreachable"  # she does not want to hear from us; she may resume
    WITHHELD = "withheld"  # the title is lent and not to her now; she may borrow it and resume


class Deliveries:
    """A delivery is of one title to one patron, alone or as part of a plan; enrolling again changes it."""

    def __init__(self, repository: DeliveryRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    async def enrol(
        self, patron: str, title_id: str, *, schedule: Schedule, plan: str | None = None
    ) -> Delivery:
        """Have a title delivered from the next time of the schedule on."""
        now = self._now()
        delivery = Delivery(
            patron=patron,
            title_id=title_id,
            plan=plan,
            schedule=schedule,
            started_at=now,
            next_due=schedule.after(now),
        )
        await self._repository.put(delivery)
        return delivery

    async def of(self, patron: str) -> tuple[Delivery, ...]:
        """Those that are not finished, the newest first; paused ones too."""
        return await self._repository.of(patron)

    async def get(self, patron: str, title_id: str) -> Delivery:
        """Raises NotDelivered."""
        delivery = await self._repository.find(patron, title_id)
        if delivery is None or delivery.finished_at is not None:
            raise NotDelivered(title_id)
        return delivery

    async def pause(self, patron: str, title_id: str, *, until: date | None = None) -> Delivery:
        """Nothing comes before that day of hers; without one, until she resumes. Raises NotDelivered."""
        delivery = await self.get(patron, title_id)
        coming = delivery.schedule.on_or_after(until) if until else None
        return await self._change(delivery, next_due=coming, paused=True, paused_until=until)

    async def resume(self, patron: str, title_id: str) -> Delivery:
        """Raises NotDelivered."""
        delivery = await self.get(patron, title_id)
        return await self._change(delivery, **self._going(delivery.schedule))

    async def change(self, patron: str, title_id: str, schedule: Schedule) -> Delivery:
        """Another hour, other days, another portion; what is paused stays paused. Raises NotDelivered."""
        delivery = await self.get(patron, title_id)
        if not delivery.paused:
            return await self._change(delivery, schedule=schedule, **self._going(schedule))
        coming = schedule.on_or_after(delivery.paused_until) if delivery.paused_until else None
        return await self._change(delivery, schedule=schedule, next_due=coming)

    async def send_next_now(self, patron: str, title_id: str) -> Delivery:
        """One portion more, at once; the schedule stays as it is. Raises NotDelivered."""
        return await self._change(await self.get(patron, title_id), next_due=self._now())

    async def stop(self, patron: str, title_id: str) -> None:
        """Also what was never begun may be stopped."""
        await self._repository.remove(patron, title_id)

    async def forget(self, patron: str) -> None:
        await self._repository.forget(patron)

    async def _change(self, delivery: Delivery, **changes: Any) -> Delivery:
        changed = replace(delivery, **changes)
        await self._repository.change(changed)
        return changed

    def _going(self, schedule: Schedule) -> Mapping[str, Any]:
        return {"next_due": schedule.after(self._now()), "paused": False, "paused_until": None}

    # What is due

    async def due(self, limit: int) -> tuple[Due, ...]:
        """Claim what is to be delivered now; to be settled, or another worker has it after a while.

        What was missed and may not come now is put off on the way.
        """
        while claimed := await self._repository.claim(limit, now := self._now()):
            ready = tuple(due for due in claimed if due.best(now) <= now)
            await self._repository.settle([_put_off(due, now) for due in claimed if due.best(now) > now])
            if ready:
                return ready
        return ()

    async def settle(self, outcomes: Iterable[tuple[Due, Outcome]]) -> None:
        """Say what became of things due; what a patron has changed meanwhile stays as she wants it."""
        now = self._now()
        await self._repository.settle([_settled(due, outcome, now) for due, outcome in outcomes])


def _put_off(due: Due, now: datetime) -> Settlement:
    return Settlement(due=due, after=replace(due.delivery, next_due=due.best(now)))


def _settled(due: Due, outcome: Outcome, now: datetime) -> Settlement:
    delivery = due.delivery
    match outcome:
        case Outcome.FINISHED:
            after = replace(delivery, next_due=None, finished_at=now)
        case Outcome.UNREACHABLE | Outcome.WITHHELD:
            after = replace(delivery, next_due=None, paused=True, paused_until=None)
        case _:
            after = replace(delivery, **_onward(delivery, now))
    if outcome in (Outcome.DELIVERED, Outcome.FINISHED):
        after = replace(after, given=delivery.given + 1, last=due.key)
    return Settlement(due=due, after=after)


def _onward(delivery: Delivery, now: datetime) -> Mapping[str, Any]:
    """When it comes next; a portion sent by request ends no pause."""
    schedule, until = delivery.schedule, delivery.paused_until
    if delivery.paused and until is None:
        return {"next_due": None}
    if until is not None and schedule.local(now).date() < until:
        return {"next_due": schedule.on_or_after(until)}
    return {"next_due": schedule.after(now), "paused": False, "paused_until": None}

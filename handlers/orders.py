"""A patron's standing orders: what comes to her by itself, by the names of the titles."""

from dataclasses import dataclass
from datetime import date

from ebooks.catalogue import Catalogue
from ebooks.titles import Title
from handlers.schedules import changed
from language.clock_words import Said
from language.folding import fold
from library.clock import Clock, utc_now
from reader.days import local_day
from reader.delivery import Deliveries, Delivery
from reader.diary import Diary
from reader.plans import Plans
from reader.refusals import BookFinished, NeedsLoan, NoSuchPlan, NotReadable
from reader.schedule import Schedule
from reader.shelf import Shelf

MOST = 5  # titles; WeChat lets us send five messages after one of hers
LOOKED_AT = 5  # titles of that name


class TooManyOrders(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(f"{most} titles come already")
        self.most = most


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    delivery: Delivery
    name: str


class Orders:
    def __init__(
        self,
        deliveries: Deliveries,
        shelf: Shelf,
        catalogue: Catalogue,
        diary: Diary,
        plans: Plans,
        *,
        now: Clock = utc_now,
    ) -> None:
        self._deliveries, self._shelf, self._catalogue = deliveries, shelf, catalogue
        self._diary, self._plans, self._now = diary, plans, now

    async def of(self, patron: str) -> tuple[Order, ...]:
        """The newest first."""
        return tuple([await self._named(one) for one in await self._deliveries.of(patron)])

    async def titles(self, name: str) -> tuple[Title, ...]:
        """The one of that very name, or all that are found under it."""
        found = (await self._catalogue.search(name, limit=LOOKED_AT)).titles
        exact = tuple(one for one in found if fold(one.name) == fold(name))
        return exact if len(exact) == 1 else found

    async def title(self, code: str) -> Title | None:
        return await self._catalogue.find(code)

    async def known(self, patron: str, code: str) -> "Order | Title | None":
        """What she has ordered, or may."""
        ordered = next((one for one in await self.of(patron) if one.delivery.title_id == code), None)
        return ordered or await self._catalogue.find(code)

    async def at_hand(self, patron: str, topic: str) -> Title | None:
        """What she looked at last, else what she reads."""
        here = None if topic else await self._shelf.current(patron)
        code = topic or (here.title_id if here else "")
        return await self._catalogue.find(code) if code else None

    async def place(self, patron: str, title: Title, said: Said) -> Order | None:
        """Order a title, or change its order; None where the hour is missing.

        Raises NeedsLoan, NotReadable, BookFinished, TooManyOrders, PortionOutOfRange.
        """
        mine = {one.title_id: one for one in await self._deliveries.of(patron)}
        old = mine.get(title.id)
        if old is None and not await self._shelf.may_read(patron, title.id):
            raise NeedsLoan(title.id, title.name)
        schedule = changed(old.schedule if old else None, said, await self._diary.timezone(patron))
        if schedule is None:
            return None
        if old:
            return await self._named(await self._deliveries.change(patron, title.id, schedule))
        if len(mine) >= MOST:
            raise TooManyOrders(MOST)
        return await self._begin(patron, title, schedule)

    async def change(self, order: Order, said: Said) -> Order:
        """Raises PortionOutOfRange."""
        delivery = order.delivery
        schedule = changed(delivery.schedule, said) or delivery.schedule
        return await self._named(await self._deliveries.change(delivery.patron, delivery.title_id, schedule))

    async def pause(self, order: Order, until: date | None) -> Order:
        return await self._named(
            await self._deliveries.pause(order.delivery.patron, order.delivery.title_id, until=until)
        )

    async def resume(self, order: Order) -> Order:
        return await self._named(
            await self._deliveries.resume(order.delivery.patron, order.delivery.title_id)
        )

    async def stop(self, order: Order) -> None:
        """What comes as part of a plan ends with it."""
        delivery = order.delivery
        if delivery.plan:
            await self._plans.leave(delivery.patron, delivery.plan)
        else:
            await self._deliveries.stop(delivery.patron, delivery.title_id)

    async def today(self, patron: str) -> date:
        return local_day(self._now(), await self._diary.timezone(patron))

    async def _begin(self, patron: str, title: Title, schedule: Schedule) -> Order:
        if not await self._shelf.holds(title.id):
            raise NotReadable(title.id)
        here = await self._shelf.enrolment(patron, title.id)
        if here and here.percent == 100:
            raise BookFinished(title.name)
        return Order(
            delivery=await self._deliveries.enrol(patron, title.id, schedule=schedule), name=title.name
        )

    async def _named(self, delivery: Delivery) -> Order:
        return Order(delivery=delivery, name=await self._name(delivery))

    async def _name(self, delivery: Delivery) -> str:
        if delivery.plan is None:
            title = await self._catalogue.find(delivery.title_id)
            return title.name if title else delivery.title_id
        try:
            return (await self._plans.get(delivery.plan)).name
        except NoSuchPlan:
            return delivery.title_id

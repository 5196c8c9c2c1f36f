"""A patron's diary: what she read on which day and how fast, unless she wants none kept."""

from datetime import date
from zoneinfo import available_timezones

from reader.days import Day as Day
from reader.days import in_order
from reader.pace import Pace
from reader.refusals import CannotRead
from reader.repository.shelf import ShelfRepository


class NoSuchTimezone(CannotRead):
    def __init__(self, timezone: str) -> None:
        super().__init__("no time zone of that name")
        self.timezone = timezone


class Diary:
    """It is written by the shelf, in the write that moves a place."""

    def __init__(self, repository: ShelfRepository) -> None:
        self._repository, self._readers = repository, repository.readers

    async def days(self, patron: str, since: date) -> tuple[Day, ...]:
        """The days on which she read, from `since` on, oldest first."""
        read, pace = await self._repository.find_days(patron), await self.pace(patron)
        return tuple([day for day in in_order(read, pace) if day.date >= since])

    async def pace(self, patron: str) -> Pace:
        """Her own, as measured of late; the ordinary one until it was measured."""
        return Pace.of(await self._repository.find_paces(patron))

    async def records(self, patron: str) -> bool:
        return not (await self._readers.find(patron)).private

    async def stop_recording(self, patron: str) -> None:
        """From now on nothing is kept but the places in open books; what was kept is erased."""
        await self._readers.change(patron, {"private": True})

    async def record(self, patron: str) -> None:
        """Begin again, with an empty diary."""
        await self._readers.change(patron, {"private": False})

    async def timezone(self, patron: str) -> str:
        return (await self._readers.find(patron)).timezone

    async def live_in(self, patron: str, timezone: str) -> None:
        """Her days begin at midnight there from now on. Raises NoSuchTimezone."""
        if timezone not in available_timezones():
            raise NoSuchTimezone(timezone)
        await self._readers.change(patron, {"timezone": timezone})

    async def forget(self, patron: str) -> None:
        """Leave no trace of her wishes; what she read goes with her shelf."""
        await self._repository.forget(patron)
        await self._readers.forget(patron)

"""The table by the door: titles the librarians put forward, each with a sentence of theirs and a last day."""

from dataclasses import dataclass
from datetime import date

from library.clock import Clock, utc_now
from reader.days import HERE, local_day
from reader.refusals import CannotRead
from reader.repository.featured import FeaturedRepository

MOST = 12  # on the table at once; of more none would be seen
LONGEST = 366  # days


class CannotPutForward(CannotRead):
    """Why a title does not come onto the table."""


class TableFull(CannotPutForward):
    def __init__(self, most: int) -> None:
        super().__init__(f"{most} titles lie there already")
        self.most = most


class NoSuchDay(CannotPutForward):
    """The last day is over, or too far."""

    def __init__(self, until: date) -> None:
        super().__init__(f"not until {until}")
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class Featured:
    """`until` is the last day it lies there, `by` the name of the librarian who put it there."""

    title_id: str
    name: str
    words: str
    until: date
    by: str


class FrontTable:
    def __init__(self, repository: FeaturedRepository, *, now: Clock = utc_now) -> None:
        self._repository, self._now = repository, now

    @property
    def today(self) -> date:
        return local_day(self._now(), HERE)

    async def put(self, featured: Featured) -> None:
        """Put a title forward, or change what is said of it. Raises CannotPutForward."""
        if not 0 <= (featured.until - self.today).days <= LONGEST:
            raise NoSuchDay(featured.until)
        others = [one for one in await self.all() if one.title_id != featured.title_id]
        if len(others) >= MOST:
            raise TableFull(MOST)
        await self._repository.clear(self.today.isoformat())
        await self._repository.put(featured.title_id, _written(featured), self._now())

    async def take_back(self, title_id: str) -> None:
        await self._repository.remove(title_id)

    async def all(self) -> tuple[Featured, ...]:
        """What lies there today, the newest first."""
        return tuple([_read(one) for one in await self._repository.until(self.today.isoformat())])


def _written(featured: Featured) -> dict[str, str]:
    return {
        "name": featured.name,
        "words": featured.words,
        "until": featured.until.isoformat(),
        "by": featured.by,
    }


def _read(document: dict[str, str]) -> Featured:
    return Featured(
        title_id=document["_id"],
        name=document["name"],
        words=document["words"],
        until=date.fromisoformat(document["until"]),
        by=document["by"],
    )

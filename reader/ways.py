"""Ways through a text: from where a patron is to the instalments she is handed; the last is her new place.

None are handed where the text is just being replaced.
"""

from collections.abc import Awaitable, Callable, Sequence
from itertools import accumulate

from reader.pace import Pace
from reader.places import Instalment
from reader.refusals import AtTheBeginning, BookFinished, NoSuchChapter, NotReadable
from reader.repository import Contents, ShelfRepository
from reader.spots import Spot

LONGEST_PORTION = 20  # instalments

Step = Callable[[Instalment], Awaitable[Sequence[Instalment]]]  # from where she is to what she is handed
Begin = Callable[[], Awaitable[Sequence[Instalment]]]


class Ways:
    """Each that needs no place to go from takes one nevertheless, so that it may be a step or a beginning."""

    def __init__(self, repository: ShelfRepository) -> None:
        self._repository = repository

    async def contents(self, title_id: str) -> Contents:
        """Raises NotReadable."""
        return _readable(title_id, await self._repository.find_contents(title_id))

    async def current_contents(self, title_id: str) -> Contents:
        """As they are now or were a moment ago; raises NotReadable."""
        return _readable(title_id, await self._repository.find_current_contents(title_id))

    async def begin(self, title_id: str, count: int) -> Sequence[Instalment]:
        return await self.from_spot(title_id, Spot(1, 1), count, None)

    async def begin_with(self, title_id: str, minutes: float, pace: Pace) -> Sequence[Instalment]:
        return _within(minutes, pace, await self.begin(title_id, LONGEST_PORTION))

    async def from_spot(
        self, title_id: str, spot: Spot, count: int, _here: Instalment | None
    ) -> Sequence[Instalment]:
        contents = await self.current_contents(title_id)
        first = await self._at(contents, spot)
        if count == 1 or first.after is None:
            return [first]
        return [first, *await self._repository.find_following(contents, first, count - 1)]

    async def to_spot(self, title_id: str, spot: Spot, _here: Instalment | None) -> Sequence[Instalment]:
        return [await self._at(await self.contents(title_id), spot)]

    async def to_chapter(self, chapter: int, here: Instalment) -> Sequence[Instalment]:
        contents = await self.contents(here.title_id)
        for position, entry in enumerate(contents.chapters, 1):
            if entry.number == chapter:
                return [await self._at(contents, Spot(position, 1))]
        raise NoSuchChapter(contents.chapters[-1].number)

    async def resume(self, here: Instalment) -> Sequence[Instalment]:
        return [here] if here.after else await self.begin(here.title_id, 1)

    async def onward(self, count: int, here: Instalment) -> Sequence[Instalment]:
        if here.after is None:
            raise BookFinished(here.title_name)
        contents = await self.current_contents(here.title_id)
        return await self._repository.find_following(contents, here, count)

    async def fitting(self, minutes: float, pace: Pace, here: Instalment) -> Sequence[Instalment]:
        return _within(minutes, pace, await self.onward(LONGEST_PORTION, here))

    async def backward(self, here: Instalment) -> Sequence[Instalment]:
        if here.before is None:
            raise AtTheBeginning(here.title_name)
        before = await self._repository.find_instalment(here.before)
        return [before] if before else []

    async def _at(self, contents: Contents, spot: Spot) -> Instalment:
        instalment = await self._repository.find_instalment(contents.id(spot))
        if instalment is None:
            today = await self.contents(contents.title_id)
            if today.edition_id == contents.edition_id:
                raise NotReadable(contents.title_id)
            return await self._at(today, spot)
        return instalment


def _readable(title_id: str, contents: Contents | None) -> Contents:
    if contents is None:
        raise NotReadable(title_id)
    return contents


def _within(minutes: float, pace: Pace, following: Sequence[Instalment]) -> Sequence[Instalment]:
    """As many as she reads in so many minutes, and one of them in any case."""
    spent = accumulate(pace.minutes(one.amount) for one in following)
    return following[: max(1, sum(time <= minutes for time in spent))]

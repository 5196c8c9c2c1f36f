"""Text to look at: a stretch of instalments, shown without moving anybody's place."""

from dataclasses import dataclass
from functools import partial

from reader.editions import instalment_id
from reader.places import Enrolment, Instalment
from reader.refusals import NotReadable
from reader.repository.chapters import ChapterRepository
from reader.repository.shelf import Contents, ShelfRepository
from reader.spots import Spot, Spots

CHAPTER = 0  # the size that means: the chapter
PART = 20  # instalments shown at once of a long chapter; 38 KB at the very most, some 8,000 Han
LONGEST_PORTION = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Instalments in a row, and the spots where the stretch before and after it would begin."""

    contents: Contents
    instalments: tuple[Instalment, ...]
    before: Spot | None
    after: Spot | None
    size: int

    @property
    def first(self) -> Instalment:
        return self.instalments[0]

    @property
    def last(self) -> Instalment:
        return self.instalments[-1]

    @property
    def spot(self) -> Spot:
        return Spot.of(self.first.id)

    def __contains__(self, spot: Spot) -> bool:
        return self.spot <= spot <= Spot.of(self.last.id)


class Chapters:
    def __init__(self, shelf: ShelfRepository, repository: ChapterRepository) -> None:
        self._shelf, self._repository = shelf, repository

    async def contents(self, title_id: str) -> Contents:
        """Raises NotReadable."""
        contents = await self._shelf.find_contents(title_id)
        if contents is None:
            raise NotReadable(title_id)
        return contents

    async def stretch(self, title_id: str, spot: Spot, *, size: int = 1) -> Stretch:
        """`size` instalments from the spot, or with CHAPTER the chapter (of a long one, the part) it is in.

        A spot the title does not have leads to the nearest before it. Raises NotReadable.
        """
        contents = await self.contents(title_id)
        spots = Spots([entry.instalments for entry in contents.chapters])
        start, end = _bounds(spots, contents, spots.near(spot), size)
        ids = [_id(contents, spots.at(index)) for index in (start, end)]
        instalments = await self._repository.find_stretch(*ids)
        if not instalments:
            raise NotReadable(title_id)
        return Stretch(
            contents=contents,
            instalments=instalments,
            before=_before(spots, contents, start, size) if start else None,
            after=spots.at(end + 1) if end + 1 < len(spots) else None,
            size=size,
        )

    async def around(self, title_id: str, spot: Spot) -> tuple[Instalment, ...]:
        """What she has before her eyes at a spot, and what she scrolled past or will. Raises NotReadable."""
        contents = await self.contents(title_id)
        spots = Spots([entry.instalments for entry in contents.chapters])
        here = spots.index(spots.near(spot))
        nearest = max(0, here - PART), min(here + LONGEST_PORTION, len(spots)) - 1
        return await self._repository.find_stretch(*(_id(contents, spots.at(index)) for index in nearest))

    async def find_again(self, place: Enrolment | None, title_id: str) -> Spot:
        """Where she is now, also when the text was put anew since; the beginning, if she has not begun."""
        if place is None:
            return Spot(1, 1)
        return Spot.of((await self.locate(title_id, place.place, place.opening, place.along)).id)

    async def locate(self, title_id: str, place: str, opening: str, along: float) -> Instalment:
        """A remembered place in today's edition: itself, else its opening words, else as far along."""
        contents = await self.contents(title_id)
        if place.startswith(f"{title_id}/{contents.edition_id}/"):
            same = list(await self._repository.find_stretch(place, place))
        else:
            same = await self._shelf.find_beginning_with(contents, opening)
        if same:
            return min(same, key=partial(_distance, along))
        found = await self._shelf.find_along(contents, along)
        if found is None:
            raise NotReadable(title_id)
        return found


def _bounds(spots: Spots, contents: Contents, spot: Spot, size: int) -> tuple[int, int]:
    """The first and the last index of a stretch."""
    if size != CHAPTER:
        start = spots.index(spot)
        return start, min(start + min(size, LONGEST_PORTION), len(spots)) - 1
    number = (spot.number - 1) // PART * PART + 1
    start = spots.index(Spot(spot.chapter, number))
    rest = contents.chapters[spot.chapter - 1].instalments - number + 1
    return start, start + min(rest, PART) - 1


def _before(spots: Spots, contents: Contents, start: int, size: int) -> Spot:
    if size != CHAPTER:
        return spots.at(max(0, start - size))
    previous = spots.at(start - 1)
    return Spot(previous.chapter, (previous.number - 1) // PART * PART + 1)


def _id(contents: Contents, spot: Spot) -> str:
    return instalment_id(contents.title_id, contents.edition_id, spot.chapter, spot.number)


def _distance(along: float, found: Instalment) -> float:
    return abs(found.along - along)

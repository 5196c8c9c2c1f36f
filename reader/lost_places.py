"""Places lost to a new edition: found by their opening words, nearest to where they were, else by how far."""

from functools import partial

from reader.places import Enrolment, Instalment, OpenBook
from reader.refusals import NotReadable
from reader.repository import Contents, ShelfRepository
from reader.ways import Ways


class LostPlaces:
    def __init__(self, repository: ShelfRepository, ways: Ways) -> None:
        self._repository, self._ways = repository, ways

    async def find(self, book: OpenBook) -> Instalment | None:
        """None where she has moved, or a still newer edition has come, so that one must look again."""
        contents = await self._ways.contents(book.title_id)
        if book.is_of(contents.edition_id):
            if await self._repository.find_instalment(book.place) is None:
                raise NotReadable(book.title_id)  # not a new edition, but a damaged one
            return None
        old = await self._repository.find_enrolment(book.patron, book.title_id)
        if old is None or old.place != book.place:
            return None
        same = await self._repository.find_beginning_with(contents, old.opening)
        return min(same, key=partial(_distance, old)) if same else await self._as_far(contents, old)

    async def _as_far(self, contents: Contents, old: Enrolment) -> Instalment | None:
        found = await self._repository.find_along(contents, old.along)
        if found is None and await self._ways.contents(contents.title_id) == contents:
            raise NotReadable(contents.title_id)
        return found


def _distance(old: Enrolment, found: Instalment) -> tuple[bool, float]:
    return found.chapter_name != old.chapter_name, abs(found.along - old.along)

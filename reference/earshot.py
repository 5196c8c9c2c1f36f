"""Earshot: who hears of what happens at the desk: whoever may see the question, or has just seen it go."""

from library.branches import within
from library.gathering import sharing
from library.staff import Librarian
from reference.live import DeskEvent
from reference.repository.questions import QuestionRepository


class Earshot:
    """An event that does not say where its question lies has it looked up, once for all who listen here."""

    def __init__(self, questions: QuestionRepository) -> None:
        self._place = sharing(questions.find_place)

    async def reaches(self, librarian: Librarian, event: DeskEvent) -> bool:
        """What is about no question is for everybody."""
        if not event.question:
            return True
        if event.places:
            return _sees(librarian, event.places, event.owners)
        place = await self._place(event.question)
        return place is not None and _sees(librarian, (place[0],), (place[1],))


def _sees(librarian: Librarian, places: tuple[str, ...], owners: tuple[str, ...]) -> bool:
    return librarian.id in owners or any(within(place, librarian.branch) for place in places)

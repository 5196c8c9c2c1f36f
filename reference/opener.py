"""Opening a question: it is looked at, and that is written down."""

from library.staff import Librarian
from reference.casework import Casework
from reference.models import Thread
from reference.openings import Openings


class Opener:
    def __init__(self, casework: Casework, openings: Openings) -> None:
        self._casework, self._openings = casework, openings

    async def open(self, question_id: str, librarian: Librarian) -> Thread:
        """As this librarian may see it. Raises NoSuchQuestion."""
        thread = await self._casework.look(question_id, librarian)
        await self._openings.note(thread.question, librarian)
        return thread

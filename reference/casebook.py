"""The casebook: how a step of a question is read, decided, written, and told."""

from collections.abc import Awaitable, Callable

from library.staff import Librarian
from reference.dues import Dues
from reference.live import DeskEvent, LiveEvents
from reference.models import Change, Question, Thread
from reference.refusals import NoSuchQuestion
from reference.repository.questions import QuestionRepository
from reference.slots import Slots, Write

Find = Callable[[], Awaitable[Thread | None]]
Decide = Callable[[Thread], Change | None]


class Casebook:
    """Every step is decided by the state machine, and written on condition that nobody wrote in between."""

    def __init__(
        self,
        questions: QuestionRepository,
        live: LiveEvents,
        slots: Slots | None = None,
        dues: Dues | None = None,
    ) -> None:
        self.questions, self._live, self._slots, self._dues = questions, live, slots, dues

    async def thread(self, question_id: str) -> Thread:
        """Raises NoSuchQuestion."""
        thread = await self.questions.find(question_id)
        if thread is None:
            raise NoSuchQuestion(question_id)
        return thread

    async def seen_by(self, librarian: Librarian, question_id: str) -> Thread:
        """Her branch's and those below it, and her own; another's is none for her. Raises NoSuchQuestion."""
        thread = await self.questions.find_within(question_id, librarian.branch, librarian.id)
        if thread is None:
            raise NoSuchQuestion(question_id)
        return thread

    async def write(self, find: Find, decide: Decide, *, missing: Exception) -> Thread:
        while True:  # a turn lost is a write somebody else won, so this ends
            seen = await find()
            if seen is None:
                raise missing
            change = decide(seen)
            if change is None:
                return seen
            written = await self.apply(seen.question, change)
            if written is not None:
                await self.tell(written.question, change.trigger, before=seen.question)
                return written

    async def change(self, question_id: str, decide: Decide) -> Question:
        """Raises NoSuchQuestion."""
        missing = NoSuchQuestion(question_id)
        return (await self.write(lambda: self.questions.find(question_id), decide, missing=missing)).question

    async def apply(self, seen: Question, change: Change) -> Thread | None:
        """Write a change of the question as it was seen; None if somebody wrote first. Raises HandsFull."""
        return await self.around(seen, change, lambda change: self.questions.apply(seen, change))

    async def around(self, seen: Question | None, change: Change, write: Write) -> Thread | None:
        """Write a change with the slot it needs, and with the promise it makes. Raises HandsFull."""
        if seen is not None and self._dues:
            change = await self._dues.timed(seen, change)
        return await (self._slots.around(seen, change, write) if self._slots else write(change))

    async def add(self, question: Question, birth: Change) -> Thread:
        """Write a new question. Raises Collision."""
        promised = await self._dues.born(question) if self._dues else question
        return await self.questions.add(promised, birth)

    async def tell(self, question: Question, what: str, *, before: Question | None = None) -> None:
        """Those who see it, and those who saw it `before` this step."""
        both = (question, before or question)
        event = DeskEvent(
            what=what,
            question=question.id,
            version=question.version,
            status=question.status,
            assignee=question.assignee or "",
            places=tuple(sorted({one.branch for one in both})),
            owners=tuple(sorted({one.assignee for one in both if one.assignee})),
        )
        await self._live.publish(event)

"""Librarians' answers on their way: from the desk into the outbox, and how it went back to the desk."""

from bot.outbox import Change, Outbox
from handlers.answers import hand_over
from reference.models import Entry, Question, SendState
from reference.upkeep import Upkeep


class Answers:
    def __init__(self, upkeep: Upkeep, outbox: Outbox) -> None:
        self._upkeep, self._outbox = upkeep, outbox

    async def send(self, question: Question, entry: Entry) -> None:
        """Queue an answer, once however often this is called."""
        await hand_over(question, entry, self._outbox)

    async def heard(self, change: Change) -> None:
        """Note at the desk what became of an answer; other messages are none of its business."""
        if question_id := change.about.get("question"):
            seq, state = int(change.about["seq"]), SendState(change.state)
            await self._upkeep.mark_sent(question_id, seq, state, change.reason)

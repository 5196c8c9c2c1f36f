"""What the house answers before a librarian is asked: what it knows for sure, else a machine's words."""

from dataclasses import dataclass

from bot.messages import Message
from handlers.machine import Machine
from reference.knowledge import KnowledgeBase
from reference.models import MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswer:
    """`words` are a patron's to read; `said` those her librarian has to see, where no `entry` keeps them."""

    entry: str
    words: str
    said: str = ""


class FirstAnswers:
    def __init__(self, knowledge: KnowledgeBase, machine: Machine) -> None:
        self._knowledge, self._machine = knowledge, machine

    async def are_sure(self, text: str) -> bool:
        """Whether the answer is a librarian's own."""
        return await self._knowledge.answer(text) is not None

    async def find(self, message: Message, text: str) -> FirstAnswer | None:
        """None where there is any doubt: then people are asked."""
        if known := await self._knowledge.answer(text):
            return FirstAnswer(entry=known.entry, words=known.answer)
        if not (said := await self._machine.answer(message, text)):
            return None
        return FirstAnswer(entry=MACHINE, words=await self._machine.introduced(message, said), said=said)

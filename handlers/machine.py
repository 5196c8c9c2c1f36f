"""What a machine answers in chat, where the library lets it: marked as a machine's, with its sources."""

from collections.abc import Iterator

from bot.messages import Message
from handlers.layout import shorten
from handlers.links import Links
from language.translation import _
from library.patrons import Patrons
from reference.assistant.assistant import Assistant
from reference.assistant.passages import Passage
from reference.assistant.rations import Rations
from reference.assistant.refusals import CannotDraft
from reference.assistant.sketches import Sketch
from reference.desk import ReferenceDesk

LONGEST = 1_080  # bytes, 360 Han: with its sources and what follows it is one bubble
SOURCES, NAME = 3, 60  # named, and bytes of each name


class Machine:
    """It says nothing where it may not, need not or cannot; nobody hears of that, and people are asked."""

    def __init__(
        self,
        assistant: Assistant,
        rations: Rations,
        desk: ReferenceDesk,
        *,
        patrons: Patrons,
        links: Links,
        server: str = "",
    ) -> None:
        """`server` is the name of the one outside the house that patrons' questions go to; "" for none."""
        self._assistant, self._rations, self._desk = assistant, rations, desk
        self._patrons, self._links, self._server = patrons, links, server

    async def answer(self, message: Message, text: str) -> str:
        """Its words, or none. What it answered this message before it says again, at no cost."""
        if not self._assistant.is_for_patrons:
            return ""
        said = await self._desk.said(message.patron, message.key)
        if said is not None:  # else she has an open question, which is a person's
            return said
        if not await self._rations.take(message.patron):
            return ""
        try:
            return self._told(await self._assistant.answer(text))
        except CannotDraft:
            return ""

    async def introduced(self, message: Message, said: str) -> str:
        """With a word on where it comes from, once for each patron."""
        if not self._server or not await self._patrons.tell_of_machine(message.patron):
            return said
        told = _("机器回答由馆外的服务（{server}）生成，问题先去掉姓名和号码才交给它，它不知道您是谁：{page}")
        return f"{said}\n{told.format(server=shorten(self._server, NAME), page=self._links.privacy)}"

    def _told(self, sketch: Sketch) -> str:
        if len(sketch.text.encode()) > LONGEST:
            return ""
        return _("【机器回答】{answer}\n依据：\n{sources}\n机器只照馆里的资料写，也可能出错。").format(
            answer=sketch.text, sources="\n".join(self._named(sketch))
        )

    def _named(self, sketch: Sketch) -> Iterator[str]:
        for source in sketch.sources[:SOURCES]:
            yield f"「{shorten(source.name, NAME)}」{self._address(source)}"

    def _address(self, source: Passage) -> str:
        return f" {self._links.on(source.address)}" if source.address else ""

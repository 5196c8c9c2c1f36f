"""What can be sent beside words: books, answers of the house, and pictures a librarian has."""

from ebooks.catalogue import Catalogue
from handlers.links import Links
from reference.attachments import Attachments
from reference.knowledge import KnowledgeBase
from reference.pointer import Enclosed, Pointer

SHOWN = 12  # of each kind
LONGEST_ANSWER = 80  # characters of an answer on its card


class Enclosures:
    def __init__(
        self, catalogue: Catalogue, knowledge: KnowledgeBase, attachments: Attachments, links: Links
    ) -> None:
        self._catalogue, self._knowledge = catalogue, knowledge
        self._attachments, self._links = attachments, links

    async def found(self, words: str) -> dict[str, Pointer]:
        """Cards by their names, which `card` understands."""
        titles = (await self._catalogue.search(words, limit=SHOWN)).titles
        answers = (await self._knowledge.find(words))[:SHOWN]
        names = [f"title/{title.id}" for title in titles] + [f"answer/{one.id}" for one in answers]
        return {name: await self.card(name) for name in names}

    async def card(self, name: str) -> Pointer:
        """Raises CannotFind, LookupError."""
        kind, _, id = name.partition("/")
        return await self._title(id) if kind == "title" else await self._answer(id)

    async def picture(self, content: bytes) -> Enclosed:
        """Raises CannotKeep."""
        taken = await self._attachments.take_in(content)
        address = self._links.enclosed(taken.id)
        pointer = Pointer(
            title="馆员发来一张图片", description="点开看大图", url=address, picture_url=address
        )
        return Enclosed(pointer=pointer, attachment=taken)

    async def let_go(self, enclosed: Enclosed) -> None:
        """It was not sent."""
        if enclosed.attachment:
            await self._attachments.let_go(enclosed.attachment)

    async def _title(self, id: str) -> Pointer:
        title = await self._catalogue.get(id)
        return Pointer(
            title=f"《{title.name}》",
            description="、".join(title.authors),
            url=self._links.title(title.id),
            picture_url=self._links.cover(title.id),
        )

    async def _answer(self, id: str) -> Pointer:
        entry = next((one for one in await self._knowledge.all() if one.id == id), None)
        if entry is None:
            raise LookupError(id)
        short = entry.answer[:LONGEST_ANSWER]
        return Pointer(title=entry.question, description=short, url=f"{self._links.answers}/{entry.id}")

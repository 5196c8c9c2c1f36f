"""A patron for tests: her messages go straight to the dispatcher."""

from itertools import count
from pathlib import Path
from typing import Any

from bot.messages import Message, Text
from bot.replies import Card, Reply, Say
from config.wiring import House
from ebooks.book import Book, Chapter, Format
from ebooks.titles import Title
from language.paragraphs import Paragraph


class Lin:
    """`may_push` says what her account may do."""

    def __init__(self, house: House, openid: str = "o-lin", *, may_push: bool = True) -> None:
        self.house, self.openid, self._may_push = house, openid, may_push
        self._keys = count(1)

    async def says(self, words: str) -> str:
        return await self.sends(Text, content=words)

    async def sends(self, kind: type[Message], /, **fields: Any) -> str:
        message = self.message(kind, **fields)
        return reads(await self.house.dispatcher.feed(message, may_push=self._may_push))

    def message(self, kind: type[Message], /, **fields: Any) -> Message:
        key = f"{self.openid}-{next(self._keys)}"
        return kind(account="main", openid=self.openid, to="gh", key=key, sent_at=1, **fields)


def reads(reply: Reply) -> str:
    match reply:
        case Say(text):
            return text
        case Card():
            return f"{reply.title}\n{reply.description}\n{reply.url}"
    return ""


async def shelve(house: House, name: str, folder: Path, **more: Any) -> Title:
    """Put a book of sixty paragraphs into the library."""
    paragraphs = tuple(
        Paragraph(f"第{number}段。" + f"{name}里的事，说来话长。" * 20) for number in range(60)
    )
    chapters = (Chapter(title="第一章", paragraphs=paragraphs),)
    path = folder / "arriving.epub"
    path.write_text(name)
    title, _ = await house.catalogue.add(
        Book(**{"format": Format.EPUB, "title": name, "chapters": chapters, **more}), path
    )
    await house.shelf.put(title.id, title.name, [(one.title, one.paragraphs) for one in chapters])
    return title

"""Where a dossier's text comes from: titles of the library whose text may be copied."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ebooks.book import Chapter
from ebooks.catalogue import Catalogue
from ebooks.dossiers.dossier import SUBJECT
from ebooks.dossiers.items import Excerpt, Item, Passage, Pointer
from ebooks.dossiers.refusals import IsADossier, NoSuchPassage, NothingToCopy, NotOpen, SourceGone
from ebooks.lending.lending import Lending
from ebooks.reading import read_book
from ebooks.refusals import CannotRead
from ebooks.titles import NoSuchTitle, Title
from language.paragraphs import Paragraph


@dataclass(frozen=True, slots=True)
class Source:
    """A title, and what its file says where something is copied from it."""

    title: Title
    chapters: tuple[Chapter, ...] = ()

    def copy(self, passage: Passage) -> tuple[Paragraph, ...]:
        """Word for word. Raises NoSuchPassage."""
        paragraphs = self.chapter(passage.chapter).paragraphs
        copied = paragraphs if passage.is_whole else paragraphs[passage.first - 1 : passage.last]
        if not copied or passage.last > len(paragraphs):
            raise NoSuchPassage(self.title.id, self.title.name)
        return copied

    def chapter(self, number: int) -> Chapter:
        """Counted from 1. Raises NoSuchPassage."""
        if not 1 <= number <= len(self.chapters):
            raise NoSuchPassage(self.title.id, self.title.name)
        return self.chapters[number - 1]

    def named(self, passage: Passage) -> Passage:
        """As the file calls it. Raises NoSuchPassage."""
        self.copy(passage)
        return replace(passage, name=self.chapter(passage.chapter).title)


class Sources:
    def __init__(self, catalogue: Catalogue, lending: Lending) -> None:
        self._catalogue, self._lending = catalogue, lending

    async def title(self, title_id: str, name: str = "") -> Title:
        """`name` is what it was called, should it be gone. Raises SourceGone."""
        try:
            return await self._catalogue.get(title_id)
        except NoSuchTitle as gone:
            raise SourceGone(title_id, name) from gone

    async def open(self, title_id: str, name: str = "") -> Source:
        """A title to copy from. Raises CannotCopy."""
        title = await self.title(title_id, name)
        if SUBJECT in title.subjects:
            raise IsADossier(title.id, title.name)
        if await self._lending.availability(title.id) is not None:
            raise NotOpen(title.id, title.name)
        return Source(title, await self._chapters(title))

    async def of(self, items: Sequence[Item]) -> Mapping[str, Source]:
        """By title, all that the items need; each file is read once. Raises CannotCopy."""
        copied = {item.title_id: item.name for item in items if isinstance(item, Excerpt)}
        pointed = {item.title_id: item.name for item in items if isinstance(item, Pointer)}
        found = {title_id: await self.open(title_id, name) for title_id, name in copied.items()}
        for title_id in pointed.keys() - copied.keys():
            found[title_id] = Source(await self.title(title_id, pointed[title_id]))
        return found

    async def _chapters(self, title: Title) -> tuple[Chapter, ...]:
        try:
            book = await asyncio.to_thread(read_book, await self._catalogue.path(title))
        except (CannotRead, FileNotFoundError) as refusal:
            raise NothingToCopy(title.id, title.name) from refusal
        if not any(chapter.paragraphs for chapter in book.chapters):
            raise NothingToCopy(title.id, title.name)
        return book.chapters

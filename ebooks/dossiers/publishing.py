"""Publishing: a draft becomes the next version of a title, which reads, downloads and is found like any."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from ebooks.book import Book
from ebooks.catalogue import Catalogue
from ebooks.dossiers.compiling import compile_book
from ebooks.dossiers.dossier import Dossier, Status, Version
from ebooks.dossiers.refusals import EditedMeanwhile, NoSuchDossier, NothingToPublish
from ebooks.dossiers.sources import Sources
from ebooks.epub.writer import write_epub
from ebooks.repository.dossiers import DossierRepository
from language.paragraphs import Paragraph
from library.clock import Clock, utc_now

Chapters = Sequence[tuple[str, Sequence[Paragraph]]]


class Shelf(Protocol):
    """Where a title's text goes to be read in the chat."""

    async def put(self, title_id: str, name: str, chapters: Chapters, /) -> int: ...


class Publishing:
    """`library` stands as the author of what is compiled, and in its imprint."""

    def __init__(
        self,
        repository: DossierRepository,
        sources: Sources,
        catalogue: Catalogue,
        shelf: Shelf,
        *,
        library: str,
        now: Clock = utc_now,
    ) -> None:
        self._repository, self._sources, self._catalogue = repository, sources, catalogue
        self._shelf, self._library, self._now = shelf, library, now

    async def compile(self, dossier: Dossier, by: str) -> Book:
        """As its next version would be read. Raises CannotCopy."""
        sources = await self._sources.of(dossier.items)
        version = self._next(dossier, by)
        return await asyncio.to_thread(compile_book, dossier, version, sources, self._library)

    async def publish(self, dossier_id: str, seen: int, by: str) -> Dossier:
        """What has changed becomes the next version; what has not comes back as it was.

        `seen` is the revision she looked at. Broken off, it is done again: one number makes one version.
        Raises NoSuchDossier, NothingToPublish, EditedMeanwhile, CannotCopy.
        """
        dossier = await self._get(dossier_id)
        if dossier.revision != seen:
            raise EditedMeanwhile(dossier.changed_by)
        if not dossier.items:
            raise NothingToPublish
        version = self._next(dossier, by)
        sources = await self._sources.of(dossier.items)
        book = await asyncio.to_thread(compile_book, dossier, version, sources, self._library)
        await self._enter(dossier, book)
        if not await self._repository.publish(dossier, version):
            raise await self._overtaken(dossier_id)
        return await self._get(dossier_id)

    async def withdraw(self, dossier_id: str) -> Dossier:
        """Out of all lists; who reads it reads on. Raises NoSuchDossier."""
        await self._repository.withdraw(dossier_id)
        dossier = await self._get(dossier_id)
        if dossier.status is Status.WITHDRAWN:
            await self._catalogue.withdraw(dossier.title_id)
        return dossier

    async def _enter(self, dossier: Dossier, book: Book) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "dossier.epub"
            await asyncio.to_thread(write_epub, book, path)
            title = await self._catalogue.revise(dossier.title_id, book, path)
        chapters = [(chapter.title, chapter.paragraphs) for chapter in book.chapters]
        await self._shelf.put(title.id, title.name, chapters)

    async def _overtaken(self, dossier_id: str) -> EditedMeanwhile:
        """By a colleague, who may have withdrawn what was just put into the lists."""
        dossier = await self._get(dossier_id)
        if dossier.status is Status.WITHDRAWN:
            await self._catalogue.withdraw(dossier.title_id)
        return EditedMeanwhile(dossier.changed_by)

    async def _get(self, dossier_id: str) -> Dossier:
        dossier = await self._repository.find(dossier_id)
        if dossier is None:
            raise NoSuchDossier(dossier_id)
        return dossier

    def _next(self, dossier: Dossier, by: str) -> Version:
        if dossier.newest and not dossier.is_changed:
            return dossier.newest
        return Version(
            number=len(dossier.versions) + 1,
            revision=dossier.revision,
            published_at=self._now(),
            by=by,
            words=dossier.words,
            sources=dossier.sources,
        )

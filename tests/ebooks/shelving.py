"""A small library to test with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from ebooks.book import Book, Chapter, Format
from ebooks.catalogue import Catalogue
from ebooks.covers import Covers
from ebooks.files import Folder
from ebooks.illustrations import Illustrations
from ebooks.repository import TitleRepository
from ebooks.titles import Title
from language.paragraphs import Paragraph

OPENING = datetime(2026, 3, 5, 12, tzinfo=UTC)


class Library:
    """A catalogue whose books are written by the test; each arrives a minute after the one before."""

    def __init__(self, database: AsyncIOMotorDatabase, root: Path) -> None:
        self.database, self.root, self._arrivals = database, root, 0
        self.repository = TitleRepository(database)
        self.covers = Covers(root / "covers")
        self.illustrations = Illustrations(root / "illustrations")
        self.catalogue = Catalogue(
            self.repository, Folder(root / "files"), self.covers, self.illustrations, now=self._now
        )

    async def open(self) -> "Library":
        await self.repository.prepare()
        return self

    async def take(self, name: str, *authors: str, text: str | None = None, **more: Any) -> Title:
        path = self.write(text or f"{name} {authors}")
        title, _ = await self.catalogue.add(book(name, *authors, **more), path)
        return title

    def write(self, text: str) -> Path:
        self.root.mkdir(exist_ok=True)
        path = self.root / "arriving.epub"
        path.write_text(text)
        return path

    def _now(self) -> datetime:
        self._arrivals += 1
        return OPENING + timedelta(minutes=self._arrivals)


def book(name: str, *authors: str, **more: Any) -> Book:
    chapter = Chapter(title="第一回", paragraphs=(Paragraph("此开卷第一回也。"),))
    return Book(**{"format": Format.EPUB, "title": name, "authors": authors, "chapters": (chapter,)} | more)

"""A library with a few open books, one that is lent, and two librarians who compile."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from ebooks.book import Book, Chapter, Format
from ebooks.dossiers.dossier import Dossier
from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.editing import Editing
from ebooks.dossiers.publishing import Publishing
from ebooks.dossiers.sources import Sources
from ebooks.epub.writer import write_epub
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.repository.cards import CardRepository
from ebooks.repository.dossiers import DossierRepository
from ebooks.repository.pools import PoolRepository
from ebooks.titles import Title
from language.paragraphs import Kind, Paragraph
from reader.repository import ShelfRepository
from reader.shelf import Shelf
from tests.ebooks.shelving import Library

NOON = datetime(2027, 3, 1, 4, tzinfo=UTC)
CHAPTERS = (
    Chapter(
        title="第一章 草原",
        paragraphs=(
            Paragraph("草原很大，走一天也看不见一户人家。"),
            Paragraph("风吹草低，\n牛羊都在。", Kind.VERSE),
            Paragraph("老人说：“明年会更好。”"),
        ),
    ),
    Chapter(title="第二章 公路", paragraphs=(Paragraph("公路修到了门口，孩子们上学不用骑马了。"),)),
)


class Desk:
    """Everything around dossiers; `time` stands still until it is set."""

    def __init__(self, database: AsyncIOMotorDatabase, library: Library) -> None:
        self.library, self.time = library, NOON
        pools, cards = PoolRepository(database), CardRepository(database)
        ledger = Ledger(pools, cards)
        self.catalogue, self.licensing = library.catalogue, Licensing(ledger, pools)
        self.repository = DossierRepository(database)
        self.shelf = Shelf(ShelfRepository(database))
        self.dossiers = Dossiers(self.repository, now=self.now)
        sources = Sources(self.catalogue, Lending(ledger, cards))
        self.editing = Editing(self.repository, self.catalogue, sources, now=self.now)
        self.publishing = Publishing(
            self.repository, sources, self.catalogue, self.shelf, library="青城图书馆", now=self.now
        )

    def now(self) -> datetime:
        return self.time

    async def shelves(self, name: str = "草原纪事", **more: object) -> Title:
        """A real file of a real book."""
        book = Book(
            **{"format": Format.EPUB, "title": name, "authors": ("巴特尔",), "chapters": CHAPTERS} | more
        )
        path = self.library.write("")
        write_epub(book, path)
        return (await self.catalogue.add(book, path))[0]

    async def licenses(self, title: Title) -> None:
        await self.licensing.add(title.id, Licence(id="one", added_at=NOON))

    async def read(self, dossier: Dossier) -> Path:
        return await self.catalogue.path(await self.catalogue.get(dossier.title_id))


@pytest.fixture
async def desk(database: AsyncIOMotorDatabase, tmp_path: Path) -> Desk:
    for repository in (
        DossierRepository(database),
        PoolRepository(database),
        CardRepository(database),
        ShelfRepository(database),
    ):
        if hasattr(repository, "prepare"):
            await repository.prepare()
    return Desk(database, await Library(database, tmp_path).open())

"""The reading page on its own, with a book of three chapters, a clock, and a patron with a phone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from ebooks.book import Chapter, Direction
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.repository.cards import CardRepository
from ebooks.repository.pools import PoolRepository
from ebooks.tickets import Tickets
from ebooks.titles import Title
from handlers.links import Links
from language.paragraphs import Kind, Paragraph
from library.passes import Passes
from library.patrons import Patron, Patrons
from library.repository.patrons import PatronRepository
from reader.chapters import Chapters
from reader.marks import Marks
from reader.repository import ShelfRepository
from reader.repository.chapters import ChapterRepository
from reader.repository.marks import MarkRepository
from reader.shelf import Shelf
from tests.ebooks.shelving import Library
from tests.web.shelves import Watch
from web.assets import Assets
from web.joining import join
from web.reading import Reading
from web.reading.face import Books
from web.rendering import STATIC, VERSION
from web.security import SecurityHeaders

BASE_URL = "https://books.example.org"
SECRET = b"only for the tests of reading"
POEM = Paragraph("满纸荒唐言，\n一把辛酸泪。", Kind.VERSE)


def chapter(name: str, count: int = 75) -> Chapter:
    """Three instalments, every sentence of them different."""
    text = "".join(f"{name}里的第{n}句话，说的是一件小事。" for n in range(count))
    return Chapter(title=name, paragraphs=(Paragraph(name, Kind.HEADING), POEM, Paragraph(text)))


CHAPTERS = tuple(chapter(name) for name in ("第一章", "第二章", "第三章"))


class Sign:
    """WeChat's answer to who came back; the address is not asked."""

    def sign_in(self, back: str, state: str) -> str:
        return f"https://open.weixin.qq.com/connect/oauth2/authorize?redirect_uri={back}&state={state}"

    async def openid(self, code: str) -> str:
        return f"o-{code}"


@dataclass
class World:
    books: Books
    links: Links
    patrons: Patrons
    site: FastAPI
    library: Library
    lent: set[str]  # titles that nobody has on loan
    ledger: Ledger

    async def take(self, name: str, chapters: tuple[Chapter, ...] = CHAPTERS, **more) -> Title:
        title = await self.library.take(name, "林某", chapters=chapters, **more)
        texts = [(one.title, one.paragraphs) for one in chapters]
        plates = {number: one.illustrations for number, one in enumerate(chapters)}
        await self.books.shelf.put(title.id, name, texts, plates)
        return title

    async def license(self, title: Title, now: datetime) -> None:
        """One copy of it."""
        pools = PoolRepository(self.library.database)
        await Licensing(self.ledger, pools).add(title.id, Licence(id=f"of {title.id}", added_at=now))

    def phone(self, base_url: str = BASE_URL, **headers: str) -> AsyncClient:
        return AsyncClient(
            transport=ASGITransport(self.site), base_url=base_url, headers=headers, follow_redirects=True
        )

    def path(self, link: str) -> str:
        return link.removeprefix(BASE_URL)


def make_world(database, library: Library, watch: Watch, *, base_url: str = BASE_URL) -> World:
    shelf, passes = ShelfRepository(database), Passes(SECRET, now=watch)
    chapters = Chapters(shelf, ChapterRepository(database))
    marks = Marks(MarkRepository(database), chapters)
    cards = CardRepository(database)
    ledger = Ledger(PoolRepository(database), cards, now=watch)
    lending = Lending(ledger, cards, now=watch)
    links = Links(Tickets(SECRET), base_url=base_url, passes=passes)
    lent: set[str] = set()

    async def admits(patron: str, title_id: str) -> bool:
        return title_id not in lent

    books = Books(
        catalogue=library.catalogue,
        shelf=Shelf(shelf, admits=admits),
        lending=lending,
        chapters=chapters,
        marks=marks,
        links=links,
        admits=admits,
    )
    patrons = Patrons(PatronRepository(database))
    site = FastAPI()
    site.add_middleware(SecurityHeaders)
    site.mount("/static", Assets(directory=STATIC, version=VERSION))
    face = Reading(
        books,
        patrons,
        passes,
        base_url=base_url,
        library="书童图书馆",
        sign_in={"service": Sign()},
    )
    join(site.router, face.routes())
    return World(books, links, patrons, site, library, lent, ledger)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def world(database, tmp_path: Path, watch: Watch) -> World:
    return make_world(database, await Library(database, tmp_path / "library").open(), watch)


@pytest.fixture
async def title(world: World) -> Title:
    return await world.take("春天的书")


@pytest.fixture
async def vertical(world: World) -> Title:
    return await world.take("桃花源记", direction=Direction.VERTICAL_RL, language="zh-Hant")


@pytest.fixture
async def lin(world: World) -> Patron:
    return await world.patrons.recognise("main", "o-lin")


@pytest.fixture
async def phone(world: World, title: Title, lin: Patron) -> AsyncIterator[AsyncClient]:
    """Lin's, after she opened a link out of the chat."""
    async with world.phone() as client:
        await client.get(world.path(world.links.reading(lin.id, title.id)))
        yield client

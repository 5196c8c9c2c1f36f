"""The reading page served to a real browser, with a poster beside it, and what a person there notices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from motor.motor_asyncio import AsyncIOMotorDatabase
from playwright.async_api import Browser, Page, Response

from library.passes import Passes
from library.patrons import Patron
from reader.certificates import Certificate
from reader.posters import Poster
from tests.ebooks.shelving import Library
from tests.running import listening, served
from tests.web.reading.conftest import SECRET, World, make_world
from tests.web.shelves import Watch
from web.drawings import Drawings
from web.joining import join
from web.posters import Posters

SMALL, PHONE, DESK = (
    {"width": width, "height": height} for width, height in ((360, 740), (390, 844), (1440, 900))
)
LIBRARY = "书童图书馆"


@dataclass
class Site:
    """`world` at an address that a browser reaches."""

    world: World
    address: str
    browser: Browser

    async def phone(self, patron: Patron | None = None, **more: object) -> Page:
        """A browser nobody used before; hers, where she has opened a link out of the chat."""
        context = await self.browser.new_context(**{"viewport": PHONE, "locale": "zh-CN"} | more)
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if patron:
            await page.goto(self.world.links.reading(patron.id))
        return page

    async def see(self, page: Page, path: str) -> Response:
        return await page.goto(self.address + path.removeprefix(self.address))

    def poster(self) -> str:
        poster = Poster(
            quotation="满纸荒唐言，一把辛酸泪！",
            title="红楼梦",
            author="曹雪芹",
            days=23,
            instalments=3,
            date=date(2026, 11, 23),
            library=LIBRARY,
            link=f"{self.address}/t/ABCDEFGHJK",
        )
        return self.world.links.poster(poster)

    def certificate(self) -> str:
        certificate = Certificate(
            plan="二十一天读红楼",
            name="读者 4F7K",
            days=21,
            titles=("红楼梦",),
            date=date(2026, 11, 23),
            library=LIBRARY,
        )
        return self.world.links.certificate(certificate)


@asynccontextmanager
async def serving(
    database: AsyncIOMotorDatabase, root: Path, watch: Watch, browser: Browser
) -> AsyncIterator[Site]:
    listener, address = listening()
    library = await Library(database, root / "library").open()
    world = make_world(database, library, watch, base_url=address)
    posters = Posters(Passes(SECRET, now=watch), Drawings(root / "pictures"), library=LIBRARY)
    join(world.site.router, posters.routes())
    async with served(world.site, listener):
        yield Site(world, address, browser)
        for context in browser.contexts:
            await context.close()


async def barriers(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds that keeps somebody out."""
    found = (await Axe().run(page, options={"resultTypes": ["violations"]})).response["violations"]
    return [
        (rule["id"], [node["target"] for node in rule["nodes"]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]

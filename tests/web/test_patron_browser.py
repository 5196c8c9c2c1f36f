"""The patron's pages and the kiosk, looked at in a real browser."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from axe_playwright_python.async_playwright import Axe
from motor.motor_asyncio import AsyncIOMotorDatabase
from PIL import Image
from playwright.async_api import Browser, Page, expect

from ebooks.book import Chapter
from tests.ebooks.shelving import Library
from tests.running import listening, served
from tests.web.shelves import Watch, make_site

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "small phone": (360, 640), "desktop": (1440, 900)}
KIOSKS = {"lying": (1920, 1080), "standing": (1080, 1920)}


@dataclass
class Site:
    address: str
    browser: Browser

    async def open(self, path: str, size: tuple[int, int]) -> Page:
        context = await self.browser.new_context(viewport={"width": size[0], "height": size[1]})
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto(self.address + path, wait_until="networkidle")
        return page


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all, so that covers are drawn once."""
    return tmp_path_factory.mktemp("library")


@pytest.fixture
async def shelves(database: AsyncIOMotorDatabase, root: Path) -> Library:
    return await Library(database, root).open()


@pytest.fixture
async def site(shelves: Library, watch: Watch, browser: Browser) -> AsyncIterator[Site]:
    listener, address = listening()
    app = make_site(shelves, watch, base_url=address)
    async with served(app, listener):
        yield Site(address, browser)
        for context in browser.contexts:
            await context.close()


@pytest.fixture
async def books(shelves: Library) -> None:
    for number in range(11):
        await shelves.take(
            f"第{number}册：一本名字很长很长需要折成好几行才放得下的书", "作者甲", "作者乙", text=f"{number}"
        )
    await shelves.take(
        "Frankenstein; Or, The Modern Prometheus", "Mary Wollstonecraft Shelley", language="en"
    )
    chapters = tuple(Chapter(title=f"第{number}回") for number in range(1, 121))
    await shelves.take(
        "红楼梦",
        "曹雪芹",
        language="zh",
        description="大观园。",
        subjects=("小说",),
        series="四大名著",
        volume="4",
        publisher="人民文学出版社",
        year="1982",
        chapters=chapters,
        text="原文",
    )


async def is_accessible(page: Page) -> None:
    found = await Axe().run(page)
    serious = [rule for rule in found.response["violations"] if rule["impact"] in ("serious", "critical")]
    assert not serious, [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in serious]


async def fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_pages_fit_every_screen_and_everybody_can_use_them(site: Site, books: None) -> None:
    page = await site.open("/", SIZES["phone"])
    for path in ("/", "/search", "/search?q=xyzzy", "/d/forged"):
        await page.goto(site.address + path)
        await is_accessible(page)
        for width, height in SIZES.values():
            await page.set_viewport_size({"width": width, "height": height})
            await fits(page)


@pytest.mark.parametrize("size", [SIZES["phone"], SIZES["desktop"]], ids=["phone", "desktop"])
async def test_a_patron_searches_opens_a_title_and_downloads_it(
    site: Site, books: None, size: tuple[int, int]
) -> None:
    page = await site.open("/", size)
    await page.get_by_role("searchbox").fill("hlm")
    await page.get_by_role("button", name="搜索").click()
    await page.get_by_role("link", name="红楼梦").click()
    await fits(page)
    await is_accessible(page)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="下载 EPUB").click()
    file = await download.value
    assert file.suggested_filename == "红楼梦.epub"
    assert Path(await file.path()).read_text() == "原文"  # noqa: ASYNC240
    assert not page.complaints


async def test_the_code_on_the_desk_screen_is_for_the_phone_in_the_hand(site: Site, books: None) -> None:
    (narrow, wide) = [await site.open("/search?q=hlm", SIZES[name]) for name in ("phone", "desktop")]
    for page in (narrow, wide):
        await page.get_by_role("link", name="红楼梦").click()
    assert not await narrow.get_by_alt_text("《红楼梦》的下载二维码").is_visible()
    assert await wide.get_by_alt_text("《红楼梦》的下载二维码").is_visible()


@pytest.mark.parametrize("size", KIOSKS.values(), ids=KIOSKS)
async def test_every_code_on_the_wall_can_be_scanned_off_the_screen(
    site: Site, books: None, size: tuple[int, int]
) -> None:
    wall = await site.open("/kiosk", size)
    assert await wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await fits(wall)
    await is_accessible(wall)
    screen = Image.open(io.BytesIO(await wall.screenshot()))
    links = {code.text for code in zxingcpp.read_barcodes(screen)}
    assert len(links) == 12
    assert all(link.startswith(f"{site.address}/d/") for link in links)
    assert not wall.complaints


@pytest.mark.parametrize("size", KIOSKS.values(), ids=KIOSKS)
async def test_a_tapped_book_fills_the_kiosk_and_its_code_downloads_it(
    site: Site, books: None, size: tuple[int, int]
) -> None:
    page = await site.open("/kiosk", size)
    await page.get_by_role("link", name="红楼梦").click()
    await page.wait_for_load_state("networkidle")
    await fits(page)
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await is_accessible(page)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(await page.screenshot())))
    assert await (await page.request.get(code.text)).text() == "原文"
    await page.get_by_role("link", name="返回书墙").click()
    assert page.url == f"{site.address}/kiosk?page=1"


async def test_keys_turn_the_pages_of_the_wall(site: Site, books: None) -> None:
    page = await site.open("/kiosk", KIOSKS["lying"])
    await page.keyboard.press("ArrowRight")
    await page.wait_for_url("**/kiosk?page=2")
    await page.keyboard.press("ArrowLeft")
    await page.wait_for_url("**/kiosk?page=1")


async def test_a_kiosk_left_alone_rests_until_it_is_touched(site: Site, books: None) -> None:
    page = await site.open("/", SIZES["desktop"])
    await page.clock.install()
    await page.goto(f"{site.address}/kiosk?page=2")
    await page.clock.run_for(59_000)
    await page.keyboard.press("Shift")
    await page.clock.run_for(59_000)
    assert page.url == f"{site.address}/kiosk?page=2"
    await page.clock.run_for(2_000)
    await page.wait_for_url(f"{site.address}/kiosk/rest")
    slide = page.locator(".slides li:visible .called")
    first = await slide.inner_text()
    await page.clock.run_for(9_000)
    await expect(page.locator(".rest")).to_have_attribute("data-at", "1")
    assert await slide.inner_text() != first
    for size in (*KIOSKS.values(), (1280, 720)):
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        await fits(page)
    await page.emulate_media(reduced_motion="reduce")
    await is_accessible(page)
    await page.mouse.click(640, 200)
    await page.wait_for_url(f"{site.address}/kiosk")

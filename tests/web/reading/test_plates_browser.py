"""Pictures on a phone: within the screen, fetched when she comes near, and nothing jumps when they arrive."""

import pytest
from playwright.async_api import Page, expect

from ebooks.book import Direction
from tests.web.reading.browsing import DESK, PHONE, SMALL, barriers, serving
from tests.web.reading.illustrated import chapter, plate, webp

pytestmark = pytest.mark.browser

WIDE, TALL = webp("teal", (1080, 720)), webp("maroon", (900, 1620))
LITTLE = webp("navy", (160, 120))
ILLUSTRATED = chapter(plate(2, "青城图", WIDE), plate(4, "", LITTLE), plate(8, "一座塔", TALL))
LOADED = "(image) => image.complete && image.naturalWidth > 0"
SIZES = "(all) => all.map((one) => one.getBoundingClientRect()).map((box) => [box.width, box.height])"
HEIGHT = "document.querySelector('article').clientHeight"
LENGTH = "document.querySelector('article').scrollHeight"
INSIDE = """(images) => images.every((one) => {
    const { left, right, width, height } = one.getBoundingClientRect();
    const ratio = one.getAttribute("width") / one.getAttribute("height");
    return left >= 0 && right <= innerWidth && Math.abs(width / height - ratio) < .02;
})"""


@pytest.fixture
async def site(database, tmp_path, watch, browser):
    async with serving(database, tmp_path, watch, browser) as site:
        yield site


@pytest.fixture
async def lin(site):
    return await site.world.patrons.recognise("main", "o-lin")


async def opened(site, lin, size, **more) -> Page:
    """The whole chapter, before her eyes."""
    title = await site.world.take("青城记", chapters=(ILLUSTRATED,), pictures=(WIDE, TALL, LITTLE), **more)
    page = await site.phone(lin, viewport=size)
    await site.see(page, f"/read/{title.id}/1-1")
    await page.locator("summary").click()
    await page.get_by_role("button", name="整章").click()
    await page.wait_for_load_state()
    return page


@pytest.mark.parametrize("size", [SMALL, PHONE, DESK], ids=["small", "phone", "desk"])
async def test_pictures_fit_the_screen_and_nothing_jumps(site, lin, size):
    page = await opened(site, lin, size)
    before = await page.evaluate(LENGTH)
    images = page.locator("article img")
    await expect(images).to_have_count(3)
    for image in await images.all():
        await image.scroll_into_view_if_needed()
        await page.wait_for_function(LOADED, arg=await image.element_handle())
    assert await page.evaluate(LENGTH) == before
    assert await images.evaluate_all(INSIDE)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await barriers(page) == []
    assert not page.complaints


async def test_who_saves_data_fetches_none_until_she_presses(site, lin):
    page = await opened(site, lin, PHONE)
    await page.locator("summary").click()
    await page.get_by_role("button", name="点了再看").click()
    await page.wait_for_load_state()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.resource_type))
    await page.reload()
    link = page.get_by_role("link", name="插图：青城图")
    assert "image" not in fetched
    assert await barriers(page) == []
    await link.click()
    await page.wait_for_function("document.images[0]?.naturalWidth === 1080")


async def test_in_text_that_runs_downwards_a_picture_is_seen_whole(site, lin):
    page = await opened(site, lin, PHONE, direction=Direction.VERTICAL_RL)
    images = page.locator("article img")
    for image in await images.all():
        await image.scroll_into_view_if_needed()
        await page.wait_for_function(LOADED, arg=await image.element_handle())
    sizes = await images.evaluate_all(SIZES)
    assert max(height for _, height in sizes) <= await page.evaluate(HEIGHT)
    assert max(width for width, _ in sizes) <= PHONE["width"]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not page.complaints

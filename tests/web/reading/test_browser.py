"""The reading page in a real browser: a book read on, words kept, text that runs downwards, the door."""

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from ebooks.book import Chapter, Direction
from jobs.chores import for_accounts
from language.paragraphs import Paragraph
from reader.spots import Spot
from tests.web.reading.browsing import DESK, PHONE, SMALL, barriers, serving
from tests.web.reading.conftest import chapter

pytestmark = pytest.mark.browser

LONG = chapter("第一回 甄士隐梦幻识通灵 贾雨村风尘怀闺秀", 900)
SENTENCE = "ᠬᠦᠮᠦᠨ ᠪᠦᠷ ᠲᠥᠷᠥᠵᠦ ᠮᠡᠨᠳᠡᠯᠡᠬᠦ ᠡᠷᠬᠡ ᠴᠢᠯᠥᠭᠡ ᠲᠡᠢ᠂ ᠠᠳᠠᠯᠢᠬᠠᠨ ᠨᠡᠷ᠎ᠡ ᠲᠥᠷᠥ ᠲᠡᠢ᠃ "
MONGOLIAN = Chapter(title="ᠨᠢᠭᠡ", paragraphs=tuple(Paragraph(SENTENCE * 8) for _ in range(8)))
SELECT = """count => {
    const words = document.querySelector(".text p:not(.verse)").lastChild;
    getSelection().setBaseAndExtent(words, 0, words, count);
}"""
WEIGHT = """async () => {
    const styles = [...document.querySelectorAll("link[rel=stylesheet]")].map((one) => one.href);
    const files = [location.href, ...styles, ...[...document.scripts].map((one) => one.src)];
    const bodies = await Promise.all(files.map(async (file) => (await fetch(file)).arrayBuffer()));
    return bodies.reduce((sum, body) => sum + body.byteLength, 0);
}"""
BEGINNING = "document.querySelector('.text').scrollLeft === 0"
END = """() => {
    const text = document.querySelector(".text");
    return Math.abs(text.scrollLeft) + text.clientWidth >= text.scrollWidth - 1;
}"""
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
async def site(database, tmp_path, watch, browser):
    async with serving(database, tmp_path, watch, browser) as site:
        yield site


@pytest.fixture
async def lin(site):
    return await site.world.patrons.recognise("main", "o-lin")


async def fits(page: Page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def place(site, patron, title):
    enrolment = await site.world.books.shelf.enrolment(patron.id, title.id)
    return enrolment and str(Spot.of(enrolment.place))


async def test_what_is_read_on_the_page_is_read_in_the_chat(site, lin):
    title, shelf = await site.world.take("春天的书"), site.world.books.shelf
    await shelf.start(lin.id, title.id, message="1")
    page = await site.phone(lin)
    await page.get_by_role("link", name="春天的书").click()
    await page.get_by_role("button", name="下一段").click()
    await page.wait_for_url(f"**/{title.id}/1-2")
    assert (await shelf.next(lin.id, message="2")).number == 3  # she goes on in the chat
    await page.reload()
    await expect(page.locator(".tell")).to_contain_text("您读到 第一章 3/3")
    await page.locator(".tell a").click()
    await page.get_by_role("button", name="下一段").click()
    await page.wait_for_url(f"**/{title.id}/2-1")
    await page.get_by_role("link", name="目录").click()
    await expect(page.locator("[aria-current]")).to_have_text("第二章读到这里 1/3")
    assert not page.complaints


async def test_a_chapter_opens_where_she_is_and_follows_her_eyes(site, lin):
    title = await site.world.take("春天的书")
    await site.world.books.shelf.turn_to(lin.id, title.id, Spot(2, 2), message="1")
    page = await site.phone(lin)
    await site.see(page, f"/read/{title.id}")
    await page.get_by_label("字号和背景").click()
    await page.get_by_role("button", name="整章").click()
    await page.wait_for_url(f"**/{title.id}/2-2#s2-2")
    assert 0 <= await page.evaluate("document.getElementById('s2-2').getBoundingClientRect().top") < 200
    async with page.expect_request("**/turn") as told:
        await page.evaluate("document.getElementById('s2-3').scrollIntoView()")
        await page.evaluate(FRAMES)
        await page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert (await (await told.value).response()).status == 204
    assert await place(site, lin, title) == "2-3"


async def test_words_are_picked_with_a_finger_and_found_among_her_marks(site, lin):
    title = await site.world.take("春天的书")
    page = await site.phone(lin)
    await site.see(page, f"/read/{title.id}/1-1")
    await page.evaluate(SELECT, 9)
    await page.locator("#picked").get_by_role("button", name="摘抄").click()
    await expect(page.locator(".toast")).to_have_text("已摘抄")
    await page.evaluate(SELECT, 12)
    await page.get_by_role("button", name="记笔记").click()
    await expect(page.locator("blockquote")).to_have_text("第一章里的第0句话，说的")
    await page.get_by_label("记笔记").fill("这是小事吗？")
    await page.get_by_role("button", name="记下").click()
    await page.get_by_role("link", name="都在这里").click()
    await expect(page.locator(".words")).to_have_text(["第一章里的第0句话", "这是小事吗？"])
    assert not await barriers(page)
    assert not page.complaints


async def test_without_a_script_she_reads_on_and_keeps_what_she_likes(site, lin):
    title = await site.world.take("春天的书")
    page = await site.phone(lin, java_script_enabled=False)
    await site.see(page, f"/read/{title.id}/1-1")
    await page.get_by_role("button", name="下一段").click()
    assert await place(site, lin, title) == "1-2"
    await page.get_by_role("button", name="放书签").click()
    await page.get_by_role("link", name="摘抄", exact=True).click()
    await page.get_by_role("checkbox").first.check()
    await page.get_by_role("button", name="摘抄勾选的").click()
    await page.get_by_label("字号和背景").click()
    await page.get_by_role("button", name="夜").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "night")
    await site.see(page, "/read/marks")
    await expect(page.locator(".mark")).to_have_count(2)


async def test_text_that_runs_downwards_opens_at_its_first_line_and_scrolls_to_its_last(site, lin):
    take = site.world.take
    chinese = await take("竖排的书", (LONG,), direction=Direction.VERTICAL_RL, language="zh-Hant")
    mongolian = await take("ᠮᠣᠩᠭᠣᠯ", (MONGOLIAN,), direction=Direction.VERTICAL_LR, language="mn")
    page = await site.phone(lin, viewport=SMALL)
    await page.request.post(f"{site.address}/read/settings", form={"back": "/read", "view": "chapter"})
    for title in (chinese, mongolian):
        for size in (SMALL, DESK):
            await page.set_viewport_size(size)
            await site.see(page, f"/read/{title.id}/1-1")
            await expect(page.locator(".text h1")).to_be_in_viewport(ratio=1)
            await expect(page.get_by_role("button", name="放书签")).to_be_in_viewport(ratio=1)
            assert await page.evaluate(BEGINNING)
            await page.locator(".text").hover()
            await page.mouse.wheel(0, 50_000)
            await page.wait_for_function(END)
            assert await fits(page)
        assert not await barriers(page)
    await expect(page.locator("article")).to_have_css("writing-mode", "vertical-lr")


async def test_every_page_is_light_fits_a_small_phone_and_keeps_nobody_out(site, lin, watch):
    title = await site.world.take("红楼梦", (LONG, chapter("第二回")), language="zh")
    page = await site.phone(lin, viewport=SMALL)
    await page.request.post(f"{site.address}/read/{title.id}/bookmark", form={"at": "1-1"})
    other = await site.world.take("边城", (chapter("第一回"),))
    for borrowed in (title, other):
        await site.world.license(borrowed, watch())
    await site.world.books.lending.borrow(lin.id, title.id)
    await site.world.books.lending.borrow("mei", other.id)
    await site.world.books.lending.hold(lin.id, other.id)
    weights = {}

    async def look(path: str) -> None:
        await site.see(page, path)
        assert not await barriers(page), path
        assert await fits(page), path
        weights[path] = await page.evaluate(WEIGHT)

    paths = ["/1-1?said=excerpt", "/contents", "/1-1/sentences", "/1-1/note?about=满纸荒唐言"]
    for path in ["/read", "/read/marks", "/read/loans", *(f"/read/{title.id}{path}" for path in paths)]:
        await look(path)
    for form in ({"view": "chapter"}, {"theme": "night"}, {"size": "6"}):
        await page.request.post(f"{site.address}/read/settings", form={"back": "/read", **form})
    await look(f"/read/{title.id}/1-1")
    for path in (site.poster(), site.certificate(), "/posters/x"):
        await look(path.removeprefix(site.address))
    link = site.world.links.reading(lin.id, title.id)
    watch.forward(hours=2)
    page = await site.phone(viewport=SMALL)
    for path, told in ((link, "访客身份"), ("/read/in/forged", "请从公众号进来")):
        await look(path.removeprefix(site.address))
        await expect(page.locator("main")).to_contain_text(told)
    assert max(weights.values()) < 60_000, weights


async def test_the_page_speaks_her_language_and_to_a_stranger_her_browsers(site, lin):
    await site.world.patrons.speak(lin.id, "mn")
    hers, strangers = await site.phone(lin), await site.phone(locale="en-GB")
    await site.see(strangers, "/read")
    for page, language in ((hers, "mn"), (strangers, "en")):
        await expect(page.locator("html")).to_have_attribute("lang", language)


async def test_the_code_at_the_door_leads_into_the_chat(shutong, browser):
    (chore,) = for_accounts(shutong.house.clients.values())
    page = await (await browser.new_context(viewport=PHONE, locale="zh-CN")).new_page()
    await chore.do()
    await page.goto(f"{shutong.base_url}/read")
    await expect(page.get_by_alt_text("书童图书馆公众号的二维码")).to_be_visible()
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(await page.screenshot())))
    lin = await shutong.patron("lin")
    assert "帮助" in await lin.scans(code.text)

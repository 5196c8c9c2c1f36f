"""A screen becomes one of our kiosks, lives, is counted, and is one no more."""

from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from httpx import AsyncClient
from playwright.async_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser as Page

from ebooks.kiosks.counters import Counters, Deed
from ebooks.kiosks.kiosks import Kiosks
from ebooks.lending.ledger import Ledger
from ebooks.lending.licences import Licence
from ebooks.lending.licensing import Licensing
from ebooks.repository.cards import CardRepository
from ebooks.repository.counters import CounterRepository
from ebooks.repository.pools import PoolRepository
from ebooks.tickets import Tickets
from library import qr
from library.clock import utc_now
from reader.featured import Featured, FrontTable
from reader.repository.featured import FeaturedRepository
from tests.ebooks.shelving import Library
from tests.running import listening, served
from tests.web.shelves import Watch, make_site
from tests.web.test_titles import texts


@pytest.fixture
async def hall(kiosks: Kiosks, visitor: AsyncClient) -> str:
    """The visitor is a kiosk from here on; its id."""
    invited = await kiosks.invite("大厅", "国际会展中心", by="wang")
    answer = await visitor.post("/kiosk/enrol", data={"code": invited.shown})
    assert (answer.status_code, answer.headers["location"]) == (303, "/kiosk")
    assert {"HttpOnly", "SameSite=strict", "Secure"} <= set(answer.headers["set-cookie"].split("; "))
    return invited.kiosk_id


async def test_a_wrong_code_is_explained(visitor: AsyncClient) -> None:
    answer = await visitor.post("/kiosk/enrol", data={"code": "12345678"})
    assert (answer.status_code, "没有这个登记码" in answer.text) == (404, True)


async def test_a_kiosk_says_that_it_lives(
    visitor: AsyncClient, kiosks: Kiosks, hall: str, watch: Watch
) -> None:
    watch.forward(minutes=9)
    said = {"titles": "6000", "offline": "300", "viewport": "1080×1920"}
    answer = await visitor.post("/kiosk/beat", data=said)
    kiosk = await kiosks.get(hall)
    assert answer.status_code == 204
    assert (kiosk.seen_at, kiosk.titles, kiosk.offline_seconds, kiosk.viewport) == (
        watch(),
        6000,
        300,
        "1080×1920",
    )


async def test_what_people_do_is_counted_and_what_is_fetched_ahead_is_not(
    visitor: AsyncClient, shelves: Library, hall: str, watch: Watch
) -> None:
    title = await shelves.take("呐喊")
    await visitor.get(f"/kiosk/t/{title.id}")
    await visitor.get(f"/kiosk/t/{title.id}", headers={"X-Kiosk-Ahead": "1"})
    for typed in ("n", "nh"):
        await visitor.get("/kiosk/search", params={"q": typed})
    counters = Counters(CounterRepository(shelves.database), now=watch)
    report = await counters.report(counters.today - timedelta(days=1), counters.today)
    assert (report.total.shown, report.total.searched) == (1, 1)
    assert report.days[0].venue == "国际会展中心"


async def test_the_same_page_in_another_language_is_not_counted_again(
    visitor: AsyncClient, shelves: Library, hall: str, watch: Watch
) -> None:
    title = await shelves.take("呐喊")
    chinese = Page((await visitor.get(f"/kiosk/t/{title.id}?page=2")).text)
    await visitor.get(chinese.css_first('.tongues [lang="mn"]').attributes["href"])
    letter = Page((await visitor.get("/kiosk/search?q=nh")).text)
    await visitor.get(letter.css_first('a[href*="seen"]').attributes["href"])
    counters = Counters(CounterRepository(shelves.database), now=watch)
    total = (await counters.report(counters.today - timedelta(days=1), counters.today)).total
    assert (total.shown, total.searched) == (1, 0)


async def test_the_wall_speaks_three_languages_and_goes_back_to_its_own(
    visitor: AsyncClient, shelves: Library, kiosks: Kiosks, hall: str
) -> None:
    await shelves.take("Монголын нууц товчоо", language="mn")
    wall = Page((await visitor.get("/kiosk?in=mn")).text)
    assert wall.css_first("html").attributes["lang"] == "mn"
    assert wall.css_first(".called").attributes["lang"] == "mn"
    keys = (await visitor.get(wall.css_first(".ways a").attributes["href"])).text
    assert "Ном хайх" in keys
    assert texts((await visitor.get("/kiosk/search?in=mn&q=мо")).text, ".called") == ["Монголын нууц товчоо"]
    await kiosks.speak(hall, "mn")
    home = Page((await visitor.get("/kiosk")).text)
    assert home.css_first("html").attributes["lang"] == "mn"
    assert home.css_first('.tongues [lang="zh-CN"]').attributes["href"] == "/kiosk?seen=1&in=zh"


async def test_who_may_take_a_book_is_said_beside_its_code(
    visitor: AsyncClient, shelves: Library, hall: str
) -> None:
    title = await shelves.take("呐喊")
    assert "人人可取" in (await visitor.get(f"/kiosk/t/{title.id}")).text
    pools = PoolRepository(shelves.database)
    licensing = Licensing(Ledger(pools, CardRepository(shelves.database)), pools)
    licence = Licence(id="here", added_at=utc_now(), copies=3, venue="国际会展中心")
    await licensing.add(title.id, licence)
    words = (await visitor.get(f"/kiosk/t/{title.id}")).text
    assert "可借 3 本，共 3 本" in words
    assert "只在国际会展中心借得到" in words
    visitor.cookies.clear()
    assert "这里现在借不到" in (await visitor.get(f"/kiosk/t/{title.id}")).text


async def test_a_kiosk_at_rest_shows_what_was_put_forward_what_was_taken_and_what_is_new(
    visitor: AsyncClient, shelves: Library, hall: str, watch: Watch
) -> None:
    forward, taken, new = [await shelves.take(name) for name in ("边城", "呐喊", "围城")]
    table = FrontTable(FeaturedRepository(shelves.database), now=watch)
    await table.put(
        Featured(title_id=forward.id, name="边城", words="值得一读", until=table.today, by="王老师")
    )
    counters = Counters(CounterRepository(shelves.database), now=watch)
    await counters.count(hall, "国际会展中心", Deed.TAKEN, taken.id)
    html = (await visitor.get("/kiosk/rest")).text
    assert texts(html, ".slides .called") == ["边城", "呐喊", "围城"]
    assert texts(html, ".slides .why") == ["馆员推荐", "大家都在取", "新到"]
    assert "国际会展中心 · 大厅" in html
    assert texts(html, ".touch a") == ["点一下，找书", "Хүрээд номоо хайгаарай", "Touch to find a book"]
    assert new.name in html


async def test_nothing_leads_out_of_the_wall(visitor: AsyncClient) -> None:
    answer = await visitor.get("/kiosk/t/NOSUCHBOOK")
    assert (answer.status_code, answer.headers["location"]) == (303, "/kiosk")


async def test_whoever_looks_at_the_wall_from_elsewhere_is_not_counted(
    visitor: AsyncClient, shelves: Library
) -> None:
    title = await shelves.take("呐喊")
    assert "data-kiosk" not in (await visitor.get(f"/kiosk/t/{title.id}")).text
    assert await shelves.database["kiosk_days"].count_documents({}) == 0
    assert (await visitor.post("/kiosk/beat")).status_code == 410


async def test_a_kiosk_taken_back_shows_how_to_come_again(
    visitor: AsyncClient, kiosks: Kiosks, hall: str
) -> None:
    await kiosks.revoke(hall, by="wang")
    assert (await visitor.get("/kiosk")).headers["location"] == "/kiosk/enrol"
    assert (await visitor.post("/kiosk/beat")).status_code == 410
    assert "已停用" in (await visitor.get("/kiosk/enrol")).text


async def test_without_an_account_the_code_is_a_link_and_who_takes_the_book_is_counted_once(
    visitor: AsyncClient, shelves: Library, hall: str, watch: Watch
) -> None:
    title = await shelves.take("呐喊")
    code = await visitor.get(f"/kiosk/code/{title.id}.svg")
    assert code.content == (await visitor.get(f"/kiosk/code/{title.id}.svg")).content, "the same all day"
    tickets = Tickets(b"only for the tests", now=watch)
    link = f"https://books.example.org/d/{tickets.issue_for_days(title.id, 7, holder=hall)}"
    assert code.content == qr.svg(link, level=qr.Level.Q)
    for wanted in ("bytes=0-", "bytes=3-", "bytes=5-6"):  # a download that was broken off twice
        assert (await visitor.get(link, headers={"Range": wanted})).status_code == 206
    other = tickets.issue(title.id, life=timedelta(days=1))
    assert (await visitor.get(f"/d/{other}")).status_code == 200
    counters = Counters(CounterRepository(shelves.database), now=watch)
    (day,) = (await counters.report(counters.today - timedelta(days=1), counters.today)).days
    assert (day.venue, day.counts.taken) == ("国际会展中心", 1)


async def test_any_other_browser_is_shown_a_code_that_says_of_no_place(
    visitor: AsyncClient, shelves: Library
) -> None:
    title = await shelves.take("呐喊")
    answer = await visitor.get(f"/kiosk/code/{title.id}.svg")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/kiosk/qr/{title.id}.svg")


async def test_the_worker_may_reach_the_wall(visitor: AsyncClient) -> None:
    answer = await visitor.get("/kiosk/worker.js")
    assert answer.headers["service-worker-allowed"] == "/kiosk"
    assert answer.headers["content-type"].startswith("text/javascript")


async def test_letters_find_a_book(visitor: AsyncClient, shelves: Library) -> None:
    await shelves.take("红楼梦")
    await shelves.take("呐喊")
    html = (await visitor.get("/kiosk/search", params={"q": "hl"})).text
    assert texts(html, ".called") == ["红楼梦"]
    assert 'href="/kiosk/search?q=hlm"' in html
    nothing = (await visitor.get("/kiosk/search", params={"q": "zzzz"})).text
    assert "没有找到" in nothing


async def test_a_subject_leads_to_its_books_and_back(visitor: AsyncClient, shelves: Library) -> None:
    await shelves.take("呐喊", subjects=("小说",))
    await shelves.take("史记", subjects=("历史",))
    assert texts((await visitor.get("/kiosk/subjects")).text, ".subjects a") == ["历史1", "小说1"]
    html = (await visitor.get("/kiosk", params={"subject": "小说"})).text
    assert texts(html, ".called") == ["呐喊"]
    one = (await visitor.get("/kiosk", params={"subject": "小说", "page": 9})).headers["location"]
    assert one == "/kiosk?page=1&subject=%E5%B0%8F%E8%AF%B4"


@pytest.mark.browser
async def test_a_touch_screen_enrols_finds_a_book_and_goes_on_without_a_network(
    shelves: Library, kiosks: Kiosks, watch: Watch, browser: Browser
) -> None:
    await shelves.take("红楼梦", "曹雪芹", subjects=("小说",))
    await shelves.take("呐喊", "鲁迅")
    listener, address = listening()
    context = await browser.new_context(viewport={"width": 1080, "height": 1920}, has_touch=True)
    async with served(make_site(shelves, watch, base_url=address), listener):
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{address}/kiosk/enrol")
        for digit in (await kiosks.invite("大厅", "会展中心", by="wang")).code:
            await page.locator(f'[data-digit="{digit}"]').tap()
        assert not (await Axe().run(page)).response["violations"]
        await page.get_by_role("button", name="登记").tap()
        await page.wait_for_url("**/kiosk")
        await page.evaluate("navigator.serviceWorker.ready")

        await page.get_by_role("link", name="找书").tap()
        for letter in "hl":
            await page.get_by_role("link", name=letter, exact=True).tap()
        await expect(page.locator(".called")).to_have_text(["红楼梦"])
        assert not (await Axe().run(page)).response["violations"]
        await page.get_by_role("link", name="返回书墙").tap()
        await page.get_by_role("link", name="分类").tap()
        await page.get_by_role("link", name="小说").tap()
        await expect(page.locator(".called")).to_have_text(["红楼梦"])

        await page.locator(".called").tap()
        await expect(page.locator(".scan .code")).to_be_visible()
        drawn = "document.querySelector('.scan .code').decode().then(() => true, () => false)"
        assert await page.evaluate(drawn)
        book = page.url
        await page.goto(f"{address}/kiosk")
        await expect(page.locator(".called")).to_have_count(2)
        await context.set_offline(True)
        await page.goto(book)
        assert await page.evaluate(drawn), "the code of a book is there without a network"
        await page.goto(f"{address}/kiosk")
        await page.reload()
        await page.evaluate("beat()")
        await expect(page.locator("#offline")).to_contain_text("起不通")
        await expect(page.locator(".called")).to_have_count(2)
        await page.goto(f"{address}/kiosk/rest")
        await expect(page.get_by_role("link", name="点一下，找书")).to_be_visible()
        await page.goto(book.replace("?", "?in=en&"))
        await expect(page.locator(".scan .code")).to_be_visible()
        await page.goto(f"{address}/kiosk")
        await context.set_offline(False)
        await page.evaluate("beat()")
        await expect(page.locator("#offline")).to_be_hidden()
        assert complaints == []
    await context.close()

"""A librarian sets a kiosk up, misses it, moves it and revokes it, in a browser without a script."""

import csv
import io
import re

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from ebooks.kiosks.counters import Deed
from ebooks.lending.licences import Licence
from jobs.chores import for_kiosks
from library.clock import utc_now
from library.roles import Role
from tests.handlers.lin import shelve
from tests.running import NO_TLS, Running
from tests.web.desk.conftest import PASSWORD, Browser

EVIL = "<script>alert(1)</script>"


@pytest.fixture
async def wang(shutong: Running):
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as http:
        staff = shutong.house.staff
        librarian, once = await staff.add("wang", "王老师", Role.SUPERVISOR)
        await staff.change_password(librarian, once, PASSWORD)
        await http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        yield Browser(http, librarian)


async def falls_silent(house, kiosk_id: str) -> None:
    long_ago = utc_now().replace(year=2020)
    await house.database["kiosks"].update_one({"_id": kiosk_id}, {"$set": {"seen_at": long_ago}})


async def a_minute_passes(house) -> None:
    for chore in for_kiosks(house.kiosks, house.live):
        await chore.do()


async def test_from_the_form_to_a_kiosk_that_lives_and_goes(shutong: Running, wang):
    house = shutong.house
    await house.licensing.add("TITLE00001", Licence(id="L", added_at=utc_now(), venue="大兴机场"))
    assert "还没有借阅机" in await wang.looks("/desk/kiosks")
    assert '<option value="大兴机场">' in await wang.looks("/desk/kiosks")
    asked = await wang.does("/desk/kiosks", venue=" 大兴机场 ", name=EVIL)
    assert asked.status_code == 303
    address = asked.headers["location"]
    shown = await wang.looks(address)
    assert EVIL not in shown
    code = re.search(r'class="code">(\d{4} \d{4})<', shown)[1]
    assert f"{shutong.base_url}/kiosk/enrol" in shown
    assert "等待登记" in await wang.looks("/desk/kiosks")

    kiosk, _ = await house.kiosks.enrol(code)
    assert (kiosk.venue, kiosk.by) == ("大兴机场", "王老师")
    assert "登记好了" in (await wang.http.get(address)).text
    await house.kiosks.beat(kiosk.id, titles=6000, offline_seconds=720, viewport="1080x1920")
    page = await wang.looks("/desk/kiosks")
    for words in ("在线", "6000 种", "1080×1920", "12 分钟"):
        assert words in page

    await wang.looks(f"/desk/kiosks/{kiosk.id}")
    wrong = await wang.does(f"/desk/kiosks/{kiosk.id}", name="一层", venue="大会议中心", hours="白天")
    assert (wrong.status_code, 'value="白天"' in wrong.text) == (400, True)
    assert (await wang.does(f"/desk/kiosks/{kiosk.id}", name=" ", venue="大会议中心")).status_code == 400
    await wang.does(f"/desk/kiosks/{kiosk.id}", name="一层", venue="大会议中心", hours="9:00-17:00")
    assert "大会议中心 · 每天 09:00–17:00" in await wang.looks("/desk/kiosks")
    await wang.does(f"/desk/kiosks/{kiosk.id}", name="一层", venue="大会议中心", hours="")

    assert "没有声音了" not in await wang.looks("/desk/kiosks")
    before = await house.live.latest()
    await falls_silent(house, kiosk.id)
    await a_minute_passes(house)
    told = await house.live.latest()
    assert told != before
    await a_minute_passes(house)
    assert await house.live.latest() == told
    for path in ("/desk", "/desk/plans", "/desk/kiosks"):
        assert "大会议中心 · 一层（静默" in await wang.looks(path)
    assert "没有声音了" in (await wang.http.get("/desk/kiosks/silent")).text
    await house.kiosks.beat(kiosk.id, titles=6000, offline_seconds=0, viewport="1080x1920")
    assert "没有声音了" not in await wang.looks("/desk/plans")

    await wang.looks(f"/desk/kiosks/{kiosk.id}")
    assert (await wang.does(f"/desk/kiosks/{kiosk.id}/revoke")).status_code == 303
    assert "已停用的 1 台" in await wang.looks("/desk/kiosks")
    assert await house.kiosks.find(kiosk.id) is None


async def test_codes_are_taken_back_and_nothing_is_done_for_strangers(shutong: Running, wang):
    kiosks = shutong.house.kiosks
    await wang.looks("/desk/kiosks")
    assert (await wang.does("/desk/kiosks", venue="机场", name="")).status_code == 400
    address = (await wang.does("/desk/kiosks", venue="机场", name="一号")).headers["location"]
    await wang.does(f"{address}/withdraw")
    assert "这个登记码不能用了" in (await wang.http.get(address)).text
    assert await kiosks.invitations() == ()
    assert (await wang.http.get("/desk/kiosks/NOBODY")).status_code == 404
    assert (await wang.does("/desk/kiosks/NOBODY", name="一", venue="二")).status_code == 404

    kiosk, _ = await kiosks.enrol((await kiosks.invite("一号", "机场", by="王老师")).code)
    paths = (f"/desk/kiosks/{kiosk.id}/revoke", f"/desk/kiosks/{kiosk.id}", "/desk/kiosks")
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as stranger:
        for path in paths:
            assert "/desk/sign-in" in (await stranger.post(path)).headers["location"]
    for path in paths:
        assert (await wang.http.post(path, data={"csrf": "guess"})).status_code == 403
    assert await kiosks.find(kiosk.id) == kiosk


async def test_figures_by_venue_and_day_and_as_tables(shutong: Running, wang, tmp_path):
    counters = shutong.house.counters
    title = await shelve(shutong.house, "边城", tmp_path)
    assert "没有人用过借阅机" in await wang.looks("/desk/kiosks/figures")
    await counters.count("K1", "=机场", Deed.SCANNED, title.id, times=3)
    await counters.count("K2", "会议中心", Deed.TAKEN, "GONEBOOK01", times=41)
    await counters.count("K2", "会议中心", Deed.SEARCHED, times=7)
    page = await wang.looks("/desk/kiosks/figures")
    for words in ("《边城》", "已经不在书库", "<td>41</td>", "=机场"):
        assert words in page
    alone = await wang.looks("/desk/kiosks/figures?venue=会议中心")
    assert "《边城》" not in alone
    assert "<td>7</td>" in alone
    assert "没有人用过" in await wang.looks("/desk/kiosks/figures?since=2020-02-01&until=2020-01-01")

    days = await wang.http.get("/desk/kiosks/days.csv")
    head, *rows = list(csv.reader(io.StringIO(days.text.removeprefix("\ufeff"))))
    assert days.text.startswith("\ufeff")
    assert head == ["日期", "场馆", "看介绍", "检索", "扫码", "下载", "借出"]
    assert [row[1:] for row in rows] == [
        ["'=机场", "0", "0", "3", "0", "0"],
        ["会议中心", "0", "7", "0", "41", "0"],
    ]
    titles = await wang.http.get("/desk/kiosks/titles.csv?venue==机场")
    assert titles.text.splitlines()[1] == f"《边城》,{title.id},0,3,0,0"


@pytest.mark.browser
async def test_a_librarian_waits_beside_the_kiosk(shutong: Running, wang, browser, tmp_path):
    """With a script: the page counts down and says when the device has come; and every page can be used."""
    house = shutong.house
    cookies = [
        {"name": name, "value": value, "url": shutong.base_url} for name, value in wang.http.cookies.items()
    ]
    context = await browser.new_context(viewport={"width": 390, "height": 844}, base_url=shutong.base_url)
    await context.add_cookies(cookies)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    await page.goto("/desk/kiosks")
    await usable(page)
    await page.get_by_label("场馆").fill("大会议中心")
    await page.get_by_label("名称").fill("一层东门")
    await page.get_by_role("button", name="取登记码").click()
    await expect(page.get_by_text(re.compile(r"还有 14 分 \d\d 秒"))).to_be_visible()
    await usable(page)
    kiosk, _ = await house.kiosks.enrol(await page.locator(".code").inner_text())
    await expect(page.get_by_role("heading", name="登记好了")).to_be_visible()

    title = await shelve(house, "边城", tmp_path)
    for deed in Deed:
        await house.counters.count(kiosk.id, kiosk.venue, deed, title.id, times=1234)
    await falls_silent(house, kiosk.id)
    await page.goto("/desk")
    await expect(page.locator("#line")).to_have_attribute("data-state", "on")
    await a_minute_passes(house)
    await expect(page.locator("#silent")).to_contain_text("大会议中心 · 一层东门")
    for path in (f"/desk/kiosks/{kiosk.id}", "/desk/kiosks/figures", "/desk/kiosks"):
        await page.goto(path)
        await usable(page)
        await page.set_viewport_size({"width": 1440, "height": 900})
        assert await fits(page)
        await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_text(re.compile("^静默"))).to_be_visible()
    await page.goto("/desk")
    await expect(page.locator("#line")).to_have_attribute("data-state", "on")
    await house.kiosks.beat(kiosk.id, titles=6000, offline_seconds=720, viewport="1080x1920")
    await a_minute_passes(house)
    await expect(page.locator("#silent p")).to_have_count(0)
    await context.close()
    assert complaints == []


async def usable(page) -> None:
    """Nothing sticks out to the side, and axe finds no barrier."""
    assert await fits(page)
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def fits(page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""A Monday morning at the desk: two librarians at their screens, three patrons at their telephones."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase
from playwright.async_api import Browser, Page, expect
from redis.asyncio import Redis

from config.local_servers import LocalServers
from library.clock import utc_now
from tests.running import Running, redis_database, running

pytestmark = pytest.mark.browser
PASSWORD = "青城的夏天很凉快"
BEHIND = """deed => {
    const reach = window.fetch;
    window.fetch = (url, options) => {
        if (url.endsWith(deed)) window.fetch = reach;
        const cut = window.fetch !== reach && url.startsWith("/desk/panes/");
        return cut ? Promise.reject(new TypeError("cut off")) : reach(url, options);
    };
}"""


class Watch:
    """The house's clock: as late as it is, and as much earlier or later as the story has it."""

    def __init__(self, **ahead: float) -> None:
        self.ahead = timedelta(**ahead)

    def __call__(self):
        return utc_now() + self.ahead


@dataclass
class Librarian:
    """Somebody at a desk of her own."""

    page: Page
    name: str

    async def comes(self, house: Running, login: str) -> None:
        librarian, once = await house.house.staff.add(login, self.name)
        await house.house.staff.change_password(librarian, once, PASSWORD)
        await self.page.goto(f"{house.base_url}/desk/sign-in")
        await self.page.get_by_label("账号").fill(login)
        await self.page.get_by_label("密码").fill(PASSWORD)
        await self.page.get_by_role("button", name="登录").click()
        await expect(self.page.locator("#line")).to_have_attribute("data-state", "on")

    async def presses(self, name: str | re.Pattern[str]) -> None:
        await self.page.get_by_role("button", name=name).first.click()

    async def sees(self, words: str | re.Pattern[str]) -> None:
        await expect(self.page.get_by_text(words).first).to_be_visible()

    async def opens(self, words: str) -> None:
        await self.page.locator(".card", has_text=words).locator(".card-link").click()
        await expect(self.page.locator("#messages")).to_contain_text(words)

    async def hears_nothing_until(self, deed: str) -> None:
        """Her screen stays as it is, however late it asks for news, until her own deed leaves it."""
        await self.page.evaluate(BEHIND, deed)

    async def claims(self, words: str) -> None:
        await self.opens(words)
        await self.page.locator("#claim").click()
        await expect(self.page.locator("#composer")).to_be_visible()

    async def answers(self, words: str) -> None:
        await self.page.get_by_label("回答读者").fill(words)
        await self.page.keyboard.press("Control+Enter")
        await expect(self.page.locator(".message.librarian").last).to_contain_text(words)

    async def resolves(self) -> None:
        await self.page.locator("#resolve summary").click()
        await self.presses("结束这个问题")
        await expect(self.page.locator(".thread-head .chip")).to_have_text("已结")

    @property
    def sent(self):
        return self.page.locator(".send").last


@pytest.fixture
async def watch() -> Watch:
    return Watch(hours=-47, minutes=-50)


@pytest.fixture
async def house(
    database: AsyncIOMotorDatabase, redis: Redis, servers: LocalServers, tmp_path: Path, watch: Watch
) -> AsyncIterator[Running]:
    uri = servers.mongodb_uri.replace("/shutong?", f"/{database.name}?")
    number = redis.connection_pool.connection_kwargs["db"]
    async with running(uri, redis_database(servers, number), tmp_path, now=watch) as everything:
        yield everything


@pytest.fixture
async def two_desks(browser: Browser) -> AsyncIterator[tuple[Librarian, Librarian]]:
    """Of the one at the counter, and of the one upstairs; what their pages complain of fails the test."""
    complaints: list[str] = []
    desks = []
    for name in ("王馆员", "宝音"):
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        desks.append(Librarian(page, name))
    yield desks[0], desks[1]
    for desk in desks:
        await desk.page.context.close()
    assert complaints == []


async def test_a_morning(house: Running, watch: Watch, two_desks: tuple[Librarian, Librarian]) -> None:
    wang, bao = two_desks
    bayar, lin, suri = [await house.patron(name) for name in ("巴雅尔", "陆小曼", "苏日娜")]

    # On Saturday, when nobody is there, Bayar asks.
    assert "已转给馆员" in await bayar.says("咨询 元上都的考古报告在哪里？")
    watch.ahead = timedelta()
    await wang.comes(house, "wang")
    await bao.comes(house, "bao")

    # Both reach for his question. Who was later reads who has it.
    await bao.opens("元上都的考古报告")
    await bao.hears_nothing_until("/claim")
    await wang.claims("元上都的考古报告")
    await bao.page.locator("#claim").click()
    await expect(bao.page.get_by_role("dialog")).to_contain_text(re.compile("王馆员在 .* 已经认领了这个问题"))
    await bao.presses("知道了")
    await expect(bao.page.locator(".composer-off")).to_contain_text("王馆员正在处理")

    # Before she has found it, WeChat's two days are over. The answer waits, and everybody is told so.
    await expect(wang.page.locator("#window")).to_contain_text("可发 5/5")
    watch.ahead = timedelta(minutes=15)
    await wang.page.reload()
    await expect(wang.page.locator("#window")).to_contain_text("微信现在不让主动发消息")
    await wang.answers("在五楼地方文献室，索书号 K878。")
    await expect(wang.sent).to_have_text("待读者来信后发出")
    await expect(wang.page.locator("#window")).to_contain_text("1 条在等读者来信")
    await bayar.says("还在吗？")
    await bayar.reads("五楼地方文献室")
    await bayar.reads("已补充给馆员王馆员")
    await expect(wang.sent).to_have_text("已提交微信")
    await expect(wang.page.locator("#messages")).to_contain_text("还在吗？")
    await expect(wang.page.locator("#window")).to_contain_text("剩余")

    # Lin asks; Baoyin, on duty, takes her, and has to go. Lin waits for whoever is there.
    await bao.presses("开始值班")
    assert "已转给馆员" in await lin.says("咨询 有没有蒙文的医书？")
    await bao.page.goto(f"{house.base_url}/desk")
    await bao.claims("有没有蒙文的医书")
    await lin.says("最好有图。")
    await expect(bao.page.locator("#messages")).to_contain_text("最好有图。")
    await bao.presses("离开")
    await bao.sees("不在班")
    await wang.page.goto(f"{house.base_url}/desk")
    await wang.claims("最好有图。")

    # She comes back. It is handed to her, who reads Mongolian, with a word why.
    await bao.presses("开始值班")
    await wang.page.locator("#more summary").click()
    await wang.page.get_by_label("转交给").select_option("宝音")
    await wang.page.get_by_label("为什么").fill("你懂蒙文，四部医典在你那边")
    await wang.presses(re.compile("^转交$"))
    await wang.sees("宝音正在处理")
    await bao.page.goto(f"{house.base_url}/desk?tab=mine")
    await bao.opens("最好有图。")
    await expect(bao.page.locator(".message.note").last).to_contain_text("四部医典在你那边")
    await bao.answers("四部医典有蒙文图解本，在三楼。")
    await lin.reads("蒙文图解本")

    # Suri was helped, and asks about the same thing anew: two questions become one.
    await suri.says("咨询 会展中心能办借书证吗？")
    await wang.page.goto(f"{house.base_url}/desk")
    await wang.claims("会展中心能办借书证吗")
    await wang.answers("能，带身份证到二楼服务台。")
    await suri.reads("二楼服务台")
    await wang.resolves()
    await suri.says("咨询 押金能用微信付吗？我是苏日娜，电话 13800000000。")
    await wang.page.goto(f"{house.base_url}/desk")
    await wang.claims("押金能用微信付吗")
    await wang.presses(re.compile("^并进来"))
    await wang.page.locator("details.merged summary").click()
    await expect(wang.page.locator("details.merged")).to_contain_text("二楼服务台")
    await wang.answers("不要押金。")
    await suri.reads("不要押金")

    # She wants to be forgotten. Her thread tells nothing of her from then on, on no screen.
    here = wang.page.url
    assert "确定删除我的数据" in await suri.says("删除我的数据")
    assert "都删掉了" in await suri.says("1")
    for desk in (wang, bao):
        await desk.page.goto(here)
        await desk.sees("读者的身份和往来的文字已经删除")
        shown = await desk.page.content()
        for hers in ("押金", "二楼服务台", "13800000000", "苏日娜"):
            assert hers not in shown, hers
    await wang.page.goto(f"{house.base_url}/desk?tab=all")
    await expect(wang.page.locator(".card")).to_have_count(2)

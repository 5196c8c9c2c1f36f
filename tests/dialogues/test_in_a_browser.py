"""The whole main job on the screen: a patron at the simulator's phone, a librarian at the desk.

With SHUTONG_PICTURES set to a folder, what they see is kept there as PNG files.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.running import Running

pytestmark = pytest.mark.browser
OWN = "青城的夏天很凉快"


class Patron:
    """A phone of the simulator's page."""

    def __init__(self, page: Page, name: str) -> None:
        self.phone = page.get_by_label(f"{name}的手机")
        self.chat: Locator = self.phone.get_by_role("log")

    async def says(self, words: str, hears: str | re.Pattern[str]) -> None:
        await self.phone.get_by_label("发消息").fill(words)
        await self.phone.get_by_label("发消息").press("Enter")
        await expect(self.last).to_contain_text(hears)

    @property
    def last(self) -> Locator:
        """The account's newest bubble or card."""
        return self.chat.locator(".said.account").last


async def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("SHUTONG_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_patron_and_a_librarian(library: Running, browser: Browser) -> None:
    _, password = await library.house.staff.add("browser", "其木格")
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    wall, desk = await context.new_page(), await context.new_page()

    await wall.goto(f"{library.base_url}/simulator")
    wang = Patron(wall, "王建国")
    await wang.phone.get_by_role("button", name="关注公众号").click()
    await expect(wang.chat).to_contain_text("书童")

    await wang.says("红楼梦", "1. 《红楼梦》")
    await wang.says("1", "《红楼梦》")
    await wang.says("开始", "第一回")
    for _ in range(3):
        await wang.says("继续", "回复「继续」")
    await wang.says("跳到第5章", "第五回")
    await wang.says("进度", re.compile(r"第 5/120 章"))
    await keep(wall, "simulator-reading")
    await wang.says("咨询 甲戌本的影印本在哪里看？", "已转给馆员")

    await sign_in(desk, library.base_url, password)
    await expect(desk.get_by_text("甲戌本的影印本在哪里看？")).to_be_visible()
    await desk.get_by_role("button", name=re.compile("认领 ?读者")).first.click()
    await desk.get_by_label("回答读者").fill("在三楼古籍阅览室，凭读者卡可看。")
    await desk.keyboard.press("Control+Enter")
    await expect(wang.chat).to_contain_text("古籍阅览室")
    await expect(desk.locator(".send").last).to_have_text("已提交微信")

    await wang.says("周末也开吗？", "其木格")
    await expect(desk.locator("#messages")).to_contain_text("周末也开吗？")
    await keep(wall, "simulator-answer")
    await keep(desk, "desk-thread")
    await context.close()


async def sign_in(desk: Page, base_url: str, password: str) -> None:
    """With the one-time password, and then with one of her own."""
    await desk.goto(f"{base_url}/desk")
    await desk.get_by_label("账号").fill("browser")
    await desk.get_by_label("密码").fill(password)
    await desk.get_by_role("button", name="登录").click()
    await desk.get_by_label("一次性密码").fill(password)
    await desk.get_by_label("新密码", exact=True).fill(OWN)
    await desk.get_by_label("再写一遍新密码").fill(OWN)
    await desk.get_by_role("button", name="保存").click()
    await expect(desk.locator("#line")).to_have_attribute("data-state", "on")

"""Take the pictures of the librarian's guide: `python -m docs.pictures.taking`, or only those that are named.

Everything is real but the people: the servers, the pages, the clicks. It needs Chromium and what tests need.
"""

import argparse
import asyncio
import io
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from argon2 import PasswordHasher
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from config.local_servers import LocalServers
from config.settings import AccountSettings, Settings
from config.wiring import open_house
from docs.pictures.house import HALL, PASSWORD, RAILWAY, Library, Morning
from library import passwords
from reference.models import SendState
from tests.running import listening, served
from web.app import create_app

HERE = Path(__file__).parent
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MOST = 150_000  # bytes
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Camera:
    """Who looks at which page, and what is kept of it."""

    def __init__(self, browser: Browser, url: str, morning: Morning, only: list[str]) -> None:
        self._browser, self._url, self._morning, self._only = browser, url, morning, only

    async def sits(self, login: str, password: str = PASSWORD, size: dict[str, int] = DESK) -> Page:
        """Somebody signs in at a browser of her own."""
        context = await self._browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
        page = await context.new_page()
        await page.clock.set_fixed_time(self._morning.now())
        await self.opens(page, "/desk/sign-in")
        await page.get_by_label("账号").fill(login)
        await page.get_by_label("密码").fill(password)
        await page.get_by_role("button", name="登录").click()
        await page.wait_for_load_state("networkidle" if page.url.endswith("password") else "load")
        return page

    async def opens(self, page: Page, path: str) -> None:
        await page.clock.set_fixed_time(self._morning.now())
        await page.goto(f"{self._url}{path}")
        if await page.locator("#line").count():
            await page.locator("#line[data-state=on]").wait_for()

    async def takes(self, page: Page, name: str) -> None:
        if self._only and name not in self._only:
            return
        await page.evaluate("document.fonts.ready")
        shot = Image.open(io.BytesIO(await page.screenshot(animations="disabled", caret="hide")))
        path = HERE / f"desk-{name}.png"
        shot.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
        size = path.stat().st_size
        print(f"{path.name:28} {size:>7} bytes{' TOO LARGE' * (size > MOST)}")  # noqa: T201


class Scenes:
    """What is in the pictures, in the order of the guide."""

    def __init__(self, library: Library, camera: Camera, morning: Morning) -> None:
        self._library, self._camera, self._morning = library, camera, morning
        self._house = library.house

    async def all(self) -> None:
        await self.first_day()
        await self.before_opening()
        for scene in self.scenes():
            await scene()

    def scenes(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        return (
            self.three_panes, self.shortcuts, self.handing_on, self.newer, self.sending, self.closing,
            self.too_late, self.knowledge, self.figures, self.staff, self.telephone,
        )  # fmt: skip

    async def first_day(self) -> None:
        _, password = await self._house.staff.add("linxiao", "林晓")
        page = await self._camera.sits("linxiao", password)
        await self._camera.takes(page, "password")
        await page.get_by_label("一次性密码").fill(password)
        await page.get_by_label("新密码", exact=True).fill(PASSWORD)
        await page.get_by_label("再写一遍新密码").fill(PASSWORD)
        await page.get_by_role("button", name="保存").click()
        await self._camera.opens(page, "/desk/second-factor")
        await self._camera.takes(page, "second-factor")
        await page.context.close()

    async def before_opening(self) -> None:
        """The queue as the two librarians find it, and a thread that is under way."""
        library = self._library
        await library.answered(
            "读者证丢了，补办要带什么？", "带上身份证，到一楼总服务台补办，当场可取。", "读者证"
        )
        self._railway = await library.asks(RAILWAY)
        self._morning.passes(7)
        await library.asks("奶奶眼睛不好，《边城》有没有大字本？")
        self._morning.passes(12)
        await library.asks("Монгол хэл дээрх номын тавиур хаана байдаг вэ?", language="mn")
        self._lost = await library.asks("昨天在二楼自习区落下一副眼镜，蓝色盒子，有人捡到吗？")
        self._morning.passes(9)
        await library.asks("想找去年各地的节水条例汇编，有没有电子版？", venue=HALL)
        self._morning.passes(3)

    async def three_panes(self) -> None:
        self.chen, self.bao = await self._camera.sits("chenjing"), await self._camera.sits("baoyin")
        await self.chen.get_by_role("button", name="开始值班").click()
        await self._camera.opens(self.chen, f"/desk/questions/{self._railway.id}?tab=unclaimed")
        await self.chen.locator("#claim").click()
        await self.chen.locator("#composer").wait_for()
        await self._writes("您好，1950 年代的《青城日报》在三楼地方文献室，合订本，凭读者证就能看。", "发送")
        await self._reach(self._railway.id, SendState.SENT)
        self._morning.passes(2)
        await self._library.adds(
            self._railway, "太好了。能复印吗？我住得远，能不能先帮我看看有没有那条消息？"
        )
        await self._camera.opens(self.chen, f"/desk/questions/{self._railway.id}?tab=unclaimed")
        await self._camera.opens(self.bao, f"/desk/questions/{self._railway.id}?tab=unclaimed")
        await self.chen.locator(".onlooker").wait_for()
        await self._camera.takes(self.chen, "panes")

    async def shortcuts(self) -> None:
        await self.chen.locator("#answer").fill("")
        await self.chen.locator("#answer").press_sequentially("/")
        await self.chen.locator("#slash li").first.wait_for()
        await self._camera.takes(self.chen, "canned")
        await self.chen.locator("#answer").fill("")

    async def handing_on(self) -> None:
        await self.chen.locator("#more > summary").click()
        await self.chen.locator("#to").select_option(label="赵岚")
        await self.chen.locator("#why").fill("他要 1956 年的报纸，您上周整理过那一年的合订本。")
        await self._camera.takes(self.chen, "hand-on")
        await self.chen.keyboard.press("Escape")
        await self.chen.keyboard.press("Escape")

    async def newer(self) -> None:
        """She presses 发送 while the patron has just written again."""
        page = await self._camera.sits("chenjing")
        await self._camera.opens(page, f"/desk/questions/{self._railway.id}")
        await page.route("**/desk/panes/**", lambda route: route.abort())
        await page.locator("#answer").fill("可以复印，一页三毛。我下午去替您查，查到了拍给您看。")
        await self._library.adds(self._railway, "不用复印了，我周六自己来。只想知道登在几月几号。")
        await page.locator("#composer button.primary").click()
        await page.locator("dialog[open]").wait_for()
        await self._camera.takes(page, "newer")
        await page.context.close()

    async def sending(self) -> None:
        """One answer that is certain to have left, one nobody knows about, one that waits."""
        self._morning.passes(6)
        await self._camera.opens(self.chen, f"/desk/questions/{self._railway.id}")
        await self._writes("是 1956 年 7 月 2 日的头版，周六来直接报日期就能看。", "发送")
        await self._reach(self._railway.id, SendState.UNKNOWN)
        await self._house.windows.close(self._railway.patron)
        await self._camera.opens(self.chen, f"/desk/questions/{self._railway.id}")
        await self._writes("地方文献室周六 9:00 开，中午不休息。", "发送")
        await self._reach(self._railway.id, SendState.PARKED)
        self._morning.passes(4)
        await self.chen.locator("#note-writer > summary").click()
        await self.chen.locator("#note").fill("报纸的索引在我桌上，周六谁值班请带去三楼。")
        await self.chen.get_by_role("button", name="记下备注").click()
        await self.chen.locator(".message.note").wait_for()
        await self._camera.opens(self.chen, f"/desk/questions/{self._railway.id}?tab=mine")
        await self._camera.takes(self.chen, "sending")

    async def closing(self) -> None:
        await self.chen.locator("#resolve > summary").click()
        await self.chen.get_by_label("主题").fill("旧报纸")
        await self.chen.get_by_role("spinbutton", name="分钟").fill("25")
        await self._camera.takes(self.chen, "closing")

    async def too_late(self) -> None:
        await self._camera.opens(self.bao, f"/desk/questions/{self._lost.id}?tab=unclaimed")
        await self.bao.route("**/desk/panes/**", lambda route: route.abort())
        await self._house.casework.claim(self._lost.id, self._library.zhao)
        await self.bao.locator("#claim").click()
        await self.bao.locator("dialog[open]").wait_for()
        await self._camera.takes(self.bao, "too-late")
        await self.bao.unroute("**/desk/panes/**")

    async def knowledge(self) -> None:
        asked = ("旧报纸能复印吗？", "报纸可以复印吗", "复印一页旧报纸多少钱")
        await self._library.proposes(
            asked, "可以。地方文献室的报纸可以复印，一页三毛；1949 年以前的只能拍照，不收费。"
        )
        await self._camera.opens(self.chen, "/desk/knowledge")
        await self.chen.get_by_role("link", name="待审核").click()
        await self.chen.get_by_role("link", name=asked[0]).first.click()
        await self._camera.takes(self.chen, "knowledge")

    async def figures(self) -> None:
        await self._library.remember()
        await self._house.counting.count()
        await self._camera.opens(self.chen, "/desk/reports")
        await self._camera.takes(self.chen, "reports")

    async def staff(self) -> None:
        page = await self._camera.sits("wangmin")
        await self._camera.opens(page, "/desk/staff")
        await self._camera.takes(page, "staff")

    async def telephone(self) -> None:
        page = await self._camera.sits("baoyin", size=PHONE)
        await self._camera.opens(page, "/desk")
        await self._camera.takes(page, "phone-queue")
        await page.locator(".card .claim button").first.click()
        await page.locator("#composer").wait_for()
        await page.locator("#answer").blur()
        await page.evaluate("scrollTo(0, 0)")
        await self._camera.takes(page, "phone-thread")

    async def _writes(self, words: str, button: str) -> None:
        await self.chen.locator("#answer").fill(words)
        await self.chen.get_by_role("button", name=button, exact=True).click()
        await self.chen.locator(".message.librarian", has_text=words).wait_for()

    async def _last(self, question_id: str) -> int:
        return (await self._house.casework.thread(question_id)).entries[-1].seq

    async def _reach(self, question_id: str, state: SendState) -> None:
        """The last answer, which the post does not carry as there is nobody at the other end."""
        await self._house.upkeep.mark_sent(question_id, await self._last(question_id), state)


async def take(only: list[str]) -> None:
    """Nobody carries the post: what became of an answer is said by the scenes."""
    morning = Morning()
    morning.begins()
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=46, parallelism=1)
    listener, url = listening()
    with (
        tempfile.TemporaryDirectory(prefix="shutong-pictures-") as folder,
        LocalServers(Path(folder)) as servers,
    ):
        async with (
            open_house(_settings(servers, url, Path(folder))) as house,
            served(create_app(house), listener),
        ):
            library = Library(house)
            await library.furnish()
            await _photograph(library, url, morning, only)


def _settings(servers: LocalServers, url: str, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        mongodb_uri=servers.mongodb_uri,
        redis_url=servers.redis_url,
        base_url=url,
        data_dir=folder / "data",
        library_name="青城图书馆",
        second_factor=False,
        accounts={"main": AccountSettings(app_id="wxpictures", secret="s" * 32, token="a-token")},  # noqa: S106
    )


async def _photograph(library: Library, url: str, morning: Morning, only: list[str]) -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        await Scenes(library, Camera(browser, url, morning, only), morning).all()
        await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="such as panes; all where none is named")
    asyncio.run(take(parser.parse_args().names))


if __name__ == "__main__":
    main()

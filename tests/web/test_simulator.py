"""The simulator before a callback of a few lines: what a patron does and sees, and what may reach her."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI, Request, Response
from lxml import etree
from playwright.async_api import Browser, Page, expect
from redis.asyncio import Redis

from bot.phone import OUT_OF_ORDER, Bubble
from bot.wechat.client import AccountKeys, Client
from bot.wechat.errors import WindowUsedUp
from tests.running import NO_TLS, listening, served
from web.assets import Assets
from web.joining import join
from web.rendering import STATIC, VERSION
from web.security import SecurityHeaders
from web.simulator import Account, Code, Simulator
from web.simulator.chats import Chats, Side
from web.simulator.people import MOST, People
from web.simulator.pieces import Piece, pieces

MENU = {
    "button": [
        {"name": "读书", "sub_button": [{"type": "click", "name": "我的书架", "key": "SHELF"}]},
        {"type": "click", "name": "问馆员", "key": "ASK"},
    ]
}


@dataclass
class Library:
    """A server with a simulator and a callback that says back what it heard."""

    redis: Redis
    base_url: str = ""
    http: httpx.AsyncClient = field(default_factory=partial(httpx.AsyncClient, verify=NO_TLS))
    heard: list[etree._Element] = field(default_factory=list)

    def app(self, base_url: str) -> FastAPI:
        self.base_url = base_url
        app = FastAPI()
        app.add_middleware(SecurityHeaders)
        app.mount("/static", Assets(directory=STATIC, version=VERSION))
        app.post("/wechat/main")(self.callback)
        app.get("/book")(lambda: Response("<title>边城</title><p>一本书</p>", media_type="text/html"))
        keys = {"app_id": "wx0001", "secret": "a secret", "token": "a token"}
        account = Account(name="main", title="市图书馆", menu=MENU, **keys)
        simulator = Simulator(self.redis, [account], base_url=base_url, http=self.http, codes=self.codes)
        join(app.router, simulator.routes())
        return app

    async def codes(self) -> list[Code]:
        return [Code(label="《边城》", content=f"{self.base_url}/book")]

    async def callback(self, request: Request) -> Response:
        message = etree.fromstring(await request.body())
        self.heard.append(message)
        said = message.findtext("Content") or message.findtext("EventKey") or message.findtext("Event")
        if said == "坏":
            return Response("not xml")
        reply = etree.Element("xml")
        etree.SubElement(reply, "MsgType").text = "text"
        etree.SubElement(reply, "Content").text = f"听到：{said}"
        return Response(etree.tostring(reply, encoding="utf-8"))

    def client(self) -> Client:
        keys = AccountKeys(app_id="wx0001", secret="a secret")
        return Client(self.http, self.redis, keys, url=f"{self.base_url}/simulator/platform")

    async def openid(self, name: str = "林小满") -> str:
        return next(one.openid for one in await People(self.redis, "main").all() if one.name == name)

    async def do(self, deed: str, name: str = "林小满", **form: str) -> httpx.Response:
        return await self.http.post(
            f"{self.base_url}/simulator/main/{await self.openid(name)}/{deed}", data=form
        )

    async def chat(self, name: str = "林小满") -> list[tuple[Side, str]]:
        history = await Chats(self.redis, "main").history(await self.openid(name))
        return [(entry.side, entry.bubble.text) for entry in history]


@pytest.fixture
async def library(redis: Redis) -> AsyncIterator[Library]:
    library = Library(redis)
    listener, here = listening()
    async with served(library.app(here), listener):
        yield library
    await library.http.aclose()


async def test_a_stranger_follows_and_is_greeted(library: Library) -> None:
    assert (await library.do("says", words="有人吗")).status_code == 409, "only followers see the chat"
    await library.do("follows")
    await library.do("says", words="你好\n  书童")
    assert await library.chat() == [
        (Side.ACCOUNT, "听到：subscribe"),
        (Side.PATRON, "你好\n  书童"),
        (Side.ACCOUNT, "听到：你好\n  书童"),
    ]
    assert library.heard[1].findtext("FromUserName") == await library.openid()


async def test_each_patron_has_a_chat_of_her_own_and_it_outlives_the_server(library: Library) -> None:
    await library.do("follows", "王建国")
    await library.do("taps", "王建国", key="SHELF")
    assert await library.chat("林小满") == []
    another = Library(library.redis)
    assert await another.chat("王建国") == [
        (Side.ACCOUNT, "听到：subscribe"),
        (Side.ACCOUNT, "听到：SHELF"),
    ]


async def test_a_malformed_answer_shows_wechats_notice(library: Library) -> None:
    await library.do("follows")
    await library.do("says", words="坏")
    assert (await library.chat())[-1] == (Side.NOTICE, OUT_OF_ORDER)


async def test_a_code_of_the_account_tells_it_the_scene_and_makes_a_stranger_follow(library: Library) -> None:
    code = await library.client().create_qr("title:7K2M", seconds=600)
    await library.do("scans", content=code.url)
    await library.do("scans", content=code.url)
    assert [(one.findtext("Event"), one.findtext("EventKey")) for one in library.heard] == [
        ("subscribe", "qrscene_title:7K2M"),
        ("SCAN", "title:7K2M"),
    ]
    picture = await library.http.get(f"{library.base_url}/simulator/platform{code.picture_path}")
    assert picture.headers["content-type"] == "image/svg+xml"


async def test_other_codes_open_or_are_shown(library: Library) -> None:
    await library.do("follows")
    opened = await library.do("scans", content=f" {library.base_url}/book ")
    assert opened.headers["location"] == f"{library.base_url}/book"
    await library.do("scans", content="WIFI:S:library;;")
    assert (await library.chat())[-1] == (Side.NOTICE, "扫到的内容：WIFI:S:library;;")
    await library.do("scans", content="http://weixin.qq.com/q/gone")
    assert (await library.chat())[-1] == (Side.NOTICE, "这个二维码已经过期")


async def test_a_books_barcode_goes_to_the_account(library: Library) -> None:
    await library.do("follows")
    await library.do("scans", content="9787020002207")
    assert library.heard[-1].findtext("ScanCodeInfo/ScanResult") == "EAN_13,9787020002207"


async def test_a_voice_is_heard_where_wechat_understood_it_and_kept_in_any_case(library: Library) -> None:
    await library.do("follows")
    await library.do("speaks", heard="几点开门")
    await library.do("speaks")
    understood, not_understood = library.heard[1:]
    assert understood.findtext("Recognition") == "几点开门"
    assert not_understood.find("Recognition") is None
    voice = await library.client().media.download(not_understood.findtext("MediaId"))
    assert voice.startswith(b"#!AMR")


async def test_a_picture_can_be_fetched_by_its_id_and_its_address(library: Library) -> None:
    await library.do("follows")
    address = f"{library.base_url}/simulator/main/{await library.openid()}/shows"
    await library.http.post(address, files={"picture": ("书.png", b"\x89PNG...", "image/png")})
    told = library.heard[-1]
    assert (await library.http.get(told.findtext("PicUrl"))).content == b"\x89PNG..."
    assert await library.client().media.download(told.findtext("MediaId")) == b"\x89PNG..."
    assert (await library.http.post(address, files={"picture": ("", b"")})).status_code == 422


async def test_a_place_and_a_page_are_sent(library: Library) -> None:
    await library.do("follows")
    await library.do("stands", label="赛罕区图书馆")
    await library.do("shares", url="https://example.org/")
    place, page = library.heard[1:]
    assert (place.findtext("MsgType"), place.findtext("Label")) == ("location", "赛罕区图书馆")
    assert (page.findtext("MsgType"), page.findtext("Url")) == ("link", "https://example.org/")


async def test_a_tap_opens_the_window_for_three_and_a_message_for_five_more(library: Library) -> None:
    await library.do("follows")
    await library.do("taps", key="SHELF")
    await library.do("says", words="在吗")
    client, openid = library.client(), await library.openid()
    for _ in range(8):
        await client.send_text(openid, "又一条")
    with pytest.raises(WindowUsedUp):
        await client.send_text(openid, "太多了")


async def test_who_leaves_tells_the_account_and_who_blocks_does_not(library: Library) -> None:
    await library.do("follows")
    await library.do("blocks")
    await library.do("follows")
    await library.do("unfollows")
    assert [one.findtext("Event") for one in library.heard] == ["subscribe", "unsubscribe"]


async def test_a_pushed_menu_replaces_the_one_it_came_with(library: Library) -> None:
    await library.do("follows")
    await library.client().menus.push({"button": [{"type": "click", "name": "新菜单", "key": "NEW"}]})
    page = (await library.http.get(f"{library.base_url}/simulator/main")).text
    assert "新菜单" in page
    assert "我的书架" not in page


async def test_there_is_room_for_so_many_phones(library: Library) -> None:
    people = f"{library.base_url}/simulator/main/people"
    await library.http.get(f"{library.base_url}/simulator/main")
    for n in range(MOST - 3):
        assert (await library.http.post(people, data={"name": f"读者{n}"})).status_code == 303
    assert (await library.http.post(people, data={"name": "太多了"})).status_code == 422
    assert (await library.http.post(people, data={"name": "读者1"})).status_code == 422
    assert (await library.http.get(f"{library.base_url}/simulator/elsewhere")).status_code == 404


async def test_words_of_the_chat_cannot_become_markup(library: Library) -> None:
    await library.do("follows")
    await library.do("says", words='<img src=x onerror=alert(1)><a href="javascript:alert(1)">点我</a>')
    page = (await library.http.get(f"{library.base_url}/simulator/main")).text
    assert "<img src=x" not in page
    assert "javascript:" not in page


async def test_every_process_hears_a_new_bubble(redis: Redis) -> None:
    here, there = Chats(redis, "main"), Chats(redis, "main")
    listening = there.live({"oLin": "", "oWang": ""})
    await here.add("oWang", Side.PATRON, Bubble(text="一"))
    await here.add("oLin", Side.PATRON, Bubble(text="二"))
    heard = {(await anext(listening))[0] for _ in range(2)}
    await listening.aclose()
    assert heard == {"oLin", "oWang"}
    [entry] = await here.history("oLin")
    resumed = there.live({"oLin": entry.id})
    await here.add("oLin", Side.ACCOUNT, Bubble(text="三"))
    assert (await anext(resumed))[1].bubble.text == "三"
    await resumed.aclose()


def test_words_links_and_choices() -> None:
    text = '看 https://lib.cn/t/1?a=b，或<a href="https://lib.cn/x">这里</a>：'
    text += '<a href="weixin://bizmsgmenu?msgmenucontent=书架&msgmenuid=7">书架</a>'
    assert pieces(text) == [
        Piece(words="看 "),
        Piece(words="https://lib.cn/t/1?a=b", url="https://lib.cn/t/1?a=b"),
        Piece(words="，或"),
        Piece(words="这里", url="https://lib.cn/x"),
        Piece(words="："),
        Piece(words="书架", choice="7"),
    ]


@pytest.fixture
async def screen(library: Library, browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if "Content Security" in line.text else None)
    await page.goto(f"{library.base_url}/simulator")
    yield page
    await context.close()
    assert troubles == []


@pytest.mark.browser
async def test_three_phones_side_by_side(library: Library, screen: Page) -> None:
    lin, wang = screen.get_by_label("林小满的手机"), screen.get_by_label("王建国的手机")
    await lin.get_by_role("button", name="关注公众号").click()
    await wang.get_by_role("button", name="关注公众号").click()
    await expect(wang.get_by_role("log")).to_contain_text("听到：subscribe")

    await lin.get_by_label("发消息").fill("你好 <b>")
    await lin.get_by_label("发消息").press("Enter")
    await expect(lin.get_by_role("log")).to_contain_text("听到：你好 <b>")
    await wang.get_by_text("读书").click()
    await wang.get_by_role("button", name="我的书架").click()
    await expect(wang.get_by_role("log")).to_contain_text("听到：SHELF")
    assert "SHELF" not in await lin.get_by_role("log").inner_text()

    await library.client().send_text(await library.openid(), "馆员的答复")
    await expect(lin.get_by_role("log")).to_contain_text("馆员的答复")
    await screen.reload()
    await expect(lin.get_by_role("log").get_by_text("馆员的答复")).to_have_count(1)


@pytest.mark.browser
async def test_a_scanned_link_opens_in_the_phone(screen: Page) -> None:
    lin = screen.get_by_label("林小满的手机")
    await lin.get_by_text("扫一扫").click()
    await lin.get_by_role("button", name="《边城》").click()
    opened = lin.get_by_label("手机里的网页")
    await expect(opened.get_by_role("heading")).to_have_text("边城")
    await expect(opened.frame_locator("iframe").get_by_text("一本书")).to_be_visible()
    await opened.get_by_label("关闭网页").click()
    await expect(opened).to_be_hidden()


@pytest.mark.browser
async def test_one_phone_fills_a_small_screen_and_all_can_be_used_by_anybody(
    library: Library, screen: Page
) -> None:
    await library.do("follows")
    await library.do("says", words="你好")
    await screen.reload()
    for colours in ("light", "dark"):
        await screen.emulate_media(color_scheme=colours)
        found = await Axe().run(screen)
        assert found.violations_count == 0, found.generate_report()
    await screen.set_viewport_size({"width": 360, "height": 740})
    lin = await screen.get_by_label("林小满的手机").bounding_box()
    assert lin is not None
    assert (lin["x"], lin["width"]) == (0, 360)
    assert await screen.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.browser
async def test_without_script_every_deed_still_works(library: Library, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{library.base_url}/simulator")
    lin = page.get_by_label("林小满的手机")
    await lin.get_by_role("button", name="关注公众号").click()
    await lin.get_by_label("发消息").fill("你好")
    await lin.get_by_role("button", name="发送").click()
    await expect(lin.get_by_role("log")).to_contain_text("听到：你好")
    await context.close()

"""Librarians compile a dossier in browsers without a script."""

import re

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from ebooks.book import Chapter
from ebooks.dossiers.given import Way
from ebooks.lending.licences import Licence
from language.paragraphs import Paragraph
from library.clock import utc_now
from tests.running import NO_TLS, Running
from tests.web.desk.test_plans import PASSWORD, Browser
from tests.web.dossiers import shelves

TEXT = Chapter(
    title="第一章 路",
    paragraphs=tuple(Paragraph(f"第{number}段：路修到了<门口>。") for number in range(1, 6)),
)


async def sits_down(shutong: Running, login: str, name: str) -> Browser:
    http = httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS)
    librarian, once = await shutong.house.staff.add(login, name)
    await shutong.house.staff.change_password(librarian, once, PASSWORD)
    await http.post("/desk/sign-in", data={"login": login, "password": PASSWORD})
    return Browser(http)


@pytest.fixture
async def wang(shutong: Running):
    browser = await sits_down(shutong, "wang", "王老师")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def title(shutong: Running, tmp_path):
    return await shelves(shutong.house, tmp_path, "草原公路志", chapters=(TEXT,))


async def begins(wang: Browser) -> str:
    await wang.looks("/desk/dossiers")
    answer = await wang.does("/desk/dossiers", name="乡村振兴资料汇编")
    return answer.headers["location"]


def seen(page: str, action: str) -> str:
    """The revision in the form that is sent there."""
    return re.search(rf'action="{action}">.*?name="seen" value="(\d+)"', page, re.DOTALL)[1]


async def test_from_a_name_to_what_patrons_have(shutong, wang, title):
    path = await begins(wang)
    csrf = wang.hidden("csrf")

    async def does(below: str, **fields: object) -> httpx.Response:
        return await wang.http.post(f"{path}/{below}", data={"csrf": csrf, **fields})

    words = {"theme": "乡村振兴", "session": "2027年两会", "introduction": "请看。\r\n<b>谢谢</b>"}
    await does("words", seen=seen(wang.page, f"{path}/words"), name="振兴资料", **words)
    await does("notes", heading="先读这一条", text="第一段。\r\n第二段。")
    assert "草原公路志" in await wang.looks(f"{path}?words=公路")
    assert "5 段" in await wang.looks(f"{path}/titles/{title.id}")
    assert "路修到了&lt;门口&gt;" in await wang.looks(f"{path}/titles/{title.id}/1")
    await does(f"titles/{title.id}/1", first=2, last=3)
    await does(f"titles/{title.id}", chapter=[1])
    await does("pointers", title=title.id)
    page = await wang.looks(path)
    assert "&lt;b&gt;谢谢" in page
    note, *_, pointer = re.findall(r'id="item-(\w+)"', page)
    await does(f"items/{pointer}/move", places=-1)
    await does(f"items/{note}", seen=seen(page, f"{path}/items/{note}"), heading="改过的标题", text="改过。")
    preview = await wang.looks(f"{path}/preview")
    order = [
        "编者的话",
        "改过的标题",
        "第一章 路（节选）",
        "荐读《草原公路志》",
        "《草原公路志》第一章 路<",
        "资料来源",
    ]
    places = [preview.index(one) for one in order]
    assert places == sorted(places)
    await does("publish", seen=wang.hidden("seen"))
    page = await wang.looks(path)
    assert "已发布" in page
    assert "第 1 版" in page
    [dossier] = await shutong.house.dossiers.newest(9)
    assert (await shutong.house.catalogue.get(dossier.title_id)).name == "振兴资料"
    await does("withdraw")
    assert "已撤下" in await wang.looks("/desk/dossiers")
    await shutong.house.dossiers.count(dossier.title_id, Way.DOWNLOAD)
    table = await wang.http.get("/desk/dossiers/given.csv")
    assert table.text.splitlines()[0].endswith("专题,短码,日期,聊天里读,下载,扫码")
    assert f"振兴资料,{dossier.code}," in table.text
    assert table.text.strip().endswith(",0,1,0")
    assert (await does("discard")).status_code == 409, "patrons have had it"


async def test_what_is_lent_is_refused_with_the_reason(shutong, wang, title):
    path = await begins(wang)
    await shutong.house.licensing.add(title.id, Licence(id="one", added_at=utc_now()))
    answer = await wang.http.get(f"{path}/titles/{title.id}")
    assert answer.status_code == 409
    assert "《草原公路志》是按许可借阅的书" in answer.text
    await wang.does(f"{path}/pointers", title=title.id)
    assert "荐读" in wang.page
    assert "草原公路志" in wang.page


async def test_two_write_the_same_note_and_both_texts_are_there(shutong, wang, title):
    bao = await sits_down(shutong, "bao", "宝音")
    path = await begins(wang)
    await wang.does(f"{path}/notes", heading="纪要", text="初稿。")
    await wang.looks(path), await bao.looks(path)
    note = re.search(r'id="item-(\w+)"', wang.page)[1]
    action, revision = f"{path}/items/{note}", seen(wang.page, f"{path}/items/{note}")

    async def writes(browser: Browser, text: str, revision: str) -> httpx.Response:
        form = {"csrf": browser.hidden("csrf"), "seen": revision, "heading": "纪要", "text": text}
        return await browser.http.post(action, data=form)

    assert (await writes(bao, "宝音写的。", revision)).status_code == 303
    answer = await writes(wang, "王老师写了很久的话。", revision)
    assert answer.status_code == 409
    assert "宝音刚刚也改了这里" in answer.text
    assert "宝音写的。" in answer.text
    assert "王老师写了很久的话。" in answer.text
    dossier_id = path.rpartition("/")[2]
    assert (await shutong.house.editing.get(dossier_id)).items[0].text == "宝音写的。"
    again = await writes(wang, "两个人的话。", seen(answer.text, action))
    assert again.status_code == 303
    assert (await shutong.house.editing.get(dossier_id)).items[0].text == "两个人的话。"

    await shutong.house.editing.remove(dossier_id, note, 4, "宝音")
    answer = await writes(wang, "太晚的话。", "4")
    assert answer.status_code == 409
    assert "移出了专题" in answer.text
    assert "太晚的话。" in answer.text
    await bao.http.aclose()


async def test_the_door_is_shut_and_forms_are_ours(shutong, wang):
    path = await begins(wang)
    assert (await wang.http.post(f"{path}/publish", data={"seen": 1})).status_code == 403
    assert (await wang.does(f"{path}/publish", seen=1)).status_code == 409
    assert "还没有内容" in wang.page
    assert (await wang.http.get("/desk/dossiers/nothing")).status_code == 404
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as stranger:
        for page in ("/desk/dossiers", path, f"{path}/preview", "/desk/dossiers/given.csv"):
            answer = await stranger.get(page)
            assert (answer.status_code, answer.headers["location"][:13]) == (303, "/desk/sign-in")


@pytest.mark.browser
async def test_it_is_compiled_by_hand_on_a_phone_and_at_a_table(shutong, browser, title):
    http = (await sits_down(shutong, "wang", "王老师")).http
    context = await browser.new_context(
        base_url=shutong.base_url, java_script_enabled=True, viewport={"width": 390, "height": 844}
    )
    jar = [{"name": one.name, "value": one.value, "url": shutong.base_url} for one in http.cookies.jar]
    await context.add_cookies(jar)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    await page.goto("/desk/dossiers")
    await page.get_by_label("新专题的名称").fill("乡村振兴资料汇编")
    await page.get_by_role("button", name="开始汇编").click()
    await page.get_by_label("用于哪次会议").fill("2027年两会")
    await page.locator("form.words").get_by_role("button", name="保存").click()
    await page.get_by_label("标题").fill("先读这一条")
    await page.get_by_label("正文").fill("会前请看这里收的几章。")
    await page.get_by_role("button", name="加进专题").click()
    await page.get_by_label("按书名或作者找书").fill("公路")
    await page.get_by_role("button", name="找书").click()
    await page.get_by_role("link", name=re.compile("摘录章节 ?《草原公路志》")).click()
    await page.get_by_label("收入第一章 路").check()
    await usable(page, "chapters")
    await page.get_by_role("link", name="第一章 路").click()
    await page.get_by_label("段到第").fill("3")
    await usable(page, "paragraphs")
    await page.get_by_role("button", name="收入专题").click()
    await page.get_by_role("button", name=re.compile("上移 ?《草原公路志》")).click()
    names = await page.locator(".item-name").all_inner_texts()
    assert [name.split()[0] for name in names] == ["《草原公路志》", "先读这一条"]
    await page.get_by_role("link", name="预览").click()
    await usable(page, "preview")
    await page.get_by_role("button", name="发布").click()
    dossier_id = page.url.partition("#")[0].rpartition("/")[2]
    dossier = await shutong.house.editing.get(dossier_id)
    await shutong.house.dossiers.count(dossier.title_id, Way.CHAT)
    await page.reload()
    await usable(page, "published")
    other = await shutong.house.editing.note(dossier_id, "同事加的", "。", "宝音")
    note = dossier.items[1]
    form = page.locator(f"#item-{note.id} .reword")
    await form.locator("summary").click()
    await form.get_by_label("正文").fill("王老师写的话。")
    editing = shutong.house.editing
    await editing.reword(other.id, note.id, note.heading, "宝音写的话。", seen=note.edited, by="宝音")
    await form.get_by_role("button", name="保存").click()
    await usable(page, "conflict")
    await page.goto(f"/dossiers/{dossier.title_id}")
    await usable(page, "what patrons see")
    await page.goto("/dossiers")
    assert await fits(page)
    await context.close()
    await http.aclose()
    assert complaints == []


async def usable(page: Page, name: str) -> None:
    """Nothing sticks out on a phone or at a table, and axe finds no barrier."""
    for width, height in ((1440, 900), (390, 844)):
        await page.set_viewport_size({"width": width, "height": height})
        assert await fits(page), name
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def fits(page: Page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""A patron asks with a picture and a voice; the librarian sees one and takes the other along."""

import re

import httpx

from tests.running import NO_TLS, Running
from tests.waiting import until

PASSWORD = "青城的夏天很凉快"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


async def signed_in(library: Running, login: str = "tuya", name: str = "图雅") -> httpx.AsyncClient:
    librarian, once = await library.house.staff.add(login, name)
    await library.house.staff.change_password(librarian, once, PASSWORD)
    browser = httpx.AsyncClient(base_url=library.base_url, verify=NO_TLS)
    answer = await browser.post("/desk/sign-in", data={"login": login, "password": PASSWORD})
    assert answer.headers["location"] == "/desk"
    return browser


async def test_a_picture_comes_to_the_desk_before_wechat_forgets_it(library: Running):
    lin = await library.patron("陆小曼")
    await lin.says("咨询")
    assert "已转给馆员" in await lin.shows(PNG)
    assert "已补充" in await lin.speaks()
    browser = await signed_in(library)
    waiting = await library.house.casework.waiting()
    question = next(one for one in waiting if one.preview == "［语音］")
    page = f"/desk/questions/{question.id}"

    async def fetched() -> list[str]:
        entries = (await library.house.casework.thread(question.id)).entries
        return [one.attachment.id for one in entries if one.attachment.state == "kept"]

    async def both() -> list[str]:
        return ids if len(ids := await fetched()) == 2 else []

    picture, voice = await until(both)
    shown = (await browser.get(page)).text
    assert f'<img src="{page}/attachments/{picture}"' in shown
    assert "下载语音" in shown
    assert (await browser.get(f"{page}/attachments/{picture}")).content == PNG
    assert (await browser.get(f"{page}/attachments/{voice}")).content.startswith(b"#!AMR")
    await browser.aclose()


async def test_a_librarians_picture_reaches_her_phone(library: Running):
    lin = await library.patron("林徽因")
    await lin.says("咨询 老照片里是哪座桥？")
    browser = await signed_in(library, "bao", "宝音")
    waiting = await library.house.casework.waiting()
    question = next(one for one in waiting if one.preview.startswith("老照片"))
    page = f"/desk/questions/{question.id}"
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await browser.get(page)).text)[1]
    await browser.post(f"{page}/claim", data={"csrf": csrf})
    form = {"csrf": csrf, "key": "one-form-of-hers", "last_seq": "1"}
    sent = await browser.post(f"{page}/picture", data=form, files={"picture": ("桥.png", PNG, "image/png")})
    assert sent.headers["location"] == page
    assert await lin.hears() == "[图片]"
    assert (await browser.get(lin.bubble.picture_url)).content == PNG
    await browser.aclose()

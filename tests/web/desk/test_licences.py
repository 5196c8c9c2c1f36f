"""A librarian licenses titles, one by one and by the table, and sees what was lent."""

import csv
import io
import re

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe

from library.roles import Role
from tests.handlers.lin import shelve
from tests.running import NO_TLS, Running
from tests.web.desk.conftest import PASSWORD, Browser


@pytest.fixture
async def wang(shutong: Running):
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as http:
        staff = shutong.house.staff
        librarian, once = await staff.add("wang", "王老师", Role.SUPERVISOR)
        await staff.change_password(librarian, once, PASSWORD)
        await http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        yield Browser(http, librarian)


async def taken_along(wang: Browser, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((await wang.http.get(f"/desk/licences/{name}")).text)))


async def adds(wang: Browser, title_id: str, **terms: object) -> httpx.Response:
    shown = await wang.looks(f"/desk/licences/{title_id}")
    fresh = re.search(r'name="licence" value="(\w+)"', shown)[1]
    return await wang.does(f"/desk/licences/{title_id}", licence=fresh, copies="1", **terms)


async def test_from_the_first_licence_to_the_figures(shutong: Running, wang, tmp_path, browser):
    house = shutong.house
    open_, lent = await shelve(house, "呐喊", tmp_path), await shelve(house, "边城", tmp_path)
    assert "还没有要借的书" in (await wang.http.get("/desk/licences")).text
    found = (await wang.http.get("/desk/licences", params={"words": "边城"})).text
    assert "开放阅读，不用借" in found
    assert f'href="/desk/licences/{lent.id}"' in found

    assert "人人可读" in await wang.looks(f"/desk/licences/{lent.id}")
    for wrong, said in (
        ({"copies": "0"}, "要在 1 到"),
        ({"copies": "1", "until": "2020-01-01"}, "已经过了"),
        ({"copies": "1", "until": "明年"}, "2027-01-31"),
        ({"copies": "1", "loans": "-3"}, "1 以上"),
    ):
        refused = await wang.does(f"/desk/licences/{lent.id}", licence="0" * 26, **wrong)
        assert refused.status_code == 400
        assert said in refused.text
    assert await house.licensing.of(lent.id) == ()

    twice = [
        await wang.does(f"/desk/licences/{lent.id}", licence="A" * 26, copies="1", until="2099-12-31")
        for _ in range(2)
    ]
    assert {answer.status_code for answer in twice} == {303}
    (licence,) = await house.licensing.of(lent.id)
    assert f"{licence.until:%Y-%m-%d %H:%M}" == "2099-12-31 16:00", "to the end of the last day in China"
    assert "到 2099年12月31日" in await wang.looks(f"/desk/licences/{lent.id}")

    await house.lending.borrow("patron-one", lent.id)
    await house.lending.borrow("patron-two", lent.id)
    assert "1 份，借出 1，1 位在等" in (await wang.http.get("/desk/licences")).text
    terms = f"/desk/licences/{lent.id}/{licence.id}/terms"
    refused = await wang.does(terms, copies="0", until="2099-12-31")
    assert (refused.status_code, "要在 1 到" in refused.text) == (400, True)
    assert (await wang.does(terms.replace(licence.id, "B" * 26), copies="2")).status_code == 404
    await wang.does(terms, copies="2", until="2099-12-31")
    (amended,) = await house.licensing.of(lent.id)
    assert (amended.copies, amended.until) == (2, licence.until)
    await wang.does(terms, copies="2", until="2098-12-31")
    assert "到 2098年12月31日" in await wang.looks(f"/desk/licences/{lent.id}")
    licences, loans = [await taken_along(wang, name) for name in ("licences.csv", "loans.csv")]
    assert licences[1][:5] == ["边城", lent.code, licence.id, "2", "2098-12-31"]
    assert licences[1][8:] == ["在用", "1", "1", "0"], "the second copy is kept for who waited"
    assert loans[1][:3] == ["边城", lent.code, licence.id]
    assert "patron-" not in str(licences + loans)

    await wang.does(f"/desk/licences/{lent.id}/{licence.id}/end")
    assert "已结束" in await wang.looks(f"/desk/licences/{lent.id}")

    figures = await wang.looks("/desk/licences/figures")
    assert "边城" in figures
    rows = await taken_along(wang, "months.csv")
    assert rows[1][1:6] == ["边城", lent.code, "", "少于5", "0"]
    assert "patron-" not in figures

    pages = ("", "?words=呐喊", f"/{lent.id}", f"/{open_.id}", "/figures", "/groups", "/table", "/NOSUCHBOOK")
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, ignore_https_errors=True, base_url=shutong.base_url
    )
    await context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value, "url": shutong.base_url}
            for cookie in wang.http.cookies.jar
        ]
    )
    page = await context.new_page()
    for path in pages:
        await page.goto(f"/desk/licences{path}")
        assert not (await Axe().run(page)).response["violations"], path
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    await context.close()


async def test_a_table_is_looked_at_first_and_changes_nothing_twice(shutong: Running, wang, tmp_path):
    house = shutong.house
    title = await shelve(house, "边城", tmp_path)
    written = f"短码\t份数\t到期日\t场馆\n{title.code}\t3\t2099-12-31\t大兴机场\nZZZZZ-ZZZZZ\t1\t\t\n"
    await wang.looks("/desk/licences/table")
    seen = (await wang.does("/desk/licences/table", written=written)).text
    assert "还没有登记" in seen
    assert "要登记 1 行，没有这本书 1 行。" in seen
    assert await house.licensing.of(title.id) == ()
    for _ in range(2):
        done = (await wang.does("/desk/licences/table", written=written, sure="true")).text
        assert "登记完了" in done
    (licence,) = await house.licensing.of(title.id)
    assert (licence.copies, licence.venue) == (3, "大兴机场")
    refused = await wang.does("/desk/licences/table", written="没有列名\n1,2")
    assert refused.status_code == 400
    assert "其中至少有一列是" in refused.text
    assert "没有列名" in refused.text, "what was pasted is not lost"

"""Accounts at the desk, and where one is signed in."""

import re

import httpx

from library.roles import Role
from library.sessions import csrf_token
from tests.running import NO_TLS
from tests.web.desk.conftest import PASSWORD

GIVEN = re.compile(r"<dt>一次性密码</dt><dd>([^<]+)</dd>")


async def test_an_administrator_lets_a_colleague_in(house):
    boss = await house.signed_in("boss", "馆长", Role.ADMINISTRATOR)
    assert "馆长" in await boss.looks("/desk/staff")
    added = await boss.does("/desk/staff", login="li", name="李馆员", role="supervisor")
    password = GIVEN.search(added.text)[1]
    li = await house.staff.authenticate("li", password)
    assert (li.name, li.role, li.must_change) == ("李馆员", Role.SUPERVISOR, True)
    assert password not in await boss.looks("/desk/staff")
    again = await boss.does("/desk/staff", login="LI", name="另一个李", role="librarian")
    assert (again.status_code, "已经有人用了" in again.text, "另一个李" in again.text) == (409, True, True)
    assert (await boss.does("/desk/staff", login=" ", name="谁", role="librarian")).status_code == 422
    assert (await boss.does("/desk/staff", login="x", name="谁", role="king")).status_code == 422


async def test_what_is_done_to_an_account_counts_at_once(house):
    boss = await house.signed_in("boss", "馆长", Role.ADMINISTRATOR)
    wang = await house.signed_in("wang", "王馆员")
    her = f"/desk/staff/{wang.librarian.id}"
    await boss.does(f"{her}/role", role="administrator")
    assert (await wang.http.get("/desk/staff")).status_code == 200
    await boss.does(f"{her}/role", role="librarian")
    assert (await wang.http.get("/desk/staff")).status_code == 403
    await boss.does(f"{her}/sign-out")
    assert (await wang.http.get("/desk")).headers["location"] == "/desk/sign-in"
    await boss.does(f"{her}/close")
    refused = await wang.http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
    assert refused.status_code == 401
    await boss.does(f"{her}/open")
    password = GIVEN.search((await boss.does(f"{her}/reset")).text)[1]
    assert (await house.staff.authenticate("wang", password)).must_change


async def test_nobody_does_anything_to_herself_or_to_another_branch(house):
    boss = await house.signed_in("boss", "馆长", Role.ADMINISTRATOR)
    for path in ("role", "close", "reset"):
        assert (
            await boss.does(f"/desk/staff/{boss.librarian.id}/{path}", role="librarian")
        ).status_code == 404
    wang = await house.librarian("wang", "王馆员")
    await house.staff.move(boss.librarian.id, "0001")
    assert (await boss.does(f"/desk/staff/{wang.id}/close")).status_code == 404
    assert "王馆员" not in (await boss.http.get("/desk/staff")).text
    await boss.does("/desk/staff", login="li", name="李馆员", role="librarian")
    assert (await house.staff.by_login("li")).branch == "0001"


async def test_she_sees_where_she_is_signed_in_and_ends_it(house):
    wang = await house.signed_in("wang", "王馆员")
    windows = {"user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36"}
    async with httpx.AsyncClient(base_url=house.url, verify=NO_TLS, headers=windows) as elsewhere:
        await elsewhere.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        html = await wang.looks("/desk/sessions")
        assert "Chrome · Windows" in html
        assert html.count("就是这里") == 1
        place = re.search(r'name="place" value="(\w+)"', html)[1]
        forged = {"csrf": csrf_token("another"), "place": place}
        assert (await elsewhere.post("/desk/sessions/end", data=forged)).status_code == 403
        await wang.does("/desk/sessions/end", place=place)
        assert (await elsewhere.get("/desk")).status_code == 303
        await elsewhere.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        await wang.does("/desk/sessions/end")
        assert (await elsewhere.get("/desk")).status_code == 303
    await wang.looks("/desk")

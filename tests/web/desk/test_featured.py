"""A librarian puts a title forward, in a browser without a script, and patrons hear of it."""

import re
from datetime import timedelta

import httpx
import pytest

from tests.handlers.lin import Lin, shelve
from tests.running import NO_TLS, Running
from tests.web.desk.conftest import PASSWORD, Browser


@pytest.fixture
async def wang(shutong: Running):
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as http:
        staff = shutong.house.staff
        librarian, once = await staff.add("wang", "王老师")
        await staff.change_password(librarian, once, PASSWORD)
        await http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        yield Browser(http, librarian)


@pytest.fixture
async def title(shutong: Running, tmp_path):
    return await shelve(shutong.house, "边城", tmp_path, authors=("沈从文",))


@pytest.fixture
def table(shutong: Running):
    return shutong.house.front_table


async def puts(wang, title, *, words="写给想家的人", until):
    await wang.looks(f"/desk/featured?title={title.id}")
    return await wang.does("/desk/featured", title=title.id, words=words, until=until)


async def test_from_the_search_to_a_patron_and_back(shutong: Running, wang, title, table):
    assert "还没有推荐的书" in await wang.looks("/desk/featured")
    found = await wang.looks("/desk/featured?words=边城")
    form = await wang.looks(re.search(r'href="(/desk/featured\?title=\w+)"', found)[1])
    assert f'value="{table.today + timedelta(days=14)}"' in form
    done = await puts(wang, title, words="写给\n想家的人", until=table.today)
    assert (done.status_code, done.headers["location"]) == (303, "/desk/featured")
    page = await wang.looks("/desk/featured")
    assert "写给 想家的人" in page
    assert "王老师" in page
    lin = Lin(shutong.house)
    assert "馆员推荐：写给 想家的人" in await lin.says("今天读什么")
    await wang.does("/desk/featured/remove", title=title.id)
    assert "馆员推荐：" not in await lin.says("今天读什么")


async def test_saying_something_else_of_it(wang, title, table):
    await puts(wang, title, until=table.today)
    assert "写给想家的人" in await wang.looks(f"/desk/featured?title={title.id}")
    await puts(wang, title, words="<b>一个下午", until=table.today + timedelta(days=3))
    assert "&lt;b&gt;一个下午" in await wang.looks("/desk/featured")
    [one] = await table.all()
    assert (one.words, one.until) == ("<b>一个下午", table.today + timedelta(days=3))


async def test_a_day_that_is_over_is_refused_with_what_was_typed(wang, title, table):
    answer = await puts(wang, title, words="好书", until=table.today + timedelta(days=-1))
    assert answer.status_code == 409
    assert "最后一天要从今天起" in answer.text
    assert 'value="好书"' in answer.text
    assert await table.all() == ()


async def test_a_title_that_is_gone(wang, title, table):
    await wang.looks("/desk/featured")
    assert (await wang.http.get("/desk/featured?title=NOSUCHBOOK")).status_code == 404
    answer = await wang.does("/desk/featured", title="NOSUCHBOOK", words="好", until=table.today)
    assert answer.status_code == 409
    assert "书库里没有这本书了" in answer.text


async def test_only_librarians_and_only_with_our_form(shutong: Running, wang, title, table):
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as stranger:
        for ask in (stranger.get("/desk/featured"), stranger.post("/desk/featured/remove", data={})):
            assert "/desk/sign-in" in (await ask).headers["location"]
    fields = {"title": title.id, "words": "好", "until": str(table.today)}
    assert (await wang.http.post("/desk/featured", data=fields)).status_code == 403
    assert (await wang.http.post("/desk/featured", data=fields | {"csrf": "guess"})).status_code == 403
    assert await table.all() == ()

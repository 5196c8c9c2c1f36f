"""A librarian draws up a reading plan in a browser without a script, and reads the figures."""

import re
from datetime import time

import httpx
import pytest

from reader.delivery import Schedule
from reader.plans import Plans
from tests.handlers.lin import shelve
from tests.running import NO_TLS, Running

PASSWORD = "青城的夏天很凉快"


class Browser:
    """It looks at pages and sends their forms, with the revision that stands in them."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http, self.page = http, ""

    async def looks(self, path: str) -> str:
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return answer.text

    def hidden(self, name: str) -> str:
        return re.search(rf'name="{name}" value="([^"]+)"', self.page)[1]

    async def does(self, path: str, **fields: object) -> httpx.Response:
        revision = {"revision": self.hidden("revision")} if 'name="revision"' in self.page else {}
        form = {"csrf": self.hidden("csrf")} | revision | fields
        answer = await self.http.post(path, data=form)
        if answer.status_code == 303:
            await self.looks(answer.headers["location"])
        else:
            self.page = answer.text
        return answer


@pytest.fixture
async def wang(shutong: Running):
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as http:
        staff = shutong.house.staff
        librarian, once = await staff.add("wang", "王老师")
        await staff.change_password(librarian, once, PASSWORD)
        await http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        yield Browser(http)


@pytest.fixture
async def title(shutong: Running, tmp_path):
    return await shelve(shutong.house, "边城", tmp_path)


async def begins(wang: Browser, title) -> str:
    """A plan with that title in it; returns its address."""
    await wang.looks("/desk/plans")
    answer = await wang.does("/desk/plans", name="二十一天读边城")
    path = answer.headers["location"]
    assert "《边城》" in await wang.looks(f"{path}?words=边城")
    await wang.does(f"{path}/titles", title=title.id)
    return path


async def test_from_a_name_to_an_open_plan(shutong, wang, title):
    path = await begins(wang, title)
    assert wang.page.count('name="portion"') == 21
    await wang.does(f"{path}/words", name="三天读边城", introduction="和翠翠一起。\r\n<b>慢慢读</b>")
    assert "&lt;b&gt;慢慢读" in wang.page
    await wang.does(f"{path}/length", days=3)
    portions = re.findall(r'name="portion"[^>]*value="(\d+)"', wang.page)
    assert len(portions) == 3
    await wang.does(f"{path}/days", portion=portions, note=["认识翠翠", "", "渡船"])
    assert "认识翠翠" in await wang.looks(f"{path}/preview")
    await wang.looks(path)
    await wang.does(f"{path}/publish")
    assert "开放中" in wang.page
    [plan] = await shutong.house.plans.open()
    assert [day.note for day in plan.days] == ["认识翠翠", "", "渡船"]
    assert plan.introduction == "和翠翠一起。\n<b>慢慢读</b>"
    await wang.does(f"{path}/withdraw")
    assert await shutong.house.plans.open() == ()
    assert "已收起" in await wang.looks("/desk/plans")


async def test_what_does_not_fit_is_said_and_what_was_typed_stays(wang, title):
    path = await begins(wang, title)
    await wang.does(f"{path}/length", days=2)
    total = sum(map(int, re.findall(r'name="portion"[^>]*value="(\d+)"', wang.page)))
    answer = await wang.does(f"{path}/days", portion=[total, 1], note=["写了很久的话", ""])
    assert answer.status_code == 409
    assert "分不下" in wang.page
    assert "写了很久的话" in wang.page


async def test_a_colleague_was_faster(shutong, wang, title):
    path = await begins(wang, title)
    drafts = shutong.house.drafts
    await drafts.describe(await drafts.get(path.rpartition("/")[2]), "同事起的名字", "")
    answer = await wang.does(f"{path}/words", name="我起的名字")
    assert answer.status_code == 409
    assert "同事刚刚改过" in wang.page
    assert "我起的名字" in wang.page
    assert (await drafts.get(path.rpartition("/")[2])).name == "同事起的名字"


async def test_titles_leave_and_drafts_are_thrown_away(wang, title):
    path = await begins(wang, title)
    await wang.does(f"{path}/titles/remove", title=title.id)
    assert 'name="portion"' not in wang.page
    assert (await wang.does(f"{path}/titles", title="ZZZZZZZZZZ")).status_code == 409
    await wang.looks(path)
    await wang.does(f"{path}/discard")
    assert "还没有读书计划" in wang.page
    assert (await wang.http.get(path)).status_code == 404


async def test_the_door_is_shut_and_forms_are_ours(shutong, wang, title):
    path = await begins(wang, title)
    assert (await wang.http.post(f"{path}/publish", data={"revision": 1})).status_code == 403
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as stranger:
        for page in ("/desk/plans", path, f"{path}/preview", "/desk/reading", "/desk/reading/titles.csv"):
            answer = await stranger.get(page)
            assert (answer.status_code, answer.headers["location"][:13]) == (303, "/desk/sign-in")


async def reads(plans: Plans, plan_id: str, patrons: range) -> None:
    for number in patrons:
        patron = f"patron {number}"
        await plans.join(patron, plan_id, Schedule(at=time(8)))
        await plans.hand_out(patron, plan_id, message="monday")


async def test_figures_show_five_and_more_and_nobody(shutong, wang, title):
    path = await begins(wang, title)
    await wang.does(f"{path}/publish")
    plans, plan_id = shutong.house.plans, path.rpartition("/")[2]
    await reads(plans, plan_id, range(4))
    assert "少于5人" in await wang.looks("/desk/reading")
    table = (await wang.http.get("/desk/reading/titles.csv")).text
    assert table.splitlines()[1].endswith("少于5人,少于5人,少于5人")
    await reads(plans, plan_id, range(4, 7))
    table = await wang.http.get("/desk/reading/titles.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.match(r"\ufeff书名,编号,读者", table.text)
    assert f"边城,{title.id},7," in table.text
    assert "patron" not in await wang.looks("/desk/reading")
    assert "二十一天读边城,7," in (await wang.http.get("/desk/reading/plans.csv")).text
    assert len((await wang.http.get("/desk/reading/weeks.csv?weeks=4")).text.splitlines()) == 5
    assert (await wang.http.get("/desk/reading?weeks=5")).status_code == 422, "no period of one's own"
    assert "停下的人少于5人" in await wang.looks(f"/desk/reading/titles/{title.id}")


async def test_a_plans_name_is_no_formula(shutong, wang, title):
    await wang.looks("/desk/plans")
    answer = await wang.does("/desk/plans", name="=1+1")
    path = answer.headers["location"]
    await wang.does(f"{path}/titles", title=title.id)
    await wang.does(f"{path}/publish")
    assert "'=1+1" in (await wang.http.get("/desk/reading/plans.csv")).text

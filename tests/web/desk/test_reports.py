"""The desk in figures, as its librarians see it and take it along."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest
from lxml import etree

from jobs.chores import for_reports
from library.branches import Branches
from library.clock import utc_now
from library.hours import BEIJING
from library.identity import new_id
from library.repository.branches import BranchRepository
from reference.changes import by_patron
from reference.models import Kind, Outcome
from reference.repository.facts import FactRepository
from reference.statistics.bunches import Step, bunches
from reference.statistics.counting import Counting
from reference.statistics.fact import End, Fact
from reference.statistics.sums import Sums
from tests.running import NO_TLS, Running
from tests.web.desk.conftest import PASSWORD, Browser
from tests.web.desk.workbooks import sheets
from web.charts import Chart, Column, Series, draw

TODAY = utc_now().astimezone(BEIJING).date()
ANSWERED = Fact(
    id="", version=1, day=TODAY, hour=9, branch="", venue="", end=End.ANSWERED, handed_over=False,
    reopened=False, kind=Kind.REFERENCE, read=3, outcome=Outcome.ANSWERED, first=12, spent=75,
    satisfaction=None,
)  # fmt: skip
OTHER = {"kind": None, "read": None, "outcome": None, "first": None, "spent": None}


@pytest.fixture
async def wang(house):
    return await house.signed_in("wang", "王馆员")


@pytest.fixture
def counted(database):
    """Facts like this one, so many."""

    async def count(times: int, **otherwise: object) -> None:
        await keep(database, *(like(ANSWERED, **otherwise) for _ in range(times)))

    return count


async def test_from_a_question_to_the_page(house, wang, database):
    receipt = await house.asks("元上都的资料在哪里？")
    await house.casework.claim(receipt.question_id, wang.librarian)
    assert "这段时间没有收到咨询" in await wang.looks("/desk/reports")

    async def always(_branch: str) -> None:
        return None

    await Counting(FactRepository(database), hours=always).count()
    shown = await wang.looks("/desk/reports")
    assert figures(shown)["收到"] == figures(shown)["还没有结束"] == 1
    assert "元上都" not in shown


async def test_in_the_whole_house_a_minute_later(shutong: Running):
    house = shutong.house
    await house.desk.ask("patron", "几点关门？", alias="读者 4F7K", message="m1")
    librarian, once = await house.staff.add("wang", "王老师")
    await house.staff.change_password(librarian, once, PASSWORD)
    for chore in for_reports(house.counting, house.summing):
        await chore.do()
    async with httpx.AsyncClient(base_url=shutong.base_url, verify=NO_TLS) as http:
        await http.post("/desk/sign-in", data={"login": "wang", "password": PASSWORD})
        browser = Browser(http, librarian)
        assert figures(await browser.looks("/desk/reports"))["收到"] == 1
        assert "解答咨询 0 人次" in await browser.looks("/desk/reports/two-sessions")


async def test_what_was_not_answered_is_never_counted_as_answered(wang, counted):
    await counted(7)
    await counted(2, end=End.UNANSWERED, outcome=Outcome.UNANSWERED)
    await counted(3, end=End.ABANDONED, **OTHER)
    await counted(4, end=End.NONE, **OTHER)
    shown = await wang.looks("/desk/reports")
    told = {name: count for name, count in figures(shown).items() if count}
    assert told == {"收到": 12, "已解答": 7, "未能解答": 2, "读者放弃": 3}
    assert "12 分钟" in shown
    assert "1 小时 15 分" in shown


async def test_what_was_promised(wang, counted):
    await counted(3, first=30)
    await counted(1, first=31)
    assert "答应 30 分钟内首次答复：4 个里做到了 3 个（75%）" in await wang.looks("/desk/reports")
    overview = dict(sheets((await wang.http.get("/desk/reports/report.xlsx")).content)["概览"])
    assert overview["首次答复没有超过承诺时间的"] == "3"


async def test_sorts_of_few_questions_are_not_told(wang, counted):
    await counted(9)
    await counted(2, kind=Kind.POLICY)
    shown = await wang.looks("/desk/reports")
    assert re.search(r"馆务</th><td><small>少于5", shown)
    assert re.search(r"参考</th><td><small>少于5", shown), "else it would be the sum less this one"
    assert re.search(r"荐读</th><td>0", shown)


async def test_what_patrons_said(wang, counted):
    await counted(8, satisfaction=3)
    await counted(5, satisfaction=1)
    await counted(9)
    shown = await wang.looks("/desk/reports")
    assert re.search(r">满意</th><td>8", shown)
    assert re.search(r">一般</th><td>0", shown)
    assert re.search(r"不满意</th><td>5", shown)


async def test_subjects_of_few_questions_are_not_even_named(wang, counted):
    await counted(5, subject="地方志")
    await counted(7, subject="=1+1")
    for subject in ("王家的家谱", "李家的家谱"):
        await counted(3, subject=subject)
    await counted(6)
    shown = await wang.looks("/desk/reports")
    named = re.findall(r'<th scope="row">([^<]+)</th><td>(\d+)', shown.split('id="subjects"')[1])
    assert named[:4] == [("=1+1", "7"), ("地方志", "5"), ("其他主题", "6"), ("没有写主题", "6")]
    assert "家的家谱" not in shown
    rows = table(await wang.http.get("/desk/reports/subjects.csv"))
    assert rows[1:3] == [["'=1+1", "7"], ["地方志", "5"]]
    book = sheets((await wang.http.get("/desk/reports/report.xlsx")).content)
    assert book["主题"][1:] == [["=1+1", "7"], ["地方志", "5"], ["其他主题", "6"], ["没有写主题", "6"]]


async def test_how_long_librarians_worked(wang, counted):
    await counted(3, minutes=20)
    await counted(1, minutes=90)
    await counted(4)
    shown = await wang.looks("/desk/reports")
    assert "填了的 4 个</small></th><td>20 分钟</td><td>1 小时 30 分" in shown
    assert "一共 2 小时 30 分" in shown
    overview = dict(sheets((await wang.http.get("/desk/reports/report.xlsx")).content)["概览"])
    assert overview["馆员用时：一共"] == "2 小时 30 分"


async def test_waits_month_by_month(wang, counted):
    await counted(1, day=date(2026, 3, 5), first=5, spent=10)
    await counted(2, day=date(2026, 5, 5), first=70, spent=None)
    since = "since=2026-03-01&until=2026-05-31"
    shown = await wang.looks(f"/desk/reports?{since}")
    assert "2026年3月</th><td>5 分钟／5 分钟</td><td>10 分钟／10 分钟" in shown
    assert "2026年4月</th>" not in shown.split('id="waits"')[1]
    rows = table(await wang.http.get(f"/desk/reports/months.csv?{since}"))
    assert rows[1:] == [
        ["2026-03", "1", "5", "5", "1", "10", "10"],
        ["2026-05", "2", "70", "70", "0", "", ""],
    ]
    book = sheets((await wang.http.get(f"/desk/reports/report.xlsx?{since}")).content)
    assert book["逐月"][1] == rows[1]


async def test_facts_from_before_a_field_was_counted(wang, counted, database):
    await counted(6)
    await database["question_facts"].update_many({}, {"$unset": {"satisfaction": "", "reopened": ""}})
    assert figures(await wang.looks("/desk/reports"))["已解答"] == 6


async def test_figures_of_a_branch_and_those_below_it(house, wang, counted, database):
    branches = Branches(BranchRepository(database), library="青城图书馆")
    district = await branches.add("", "新城区馆")
    street = await branches.add(district.id, "海东路分馆")
    await counted(1)
    await counted(2, branch=district.id)
    await counted(3, branch=street.id)
    assert figures(await wang.looks("/desk/reports"))["收到"] == 6
    assert figures(await wang.looks(f"/desk/reports?branch={district.id}"))["收到"] == 5
    rows = table(await wang.http.get("/desk/reports/branches.csv"))
    assert [row[:2] for row in rows[1:]] == [["青城图书馆", "1"], ["新城区馆", "2"], ["海东路分馆", "3"]]


async def test_another_branchs_figures_are_none_for_her(house, wang, counted, database):
    branches = Branches(BranchRepository(database), library="青城图书馆")
    hers, other = await branches.add("", "新城区馆"), await branches.add("", "玉泉区馆")
    await counted(1, branch=hers.id)
    await counted(8, branch=other.id)
    await database["staff"].update_one({"login": "wang"}, {"$set": {"branch": hers.id}})
    shown = await wang.looks("/desk/reports")
    assert figures(shown)["收到"] == 1
    assert "玉泉区馆" not in shown
    for path in (
        "reports",
        "reports/days.csv",
        "reports/branches.csv",
        "reports/subjects.csv",
        "reports/months.csv",
        "reports/report.xlsx",
        "reports/ends.svg",
    ):
        for branch in (other.id, ""):
            assert (await wang.http.get(f"/desk/{path}?branch={branch}")).status_code == 404


async def test_tables_to_take_along(wang, counted):
    await counted(6, venue="=1+1")
    await counted(1, end=End.ABANDONED, day=TODAY - timedelta(days=2), **OTHER)
    rows = table(await wang.http.get(f"/desk/reports/days.csv?since={TODAY - timedelta(days=2)}"))
    assert rows[0][:4] == ["日期", "收到", "已解答", "未能解答"]
    assert [row[1:3] for row in rows[1:]] == [["1", "0"], ["0", "0"], ["6", "6"]]

    taken = await wang.http.get("/desk/reports/report.xlsx")
    book = sheets(taken.content)
    assert list(book) == [
        "概览",
        "每天",
        "各馆",
        "场馆",
        "逐月",
        "钟点",
        "类型",
        "READ",
        "结果",
        "读者评价",
        "主题",
    ]
    assert book["场馆"][-1][0] == "=1+1", "a name is no formula"
    assert len(book["每天"]) == 31
    assert ["已解答", "6"] in book["概览"]


async def test_a_chart_to_put_into_a_report(wang, counted):
    await counted(6)
    for name in ("ends", "hours"):
        taken = await wang.http.get(f"/desk/reports/{name}.svg")
        assert taken.headers["content-type"] == "image/svg+xml"
        drawn = etree.fromstring(taken.content)
        labelled = drawn.get("aria-labelledby").split()
        words = [drawn.xpath("string(//*[@id=$id])", id=one) for one in labelled]
        assert all(words), "who does not see it hears what it shows"


@pytest.mark.parametrize("query", ["since=never", "branch=" + "x" * 27])
async def test_what_is_no_question_is_refused(wang, query):
    assert (await wang.http.get(f"/desk/reports?{query}")).status_code == 422


@pytest.mark.parametrize(
    "query", ["since=2030-01-01", "since=0001-01-01", "until=0001-01-01", "since=2026-03-05&until=2026-03-01"]
)
async def test_days_in_any_order_are_put_right(wang, query):
    assert "没有收到咨询" in await wang.looks(f"/desk/reports?{query}")


def test_long_periods_are_bunched():
    def days(count: int) -> dict[date, Sums]:
        first = date(2026, 1, 1)
        return {first + timedelta(days=ahead): Sums(answered=1) for ahead in range(count)}

    for count, step, length in ((31, Step.DAY, 31), (60, Step.WEEK, 9), (365, Step.MONTH, 12)):
        found = bunches(days(count))
        assert {one.step for one in found} == {step}
        assert len(found) == length
        assert sum((one.sums for one in found), Sums()).answered == count


def test_what_is_drawn_stands_within_the_chart_and_is_escaped():
    series = [Series(key="a", name="<b>", colour="#000000"), Series(key="b", name="二", colour="#ffffff")]
    for counts in ([(0, 0)], [(3, 4), (997, 2)], [(1, 1)] * 120):
        columns = [Column(label="</svg>", counts=pair) for pair in counts]
        chart = Chart(id="c", title="<script>", description='"&', series=series, columns=columns)
        drawn = etree.fromstring(draw(chart))
        for one in drawn.iter("{*}rect"):
            x, y, width, height = (float(one.get(name)) for name in ("x", "y", "width", "height"))
            assert x >= 0
            assert x + width <= 720
            assert y >= 0
            assert y + height <= 250.1


def figures(shown: str) -> dict[str, int]:
    """The sums at the top of the page."""
    found = re.findall(r"<dt>(?:<span[^>]*></span>)?([^<]+)</dt><dd>(\d+)", shown.split("知识库先答</h3>")[0])
    return {name: int(count) for name, count in found}


def table(answer) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def like(fact: Fact, **otherwise: object) -> Fact:
    """One more like it, but for this."""
    return replace(fact, id=new_id(), **otherwise)


async def keep(database, *facts: Fact) -> None:
    nothing = by_patron.born("nobody", "", "", utc_now())
    await FactRepository(database).keep([(nothing, fact) for fact in facts])

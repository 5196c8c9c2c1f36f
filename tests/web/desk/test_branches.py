"""Branches at the desk, with forms alone: set up, changed by one at a time, and each seen from above only."""

import re

import pytest

from library.branches import CENTRE
from library.roles import Role
from reference.attachment import Medium, to_fetch
from reference.routing import Whence
from tests.web.desk.test_attachments import PNG

EVIL = "<script>alert(1)</script>"
FORM = {"name": "回民区图书馆", "address": "通道街 8 号", "hours": "周二至周日 9:00-17:00"}


async def revision(browser, path: str) -> str:
    return re.search(r'name="revision" value="(\d+)"', await browser.looks(path))[1]


@pytest.fixture
async def wang(house):
    return await house.signed_in("wang", "王馆员", Role.SUPERVISOR)


@pytest.fixture
async def huimin(house, wang) -> str:
    """The page of a district's branch."""
    await wang.looks("/desk/branches")
    return (await wang.does("/desk/branches/centre/below", name=FORM["name"])).headers["location"]


async def test_from_the_first_form_to_a_branch_that_takes_questions(house, wang, huimin):
    seen = await revision(wang, huimin)
    saved = await wang.does(
        huimin,
        revision=seen,
        **FORM,
        other_names="回图，老图书馆",
        venues="回民区政务大厅、通道街文化站",
        languages=["mn", "xx"],
        subjects="家谱",
        point="40.8414, 111.7519",
        directions=EVIL,
        leads="true",
    )
    assert saved.headers["location"] == "/desk/branches"
    [centre, branch] = await house.branches.all()
    assert (branch.other_names, branch.languages, branch.leads) == (("回图", "老图书馆"), ("mn",), True)
    assert (branch.latitude, branch.longitude) == (40.8414, 111.7519)
    shown = await wang.looks(huimin)
    assert EVIL not in shown
    assert "回民区政务大厅、通道街文化站" in shown
    assert "开放时优先" in await wang.looks("/desk/branches")
    assert centre.name == "青城图书馆"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "名称要写"),
        ({"hours": "有空就开"}, "有空就开"),
        ({"point": "呼和浩特"}, "先纬度，再经度"),
        ({"point": "91, 111"}, "先纬度，再经度"),
    ],
)
async def test_a_mistake_leaves_what_was_typed(wang, huimin, wrong, said):
    typed = {**FORM, "phone": "0471-1234567", **wrong, "revision": await revision(wang, huimin)}
    refused = await wang.does(huimin, **typed)
    assert refused.status_code == 400
    assert said in refused.text
    assert "0471-1234567" in refused.text
    assert "0471-1234567" not in await wang.looks(huimin)


async def test_who_saves_second_is_told(house, wang, huimin):
    seen = await revision(wang, huimin)
    await wang.does(huimin, **FORM, phone="1", revision=seen)
    late = await wang.does(huimin, **FORM, phone="2", revision=seen)
    assert late.status_code == 409
    assert 'value="2"' in late.text
    assert (await house.branches.all())[1].phone == "1"


async def test_a_librarian_moved_to_a_branch_sees_it_and_nothing_above(house, wang, huimin):
    bao = await house.signed_in("bao", "宝音", Role.SUPERVISOR)
    await wang.looks(huimin)
    assert (await wang.does(f"{huimin}/staff", librarian=bao.librarian.id)).status_code == 303
    await wang.does(f"{huimin}/below", name="通道街分馆")

    tree = await bao.looks("/desk/branches")
    assert "回民区图书馆" in tree
    assert "通道街分馆" in tree
    assert "青城图书馆" not in tree
    await bao.looks(huimin)
    for path in ("/desk/branches/centre", "/desk/branches/00Z"):
        assert (await bao.http.get(path)).status_code == 404
        assert (await bao.does(path, **FORM)).status_code == 404
        assert (await bao.does(f"{path}/below", name="新的")).status_code == 404
        assert (await bao.does(f"{path}/staff", librarian=bao.librarian.id)).status_code == 404
    taken = await bao.does(f"{huimin}/staff", librarian=wang.librarian.id)
    assert taken.status_code == 404, "nobody takes a colleague away from above"
    assert (await house.staff.get(wang.librarian.id)).branch == CENTRE


async def test_nobody_moves_herself_nor_who_may_do_more(house, wang, huimin):
    boss = await house.librarian("guan", "馆长", Role.ADMINISTRATOR)
    assert "馆长" not in await wang.looks(huimin)
    for one in (boss, wang.librarian):
        assert (await wang.does(f"{huimin}/staff", librarian=one.id)).status_code == 404
        assert (await house.staff.get(one.id)).branch == CENTRE


async def test_a_question_of_another_branch_is_not_there(house, wang, huimin):
    bao = await house.signed_in("bao", "宝音", Role.SUPERVISOR)
    await house.staff.move(bao.librarian.id, (await house.branches.all())[1].id)
    asked = (await house.asks("总馆的问题")).question_id
    assert "总馆的问题" not in await bao.looks("/desk?tab=all")
    for path in (f"/desk/questions/{asked}", f"/desk/panes/thread/{asked}"):
        gone = await bao.http.get(path)
        assert gone.status_code == 404
        assert "总馆的问题" not in gone.text
    await bao.does(f"/desk/questions/{asked}/claim")
    assert (await house.casework.thread(asked)).question.assignee is None


async def test_a_picture_of_another_branch_is_not_there(house, wang, huimin):
    bao = await house.signed_in("bao", "宝音", Role.SUPERVISOR)
    sent = to_fetch(Medium.IMAGE, "m-1")
    asked = (await house.desk.ask("lin", "［图片］", alias="读者", message="m", attachment=sent)).question_id
    await house.attachments.keep(asked, sent, PNG)
    address = f"/desk/questions/{asked}/attachments/{sent.id}"
    etag = (await bao.http.get(address)).headers["etag"]

    await house.staff.move(bao.librarian.id, (await house.branches.all())[1].id)
    for headers in ({}, {"if-none-match": etag}):
        gone = await bao.http.get(address, headers=headers)
        assert (gone.status_code, PNG in gone.content) == (404, False)
    assert (await wang.http.get(address)).content == PNG


async def test_a_question_is_handed_on_to_a_branch_with_a_reason(house, wang, huimin):
    branch = (await house.branches.all())[1]
    bao = await house.signed_in("bao", "宝音", Role.SUPERVISOR)
    await house.staff.move(bao.librarian.id, branch.id)
    asked = (await house.asks("回民区馆有停车场吗")).question_id
    page = f"/desk/questions/{asked}"
    await wang.looks(page)
    await wang.does(f"{page}/claim")
    assert f'<option value="at:{branch.id}">' in await wang.looks(page)
    sent = await wang.does(f"{page}/hand-on", to=f"at:{branch.id}", text="请你们看看", key="k" * 8)
    assert sent.status_code == 303
    assert "转到回民区图书馆" in await wang.looks(page)
    assert "请你们看看" in await bao.looks(page)

    await bao.does(f"{page}/claim")
    away = await bao.does(f"{page}/hand-on", to="at:", text="总馆定", key="l" * 8)
    assert away.headers["location"] == "/desk", "she does not see it any more"
    assert "总馆定" in await wang.looks(page)


async def test_who_asked_from_a_branch_is_marked_so(house, wang, huimin):
    here = {**FORM, "venues": "政务大厅", "leads": "true", "hours": "每天 全天"}
    await wang.does(huimin, **here, revision=await revision(wang, huimin))
    await house.desk.ask("p", "提案", alias="读者", message="m", whence=Whence(venue="政务大厅"))
    queue = await wang.looks("/desk")
    assert "回民区图书馆" in queue
    assert "优先" in queue
    assert "前答" in queue

"""Tags at the desk: the house's page, the thread, the end of a question, and the queue."""

from library.roles import Role
from tests.web.desk.test_composing import claimed


async def test_a_tag_from_the_list_to_the_queue(house):
    chief = await house.signed_in("chief", "主管", Role.SUPERVISOR)
    wang = await house.signed_in("wang", "王敏")
    for name in ("地方志", "家<谱"):
        assert (await chief.does("/desk/tags", name=name)).headers["location"] == "/desk/tags"
    assert "家&lt;谱" in await wang.looks("/desk/tags")
    where = await claimed(house, wang, "旧城的地图在哪里？")
    await wang.does(f"{where}/tags", tags=["家<谱"])
    page = await wang.looks(where)
    assert "改标签 +家&lt;谱" in page
    assert 'value="家&lt;谱" checked' in page
    said = {"kind": "reference", "read": 2, "outcome": "answered"}
    await wang.does(f"{where}/resolve", **said, tags=["地方志"], was=["家<谱"])
    assert "旧城的地图" in await wang.looks("/desk?tag=地方志")
    assert "还没有问题" in await wang.looks("/desk?tag=家<谱")
    await chief.does("/desk/tags/remove", name="地方志")
    assert "旧城的地图" in await wang.looks("/desk?tag=地方志"), "it stays where it was put"


async def test_the_list_is_a_supervisors_and_five_are_enough(house):
    chief = await house.signed_in("chief", "主管", Role.SUPERVISOR)
    wang = await house.signed_in("wang", "王敏")
    assert (await wang.does("/desk/tags", name="我的")).status_code == 403
    six = list("甲乙丙丁戊己")
    for name in six:
        await chief.does("/desk/tags", name=name)
    assert (await chief.does("/desk/tags", name="长" * 13)).status_code == 409
    where = await claimed(house, wang)
    refused = await wang.does(f"{where}/tags", tags=six)
    assert (refused.status_code, "最多 5 个" in refused.text) == (409, True)
    bao = await house.signed_in("bao", "宝音")
    branch = await house.branches.add("", "南区")
    await house.staff.move(bao.librarian.id, branch.id)
    assert (await bao.does(f"{where}/tags", tags=["甲"])).status_code == 404

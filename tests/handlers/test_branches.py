"""Where the library's houses are, asked by name, by list and by sending where one is."""

from dataclasses import replace

import pytest

from bot.messages import Location
from config.wiring import House
from library.branches import CENTRE
from tests.handlers.lin import Lin

HUIMIN = {
    "address": "通道街 8 号", "phone": "0471-1234567", "directions": "公交 3 路到通道街南口",
    "hours": "每天 全天", "other_names": ("回图",), "latitude": 40.82, "longitude": 111.65,
}  # fmt: skip
SAIHAN = {"address": "大学东街 1 号", "latitude": 40.81, "longitude": 111.72, "hours": "每天 闭馆"}


@pytest.fixture
async def town(house: House) -> House:
    for name, fields in (("回民区图书馆", HUIMIN), ("赛罕区图书馆", SAIHAN), ("老图书馆", {"closed": True})):
        branch = await house.branches.add(CENTRE, name)
        await house.branches.change(replace(branch, **fields))
    return house


async def test_a_branch_is_asked_for_by_its_name(town, lin):
    for words in (
        "回民区图书馆", "请问回民区图书馆在哪里？", "回图怎么走", "回图周六几点关门", "我想去回民区图书馆"
    ):  # fmt: skip
        told = await lin.says(words)
        assert "【回民区图书馆】\n地址：通道街 8 号" in told
        assert "现在开着" in told
        assert "周一至周日 全天" in told
        assert "公交 3 路到通道街南口" in told
        assert "0471-1234567" in told
        assert "position=111.65,40.82" in told
    assert "近期不开放" in await lin.says("赛罕区图书馆今天开吗")
    for other in ("回民区图书馆有元上都的书吗", "老图书馆在哪里"):
        assert "【" not in await lin.says(other)


async def test_the_list_leads_to_each(town, lin):
    listed = await lin.says("有哪些分馆")
    assert "2 个馆：\n1. 回民区图书馆\n2. 赛罕区图书馆" in listed
    assert "大学东街 1 号" in await lin.says("2")


async def test_where_she_is_leads_to_the_nearest(town, lin):
    near = await lin.sends(Location, latitude=40.8102, longitude=111.7201, label="")
    assert "1. 赛罕区图书馆（20 米）\n2. 回民区图书馆（6.0 公里）" in near
    for key in await town.redis.keys("*"):
        kept = await town.redis.get(key) if await town.redis.type(key) == "string" else ""
        assert "40.8102" not in kept, "where she is, is not kept"
    assert "【赛罕区图书馆】" in await lin.says("1")


async def test_who_is_with_a_librarian_goes_on_with_her(town, lin):
    await lin.says("咨询 家谱在哪个分馆看")
    assert "已补充" in await lin.says("回民区图书馆在哪里")


async def test_in_her_language_only_what_librarians_wrote_is_chinese(town):
    guest = Lin(town, "o-guest")
    await guest.says("English")
    told = await guest.says("branch 回图")
    assert "Address: 通道街 8 号" in told
    assert "每天" not in told
    assert "周一" not in told


async def test_without_any_branch_written_down_there_is_the_way_to_a_person(lin):
    assert "咨询" in await lin.says("有哪些分馆")
    assert "还不会看地图" in await lin.sends(Location, latitude=1.0, longitude=1.0, label="")

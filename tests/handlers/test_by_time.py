"""She has five minutes: as much as she reads in them."""

import re

import pytest

from tests.handlers.lin import shelve


@pytest.fixture
async def book(house, lin, tmp_path):
    title = await shelve(house, "朝花夕拾", tmp_path)
    await lin.says("开始 《朝花夕拾》")
    return title


async def test_one_minute_is_one_instalment(lin, book):
    assert "第一章（2/" in await lin.says("我有1分钟")


@pytest.mark.parametrize("words", ["我有5分钟", "有一刻钟", "读10分钟", "半小时", "i have 10 minutes"])
async def test_more_is_a_page_with_exactly_this_portion(lin, book, words):
    card = await lin.says(words)
    count = int(re.search(r"接下来的 (\d+) 段", card).group(1))
    assert count > 1
    assert "https://library.example/read/in/" in card
    assert "每分钟" not in card, "her pace is not known yet"
    assert f"第一章（{count + 2}/" in await lin.says("继续")


async def test_her_own_pace_is_said_once_it_is_known(house, lin, book):
    patron = (await house.patrons.recognise("main", lin.openid)).id
    await house.database["enrolments"].update_one({"patron": patron}, {"$set": {"paces": [1.05] * 3}})
    assert "按您每分钟约 420 字" in await lin.says("我有5分钟")


async def test_how_long_is_asked(lin, book):
    assert "有多少时间" in await lin.says("读一会儿")
    assert "接下来的" in await lin.says("3")


async def test_without_a_book_there_is_a_way_to_one(lin):
    assert "找书" in await lin.says("我有5分钟")


async def test_a_mere_span_goes_to_the_librarian_who_asked(lin, book):
    await lin.says("咨询 我想约一位馆员面谈，要谈多久？")
    assert "补充" in await lin.says("半小时")

"""How long she has kept it up, and what is kept of it."""

from datetime import timedelta

import pytest

from library.clock import utc_now
from reader.days import local_day
from tests.handlers.lin import shelve


@pytest.fixture
async def book(house, lin, tmp_path):
    title = await shelve(house, "朝花夕拾", tmp_path)
    await lin.says("开始 《朝花夕拾》")
    return title


async def read_on_the_last(house, days: int):
    today = local_day(utc_now(), "Asia/Shanghai")
    counted = {"instalments": 2, "han": 800, "words": 0}
    on = {(today - timedelta(days=day)).isoformat(): counted for day in range(days)}
    await house.database["enrolments"].update_many({}, {"$set": {"days": on}})


async def test_who_has_not_begun_is_invited(lin):
    assert "第一天" in await lin.says("打卡天数")


async def test_days_in_a_row_and_today(house, lin, book):
    await read_on_the_last(house, 9)
    answer = await lin.says("我读了几天")
    assert "一共读了 9 天" in answer
    assert "连着 9 天" in answer
    assert "今天读了 2 段，大约 2 分钟" in answer


async def test_she_may_know_what_is_kept(house, lin, book):
    await read_on_the_last(house, 3)
    answer = await lin.says("我的阅读记录")
    assert "3 天里" in answer
    assert "不要记录" in answer


async def test_nothing_is_erased_before_she_says_so_twice(house, lin, book):
    await read_on_the_last(house, 3)
    assert "找不回来" in await lin.says("不要记录")
    assert "一共读了 3 天" in await lin.says("打卡天数")
    await lin.says("不要记录")
    assert "都删掉了" in await lin.says("1")
    assert "不要记录" in await lin.says("打卡天数")
    assert "不要记录" in await lin.says("我的阅读记录")
    assert "第一章" in await lin.says("继续"), "her place is kept"


async def test_and_begins_again_with_an_empty_diary(house, lin, book):
    await read_on_the_last(house, 3)
    await lin.says("不要记录")
    await lin.says("1")
    assert "重新记" in await lin.says("恢复记录")
    assert "第一天" in await lin.says("打卡天数")
    await lin.says("继续")
    assert "一共读了 1 天" in await lin.says("打卡天数")
    assert "一直记着" in await lin.says("恢复记录")


async def test_a_slip_of_the_finger_erases_nothing(lin, book):
    assert "都删掉了" not in await lin.says("不要记路")

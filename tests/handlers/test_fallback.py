"""What she says when she means no command."""

from dataclasses import replace

import pytest

from library.branches import CENTRE
from tests.handlers.lin import shelve


@pytest.mark.parametrize(
    "words", ["谢谢", "好的，谢谢！", "谢谢您的帮助", "哈哈哈", "晚安", "OK", "Thank you!", "баярлалаа"]
)
async def test_a_courtesy_is_no_riddle(lin, words):
    answer = await lin.says(words)
    assert "「继续」" in answer or "continue" in answer or "үргэлжлүүл" in answer
    assert "1." not in answer


async def test_a_librarian_who_is_thanked_hears_of_it(lin):
    await lin.says("咨询 馆里有没有《清史稿》？")
    assert "补充" in await lin.says("谢谢")


async def test_a_name_we_do_not_have_is_taken_for_a_name(lin):
    assert "没有找到叫「三体」的书或作者" in await lin.says("三体")
    assert "我没太明白「周末几点关门」" in await lin.says("周末几点关门")


@pytest.mark.parametrize("words", ["三体", "晚上九点", "周末几点关门", "帮助 停车"])
async def test_nothing_is_offered_twice(lin, words):
    offered = [line.partition(". ")[2] for line in (await lin.says(words)).splitlines() if line[:1].isdigit()]
    assert len(offered) == len(set(offered)) >= 2


async def test_to_begin_without_a_book_leads_to_one(house, lin, tmp_path):
    await shelve(house, "边城", tmp_path)
    assert "想读哪一本" in await lin.says("开始")
    assert "《边城》" in await lin.says("1")
    await lin.says("开始")
    assert "《边城》" in await lin.says("2")


async def test_out_of_hours_she_hears_when_librarians_answer_again(house, lin):
    centre = await house.branches.get(CENTRE)
    await house.branches.change(replace(centre, hours="每天 0:00-0:01"))
    said = await lin.says("咨询 馆里有没有《清史稿》的影印本？")
    assert "现在是休息时间，馆员" in said
    assert "12:00开始回答" in said or "0:00开始回答" in said
    assert await house.casework.waiting(), "and the question waits"

"""A lent title's text is read with a loan, by whatever way she comes to it."""

from datetime import timedelta

import pytest

from ebooks.lending.licences import Licence
from library.clock import utc_now
from tests.handlers.lin import shelve

WAYS = ("继续", "下一段", "上一段", "跳到第1章", "我有5分钟", "开始《边城》", "多发一段", "我的书签")


@pytest.fixture
async def title_id(house, tmp_path) -> str:
    title = await shelve(house, "边城", tmp_path)
    await house.licensing.add(title.id, Licence(id="licence", added_at=utc_now()))
    return title.id


async def test_without_a_loan_she_is_told_how_to_get_one_and_with_it_reads(house, lin, title_id):
    assert "《边城》要借了才能读" in await lin.says("开始《边城》")
    assert await house.shelf.books((await patron(house, lin)).id) == (), "nothing came onto her shelf"
    assert "借给您了" in await lin.says("1")
    assert "第0段" in await lin.says("开始")
    assert "边城里的事" in await lin.says("继续")


async def test_after_the_loan_every_way_back_is_closed_and_her_place_is_kept(house, lin, title_id):
    await lin.says("借《边城》")
    first = await lin.says("开始")
    second = await lin.says("继续")
    await lin.says("加书签")
    assert "每天" in await lin.says("每天早上8点送《边城》")
    await lin.says("还书")
    for way in WAYS:
        said = await lin.says(way)
        said = await lin.says("1") if "回复数字" in said or way == "我的书签" else said
        assert "要借了才能读" in said, way
    await lin.says("借《边城》")
    assert second.split("\n")[1:] == (await lin.says("开始")).split("\n")[1:] != first.split("\n")[1:]


@pytest.mark.parametrize("words", ["每天早上8点送《边城》", "订阅《边城》"])
async def test_who_orders_it_is_told_at_once_how_to_borrow_and_orders_then(house, lin, title_id, words):
    said = await lin.says(words)
    assert "《边城》要先借到，才能按时送来" in said
    assert "几点" not in said, "she is not asked for what would be of no use"
    assert "没有" in await lin.says("我的订阅")
    await lin.says(words)
    assert "借给您了" in await lin.says("1")
    assert "《边城》每天早上8:00" in await lin.says("每天早上8点送")


async def test_a_line_she_remembers_leads_to_the_loan(house, lin, title_id):
    await house.passages.catch_up()
    said = await lin.says("哪本书里有 第7段。边城里的事")
    assert "要借了才能读" in (await lin.says("1") if "回复数字" in said else said)


async def test_what_others_have_on_loan_is_not_hers(house, lin, title_id):
    borrower = await house.patrons.recognise("main", "o-wang")
    await house.lending.borrow(borrower.id, title_id)
    assert "要借了才能读" in await lin.says("开始《边城》")
    assert "第 1 位" in await lin.says("1")


async def test_an_open_title_is_read_by_all_until_it_gets_a_licence(house, tmp_path):
    title, seconds = await shelve(house, "呐喊", tmp_path), [0.0]
    readers = type(house.readers)(house.lending, seconds=lambda: seconds[0])
    assert await readers.may_read("", title.id)
    await house.licensing.add(title.id, Licence(id="licence", added_at=utc_now()))
    seconds[0] = timedelta(minutes=1).total_seconds()
    assert not await readers.may_read("", title.id)


async def patron(house, lin):
    return await house.patrons.recognise("main", lin.openid)


async def test_who_joins_a_plan_is_told_at_once_what_she_has_to_borrow(house, lin, title_id):
    drafts = house.drafts
    draft = await drafts.choose(await drafts.draft("三天读边城", ""), [(title_id, "边城")], 3)
    await drafts.publish(draft)
    await lin.says("加入 1")
    joined = await lin.says("晚上九点")
    assert "您加入了《三天读边城》" in joined
    assert "《边城》要先借到才读得了" in joined

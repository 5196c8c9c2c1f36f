"""What is on her shelf, and what is put away."""

import pytest

from tests.handlers.lin import shelve


@pytest.fixture
async def books(house, tmp_path):
    return [await shelve(house, name, tmp_path) for name in ("朝花夕拾", "呐喊")]


async def read_to_the_end(house, lin, title):
    last = (await house.shelf.contents(title.id))[-1]
    patron = (await house.patrons.recognise("main", lin.openid)).id
    await house.shelf.hand_out(patron, title.id, instalments=last.instalments, message="a long night")


async def test_an_empty_shelf_says_how_to_fill_it(lin):
    assert "找书" in await lin.says("书架")


async def test_reading_finished_and_put_away(house, lin, books):
    for book in books:
        await lin.says(f"开始 《{book.name}》")
    shelf = await lin.says("书架")
    assert "1. 《呐喊》" in shelf
    assert "2. 《朝花夕拾》" in shelf
    await read_to_the_end(house, lin, books[1])
    await lin.says("放下《朝花夕拾》")
    shelf = await lin.says("书架")
    assert "读完 1 本" in shelf
    assert "放下 1 本" in shelf
    assert "《呐喊》" in await lin.says("读完的书")
    assert "《朝花夕拾》" in await lin.says("放下的书")


async def test_what_was_put_away_is_taken_up_where_it_was(lin, books):
    await lin.says("开始 《朝花夕拾》")
    place = await lin.says("继续")
    assert "替您留着" in await lin.says("不读了")
    assert "还没有打开哪本书" in await lin.says("继续")
    await lin.says("放下的书")
    assert await lin.says("1") == place


async def test_what_was_put_away_does_not_come_by_itself(lin, books):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    await lin.says("开始 《朝花夕拾》")
    await lin.says("这本书不读了")
    assert "暂停中" in await lin.says("我的订阅")


async def test_a_book_that_is_not_there_cannot_be_put_away(lin, books):
    assert "没有正在读的书" in await lin.says("放下《朝花夕拾》")
    await lin.says("开始 《呐喊》")
    assert "放下哪一本" in await lin.says("放下《朝花夕拾》")
    assert "《呐喊》放下了" in await lin.says("1")


async def test_who_wants_nothing_kept_is_told_that_nothing_is(lin, books):
    await lin.says("开始 《呐喊》")
    await lin.says("不要记录")
    await lin.says("1")
    assert "《呐喊》" in await lin.says("书架")
    assert "不留" in await lin.says("不读了")
    assert "没有留下" in await lin.says("放下的书")

"""Bookmarks, excerpts and notes in the chat."""

import re

import pytest

from bot.messages import Unfollow
from language.illustration import Illustration
from language.paragraphs import Paragraph
from tests.handlers.lin import shelve


@pytest.fixture
async def reading(house, lin, tmp_path):
    await shelve(house, "边城", tmp_path, authors=("沈从文",))
    await lin.says("开始 《边城》")
    return lin


async def test_a_bookmark_leads_back(reading):
    lin = reading
    assert "已放好书签" in await lin.says("书签")
    await lin.says("继续")
    await lin.says("继续")
    listed = await lin.says("我的书签")
    assert "1. 第0段。" in listed
    assert "第0段。" in await lin.says("1")
    assert "（2/" in await lin.says("继续")


async def test_a_sentence_is_excerpted_by_number_and_read_again(reading):
    lin = reading
    assert "1. 第0段。" in await lin.says("摘抄")
    assert "边城里的事，说来话长。\n——《边城》沈从文" in await lin.says("2")
    assert "边城里的事" in await lin.says("我的摘抄")
    assert "「边城里的事，说来话长。」" in await lin.says("1")


async def test_words_of_the_book_are_excerpted_and_others_are_not(reading):
    lin = reading
    assert "已摘抄" in await lin.says("摘抄 「第0段」")
    assert "没有找到这句话" in await lin.says("摘抄 满纸荒唐言")


async def test_a_note_may_be_said_at_once_or_after_being_asked(reading):
    lin = reading
    assert "已记在《边城》" in await lin.says("笔记 翠翠真好")
    assert "想记什么" in await lin.says("记笔记")
    assert "已记在《边城》" in await lin.says("渡船也好")
    listed = await lin.says("我的笔记")
    assert listed.index("渡船也好") < listed.index("翠翠真好")


async def test_what_is_listed_can_be_removed_by_its_number(reading):
    lin = reading
    for words in ("一", "二", "三"):
        await lin.says(f"笔记 想法{words}")
    assert "删除哪一条" in await lin.says("删除 2")
    await lin.says("我的笔记")
    assert "已删除：想法二" in await lin.says("删除 2")
    assert "共 2 条" in await lin.says("我的笔记")


async def test_the_page_and_the_export_are_links_of_her_own(reading):
    lin = reading
    assert re.search(r"https://library\.example/read/in/[\w-]+", await lin.says("网页读"))
    assert "还没有摘抄和笔记" in await lin.says("导出摘抄")
    await lin.says("笔记 翠翠真好")
    assert re.search(r"https://library\.example/read/export/[\w-]+", await lin.says("导出笔记"))


async def test_the_link_says_so_where_the_page_shows_more_than_the_chat(house, reading):
    assert "插图" not in await reading.says("网页读")
    (here,) = await house.shelf.books((await house.patrons.recognise("main", reading.openid)).id)
    text = [("第一章", [Paragraph("渡船过河。" * 90)]), ("第二章", [Paragraph("白塔坍了。" * 90)])]
    await house.shelf.put(here.title_id, "边城", text, {1: [Illustration(0, "a" * 64, "白塔", 300, 200)]})
    await reading.says("跳到第1章")
    assert "插图" not in await reading.says("网页读"), "not in this chapter"
    await reading.says("跳到第2章")
    assert "这一章有插图，网页上能看到。" in await reading.says("网页读")


@pytest.mark.parametrize("words", ["书签", "摘抄", "网页读"])
async def test_without_an_open_book_there_is_nothing_to_mark(lin, words):
    assert "还没有打开哪本书" in await lin.says(words)


@pytest.mark.parametrize("words", ["我的书签", "我的摘抄", "我的笔记"])
async def test_an_empty_list_says_how_to_begin(lin, words):
    assert "还没有" in await lin.says(words)


async def test_who_leaves_leaves_no_mark(house, reading):
    await reading.says("笔记 翠翠真好")
    await reading.says("书签")
    await reading.sends(Unfollow)
    assert await house.database["marks"].count_documents({}) == 0

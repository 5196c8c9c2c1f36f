"""What is not words: pictures, voices, places, links, barcodes, codes on a wall, and a goodbye."""

import pytest

from bot.messages import Barcode, Image, Link, Location, Scan, Unfollow, Voice
from reference.attachment import Keeping
from tests.handlers.lin import shelve

ISBN = "9787020002207"


async def test_a_picture_reaches_the_librarian_who_was_asked(house, lin):
    await lin.says("咨询 这本书是哪一版？")
    chen, _ = await house.staff.add("chen", "陈静")
    question = await house.casework.claim_next(chen)
    assert "陈静" in await lin.sends(Image, media_id="m-1", picture_url="")
    thread = await house.casework.thread(question.id)
    shown = thread.entries[-1]
    assert (shown.text, shown.attachment.media, shown.attachment.state) == (
        "［图片］",
        "m-1",
        Keeping.WAITING,
    )


async def test_a_voice_can_be_the_question(house, lin):
    await lin.says("咨询")
    assert "已转给馆员" in await lin.sends(Voice, media_id="m-2")
    chen, _ = await house.staff.add("chen", "陈静")
    assert (await house.casework.claim_next(chen)).preview == "［语音］"
    assert "馆员" in await lin.says("我的问题")


@pytest.mark.parametrize(
    ("media", "preview"),
    [
        ((Voice, {"media_id": "Abc_d-9"}), "［语音］"),
        ((Image, {"media_id": "Xyz", "picture_url": ""}), "［图片］"),
    ],
)
async def test_what_comes_unasked_is_kept_and_offered_to_a_librarian(house, lin, media, preview):
    kind, fields = media
    assert "1. 转给馆员" in await lin.sends(kind, **fields)
    assert "已转给馆员" in await lin.says("1")
    chen, _ = await house.staff.add("chen", "陈静")
    assert (await house.casework.claim_next(chen)).preview == preview


async def test_what_comes_unasked_need_not_go_to_anybody(house, lin):
    await lin.sends(Voice, media_id="m-3")
    assert "【找书】" in await lin.says("2")
    assert "没有正在处理的问题" in await lin.says("我的问题")


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (Location, {"latitude": 45.8, "longitude": 126.5, "label": ""}, "还不会看地图"),
        (Link, {"title": "x", "url": "https://example.org"}, "打不开"),
    ],
)
async def test_what_we_cannot_read_gets_a_helpful_answer(lin, kind, fields, words):
    assert words in await lin.sends(kind, **fields)


async def test_a_barcode_finds_the_book(house, lin, tmp_path):
    await shelve(house, "边城", tmp_path, isbn=ISBN)
    assert "《边城》" in await lin.sends(Barcode, menu_key="SCAN", kind="EAN_13", content=ISBN)
    assert "没有找到" in await lin.sends(Barcode, menu_key="SCAN", kind="EAN_13", content="9787532776771")


async def test_a_code_on_the_wall_greets_who_is_new_and_opens_the_book(house, lin, tmp_path):
    title = await shelve(house, "边城", tmp_path)
    words = await lin.sends(Scan, scene=f"title:{title.id}", first=True)
    assert "书童" in words
    assert "《边城》" in words
    assert "回复「开始」" in words
    assert "第0段" in await lin.says("开始")
    card = await lin.sends(Scan, scene=f"title:{title.id}", first=False)
    assert "书童" not in card
    assert "回复「开始」" in card


async def test_a_choice_may_be_said_in_many_ways(house, lin, tmp_path):
    for name in ("边城", "边城续"):
        await shelve(house, name, tmp_path)
    listed = (await lin.says("找书 边城")).splitlines()
    second = listed[2].split("《")[1].split("》")[0]
    assert f"《{second}》" in await lin.says("第二个")


async def test_who_leaves_takes_her_books_along_but_not_the_count_of_questions(house, lin, tmp_path):
    title = await shelve(house, "边城", tmp_path)
    await lin.sends(Scan, scene=f"title:{title.id}", first=True)
    await lin.says("开始")
    await lin.says("咨询 几点开门？")
    await lin.sends(Unfollow)
    assert await house.database["enrolments"].count_documents({}) == 0
    assert await house.database["patrons"].count_documents({"openid": lin.openid}) == 0
    assert await house.database["questions"].count_documents({}) == 1
    assert "还没有打开哪本书" in await lin.says("继续")

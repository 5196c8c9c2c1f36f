"""A patron has a book sent to her by itself, in her own words."""

import pytest

from tests.handlers.lin import Lin, shelve


@pytest.fixture
async def book(house, tmp_path):
    return await shelve(house, "朝花夕拾", tmp_path)


@pytest.fixture
async def other(house, tmp_path):
    return await shelve(house, "呐喊", tmp_path)


async def orders(lin: Lin) -> str:
    return await lin.says("我的订阅")


async def test_the_book_at_hand_comes_from_tomorrow_on(lin, book):
    await lin.says("开始 《朝花夕拾》")
    answer = await lin.says("每天早上8点送")
    assert "《朝花夕拾》每天早上8:00，每次 1 段" in answer
    assert "下一次是" in answer
    assert "《朝花夕拾》每天早上8:00" in await orders(lin)


@pytest.mark.parametrize(
    ("words", "habit"),
    [
        ("订阅《朝花夕拾》每天7:30", "每天早上7:30，每次 1 段"),
        ("订阅 朝花夕拾 工作日晚上9点送两段", "工作日晚上9:00，每次 2 段"),
        ("每周一三五中午送我《朝花夕拾》", "每周一、三、五中午12:00，每次 1 段"),
        ("周末早上十点送《朝花夕拾》", "周末上午10:00，每次 1 段"),
        ("每天晚上9点半读10分钟《朝花夕拾》", "每天晚上9:30，每次约 10 分钟"),
        ("өдөр бүр өглөө 8 цагт 《朝花夕拾》 илгээгээрэй", ": өдөр бүр өглөөний 8:00 цагт, удаад 1 хэсэг"),
        ("send me 《朝花夕拾》 at 8pm on weekdays", "工作日晚上8:00，每次 1 段"),
    ],
)
async def test_in_many_words(lin, book, words, habit):
    assert f"《朝花夕拾》{habit}" in await lin.says(words)


async def test_what_is_missing_is_asked_for_step_by_step(lin, book, other):
    assert "哪一本" in await lin.says("每天送我一段")
    assert "几点" in await lin.says("订阅《朝花夕拾》每天")
    assert "没听懂" in await lin.says("等我想想")
    assert "每天晚上8:00" in await lin.says("3")


async def test_an_hour_of_her_own_answers_too(lin, book):
    assert "几点" in await lin.says("订阅《朝花夕拾》两段")
    assert "工作日晚上9:00，每次 2 段" in await lin.says("工作日晚上9点吧")


async def test_who_changes_her_mind_orders_nothing(lin, book):
    await lin.says("订阅《朝花夕拾》")
    await lin.says("取消")
    assert "没有定时送的书" in await orders(lin)
    assert "每天" not in await lin.says("3")


async def test_the_night_is_hers_to_choose(lin, book):
    answer = await lin.says("订阅《朝花夕拾》每天晚上11点")
    assert "晚上11:00" in answer
    assert "照送" in answer


async def test_to_order_again_is_to_change(lin, book):
    await lin.says("订阅《朝花夕拾》每周一三五晚上9点两段")
    assert "每周一、三、五早上7:00，每次 2 段" in await lin.says("订阅《朝花夕拾》早上7点")


async def test_hour_days_and_portion_are_changed_one_by_one(lin, book):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    assert "每天晚上9:00，每次 1 段" in await lin.says("换时间 晚上9点")
    assert "每周一、三、五晚上9:00，每次 1 段" in await lin.says("换成每周一三五")
    assert "每周一、三、五晚上9:00，每次 2 段" in await lin.says("每次两段")
    assert "想换成什么" in await lin.says("换时间")
    assert "每周一、三、五早上7:30" in await lin.says("1")
    assert "1 到 60 段" in await lin.says("每次九十段")


async def test_a_pause_with_an_end_and_one_without(lin, book):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    assert "下一次是" in await lin.says("暂停到下周一")
    assert "暂停到" in await orders(lin)
    assert "接着送" in await lin.says("恢复")
    assert "先不送了" in await lin.says("暂停")
    assert "暂停中" in await orders(lin)
    assert "下一次是" in await lin.says("恢复送书")


async def test_the_next_one_now(lin, book):
    first = await lin.says("开始 《朝花夕拾》")
    await lin.says("每天早上8点送")
    second = await lin.says("多发一段")
    assert "第一章（2/" in second
    assert second != first
    card = await lin.says("再发三段")
    assert "《朝花夕拾》接下来的 3 段" in card
    assert "/read/in/" in card


async def test_of_several_books_she_is_asked_which(lin, book, other):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    await lin.says("订阅《呐喊》每天晚上8点")
    assert "是哪一本" in await lin.says("暂停三天")
    assert "《朝花夕拾》先停一停" in await lin.says("2")
    assert "《呐喊》" in await lin.says("暂停《呐喊》")
    assert "《呐喊》《朝花夕拾》接着送" in await lin.says("恢复全部")


async def test_what_she_has_just_spoken_of_is_meant(lin, book, other):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    await lin.says("订阅《呐喊》每天晚上8点")
    assert "《呐喊》每天晚上8:00，每次 2 段" in await lin.says("每次两段")
    assert "《朝花夕拾》现在是" in await lin.says("换时间《朝花夕拾》")
    assert "《朝花夕拾》每周二、四早上8:00" in await lin.says("每周二和周四")
    assert "每次约 10 分钟" in await lin.says("换成每次10分钟")


async def test_of_several_to_change_she_chooses_first(house, lin, book, other, tmp_path):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    await lin.says("订阅《呐喊》每天晚上8点")
    await shelve(house, "彷徨", tmp_path)
    await lin.says("开始 《彷徨》")
    assert "是哪一本" in await lin.says("换时间 中午")
    assert "《朝花夕拾》每天中午12:00" in await lin.says("2")


async def test_a_part_of_the_day_is_no_hour_yet(lin, book):
    await lin.says("开始 《朝花夕拾》")
    assert "几点送" in await lin.says("每天早上送")
    assert "每天早上7:30" in await lin.says("1")


async def test_to_end_it_takes_two_words(lin, book):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    assert "不再送《朝花夕拾》了吗" in await lin.says("不要送了")
    assert "《朝花夕拾》" in await orders(lin)
    await lin.says("退订")
    assert "不再送了" in await lin.says("1")
    assert "没有定时送的书" in await orders(lin)


async def test_or_only_a_pause(lin, book):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    await lin.says("退订")
    assert "先不送了" in await lin.says("2")


async def test_five_books_at_most(house, lin, tmp_path):
    for name in "甲乙丙丁戊":
        await shelve(house, f"{name}集", tmp_path)
        await lin.says(f"订阅《{name}集》每天早上8点")
    await shelve(house, "己集", tmp_path)
    assert "最多同时送 5 本" in await lin.says("订阅《己集》每天早上8点")


async def test_mere_hours_go_to_the_librarian_who_asked(lin, book):
    await lin.says("开始 《朝花夕拾》")
    await lin.says("咨询 我想约一位馆员面谈，几点合适？")
    assert "补充" in await lin.says("周末早上十点")
    assert "没有定时送的书" in await orders(lin)


async def test_who_says_goodbye_gets_nothing_any_more(house, lin, book):
    await lin.says("订阅《朝花夕拾》每天早上8点")
    await house.deliveries.forget((await house.patrons.recognise("main", lin.openid)).id)
    assert "没有定时送的书" in await orders(lin)

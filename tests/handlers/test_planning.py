"""A patron keeps a reading plan in chat, alone and with a friend."""

import re

import pytest

from bot.messages import Unfollow
from tests.handlers.lin import Lin, shelve


@pytest.fixture
async def plan(house, tmp_path):
    """《边城》 in three days, with a note on the first."""
    title = await shelve(house, "边城", tmp_path)
    drafts = house.drafts
    draft = await drafts.choose(await drafts.draft("三天读边城", "和翠翠一起。"), [(title.id, title.name)], 3)
    counts = [day.count for day in draft.days]
    draft = await drafts.arrange(draft, counts, ("先认识一下翠翠", "", ""))
    await drafts.publish(draft)
    return await house.plans.get(draft.id)


async def joins(lin: Lin) -> str:
    await lin.says("读书计划")
    await lin.says("1")
    return await lin.says("1")


async def test_she_looks_chooses_and_says_when(lin, plan):
    assert "1. 三天读边城（3 天）" in await lin.says("有哪些读书计划")
    asked = await lin.says("1")
    assert "《边城》" in asked
    assert "几点" in asked
    assert "没听懂是几点" in await lin.says("随便吧")
    joined = await lin.says("晚上九点")
    assert "您加入了《三天读边城》" in joined
    assert "晚上9:00" in joined
    patron = await lin.house.patrons.recognise("main", lin.openid)
    [delivery] = await lin.house.deliveries.of(patron.id)
    assert (delivery.plan, delivery.schedule.at.hour) == (plan.id, 21)


async def test_joining_by_number_of_the_list_and_thinking_better_of_it(lin, plan):
    assert "几点" in await lin.says("加入 1")
    assert "不参加了" in await lin.says("取消")
    assert "还没有参加" in await lin.says("我的计划")
    assert "三天读边城" in await lin.says("加入 7"), "there is no seventh, so the list is shown"


async def test_a_plan_in_one_afternoon(lin, plan):
    await joins(lin)
    first = await lin.says("今天的计划")
    assert first.startswith("📖 三天读边城 · 第 1/3 天\n馆员的话：先认识一下翠翠")
    assert "点这里接着读" in first
    assert "第 1 天等着您" in await lin.says("我的计划")
    assert "第 1 天读完了" in await lin.says("读完了")
    assert "今天的都读完了" in await lin.says("读完了")
    assert "第 2/3 天" in await lin.says("今天的计划")
    again = await lin.says("今天的计划")
    assert "还等着您" in again
    assert "第 2/3 天" in again
    await lin.says("读完了")
    await lin.says("今天的计划")
    finished = await lin.says("今天的读完了")
    assert "您读完了「三天读边城」" in finished
    assert "/certificates/" in finished
    assert "🎓" in await lin.says("我的计划")
    assert "还没有参加" in await lin.says("今天的计划")


async def test_with_a_friend(house, lin, plan):
    await joins(lin)
    invitation = await lin.says("一起读")
    code = re.search("加入 ([2-9A-Z]{6})", invitation)[1]
    assert code in await lin.says("建群"), "she has one group"
    wang = Lin(house, "o-wang")
    assert f"和小组 {code} 一起" in await wang.says(f"加入 {code.lower()}")
    await wang.says("早上7点")
    await wang.says("今天的计划")
    await wang.says("读完了")
    told = await lin.says("小组进度")
    assert f"小组 {code}：2 人，0 人读完全程" in told
    assert "读完 1 天" in told
    assert "没有小组码 ZZZZZZ" in await wang.says("加入 ZZZZZZ")


async def test_leaving_is_asked_twice(lin, plan):
    await joins(lin)
    assert "真的退出吗" in await lin.says("退出计划")
    assert "三天读边城" in await lin.says("2")
    await lin.says("退出计划")
    assert "已退出" in await lin.says("1")
    assert "还没有参加" in await lin.says("我的计划")


async def test_of_two_plans_she_is_asked_which(house, lin, plan, tmp_path):
    title = await shelve(house, "呼兰河传", tmp_path)
    draft = await house.drafts.choose(await house.drafts.draft("读萧红"), [(title.id, title.name)], 2)
    await house.drafts.publish(draft)
    await joins(lin)
    await lin.says("读书计划")
    await lin.says("2")
    await lin.says("2")
    assert "哪一个计划" in await lin.says("今天的计划")
    assert "第 1/" in await lin.says("2")
    assert "第 1 天读完了" in await lin.says("读完了"), "only one waits for her"


async def test_without_any_plan(lin):
    assert "正在准备" in await lin.says("读书计划")
    assert "还没有参加" in await lin.says("读完了")
    assert "还没有参加" in await lin.says("一起读")


async def test_goodbye_leaves_no_membership(house, lin, plan):
    await joins(lin)
    patron = await house.patrons.recognise("main", lin.openid)
    await lin.sends(Unfollow)
    assert await house.plans.mine(patron.id) == ()
    assert await house.deliveries.of(patron.id) == ()


async def test_a_plan_pauses_and_changes_its_hour_like_any_delivery(lin, plan):
    await joins(lin)
    assert "三天读边城" in await lin.says("我的订阅")
    assert "三天读边城" in await lin.says("暂停")
    assert "三天读边城" in await lin.says("恢复")
    patron = await lin.house.patrons.recognise("main", lin.openid)
    await lin.says("换时间")
    await lin.says("晚上9点")
    [delivery] = await lin.house.deliveries.of(patron.id)
    assert (delivery.plan, delivery.schedule.at.hour, delivery.paused) == (plan.id, 21, False)
    await lin.says("退订")
    assert "不再送" in await lin.says("1")
    assert await lin.house.deliveries.of(patron.id) == ()
    assert await lin.house.plans.mine(patron.id) == ()


async def test_who_lost_her_certificate_gets_it_again(lin, plan):
    assert "读完一个读书计划就有证书" in await lin.says("我的证书")
    await joins(lin)
    assert "读完一个读书计划就有证书" in await lin.says("我的证书"), "she is not through yet"
    for _day in plan.days:
        await lin.says("今天的计划")
        first = await lin.says("读完了")
    again = await lin.says("我的证书找不到了")
    assert "您读完了「三天读边城」" in first
    assert "您读完了「三天读边城」" in again
    assert "/certificates/" in again
    assert "回复数字看证书" in await lin.says("我的计划")
    assert "/certificates/" in await lin.says("1")


async def test_of_several_certificates_she_is_asked_which(house, lin, plan, tmp_path):
    title = await shelve(house, "呐喊", tmp_path)
    draft = await house.drafts.choose(await house.drafts.draft("一天读呐喊"), [(title.id, title.name)], 1)
    await house.drafts.publish(draft)
    for number, days in (("1", 1), ("2", 3)):
        await lin.says("读书计划")
        await lin.says(number)
        await lin.says("1")
        for _day in range(days):
            await lin.says("今天的计划")
            await lin.says("读完了")
    assert "1. 三天读边城\n2. 一天读呐喊" in await lin.says("证书")
    assert "您读完了「一天读呐喊」" in await lin.says("2")

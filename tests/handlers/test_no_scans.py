"""Nothing a patron says makes MongoDB look through a whole collection."""

from datetime import date, time

from reader.delivery import Schedule
from tests.handlers.lin import shelve

SAID = (
    "你好", "找书 边城", "1", "开始", "继续", "上一段", "目录", "跳到第1章", "进度", "书架", "放书签",
    "我的书签", "摘抄 1", "我的摘抄", "笔记 好", "我的笔记", "下载", "哪本书里有 说来话长的事",
    "今天读什么", "换一批", "借《边城》", "我的借阅", "续借", "还书", "预约《边城》", "取消预约",
    "咨询 几点开门", "我的问题", "加入 1", "1", "今天的计划", "读完了", "一起读", "我的计划", "退出计划", "1",
)  # fmt: skip
COUNTED = {"titles"}  # what is found in all is said


async def test_no_query_scans(house, lin, tmp_path):
    title = await shelve(house, "边城", tmp_path)
    draft = await house.drafts.choose(await house.drafts.draft("春天"), [(title.id, title.name)], 3)
    await house.drafts.publish(draft)
    await house.database.command("profile", 2)
    for words in SAID:
        await lin.says(words)
    patron = await house.patrons.recognise("main", lin.openid)
    await house.deliveries.enrol(patron.id, title.id, schedule=Schedule(at=time(8)))
    await house.deliveries.due(10)
    await house.sweeping.sweep()
    await house.licensing.tallies(date(2026, 1, 1), date(2026, 1, 2))
    await house.outbox.lease()
    await house.database.command("profile", 0)
    scans = house.database["system.profile"].find({"planSummary": "COLLSCAN", "command.filter": {"$ne": {}}})
    assert {one["ns"].partition(".")[2] async for one in scans} <= COUNTED
    assert await house.database["system.profile"].count_documents({"planSummary": {"$regex": "IXSCAN"}}) > 20
    await house.database.drop_collection("system.profile")

"""The knowledge base answers what it knows, and leaves the rest to people."""

from pathlib import Path

import pytest

from reference.knowledge import KnowledgeBase, KnowledgeEntry, NoSuchEntry, read_entries
from reference.repository.knowledge import KnowledgeRepository

SEEDS = Path(__file__).parents[2] / "samples" / "knowledge.toml"


@pytest.fixture
async def knowledge(database) -> KnowledgeBase:
    base = KnowledgeBase(KnowledgeRepository(database))
    await base.add_missing(read_entries(SEEDS))
    return base


KNOWN = {
    "图书馆今天几点开门": "opening-hours",
    "请问你们周一开不开馆": "opening-hours",
    "圖書館星期天幾點關門": "opening-hours",
    "外地人能办证吗": "new-card",
    "借书证要押金吗": "deposit",
    "我的押金怎么退": "deposit",
    "一个人最多能借几本？": "borrow-limit",
    "书超期了要罚多少钱": "overdue",
    "还书晚了怎么办": "overdue",
    "在分馆借的可以在总馆还吗": "return-books",
    "自习室要不要预约": "study-seats",
    "能带孩子进去吗": "children",
    "我的卡丢了": "lost-card",
    "书被我弄丢了要赔多少": "lost-book",
    "密码忘记了怎么办": "password",
    "能打印吗，多少钱一张": "printing",
    "有ＷＩＦＩ吗": "wifi",
    "想报名当志愿者": "volunteer",
    "家里有旧书想捐给你们": "donation",
    "馆际互借怎么办理": "interlibrary-loan",
    "两会期间有什么服务": "two-sessions",
    "政协委员怎么查资料": "two-sessions",
    "有没有蒙古文的图书": "mongolian",
    "可以推荐你们买书吗": "recommend-purchase",
}

STRANGE = [
    "帮我找关于呼和浩特清代商业史的论文",
    "我想写一篇关于元上都的论文，有什么资料",
    "沙县小吃几点开门",
    "停车场附近有好吃的吗",
    "怎么办理护照",
    "身份证丢了怎么办",
    "我的电动车丢了",
    "火车票怎么退",
    "驾驶证密码忘了",
    "红楼梦后四十回是谁写的",
    "有没有讲蒙古帝国历史的英文书",
    "代表议案的写法有参考书吗",
    "上次借的那本书里夹了我的照片",
    "给孩子推荐几本绘本",
    "图书馆",
    "在吗",
    "你好",
    "？？？",
    "",
]


@pytest.mark.parametrize(("question", "entry"), KNOWN.items())
async def test_it_answers_what_it_knows(knowledge, question, entry):
    suggestion = await knowledge.answer(question)
    assert suggestion is not None
    assert suggestion.entry == entry


@pytest.mark.parametrize("question", STRANGE)
async def test_it_leaves_what_it_does_not_know(knowledge, question):
    assert await knowledge.answer(question) is None


async def test_every_wording_finds_its_own_entry(knowledge):
    missed = [
        (entry.id, wording)
        for entry in read_entries(SEEDS)
        for wording in entry.wordings
        if (await knowledge.related(wording))[0].entry != entry.id
    ]
    assert missed == []


async def test_two_entries_that_fit_alike_are_no_answer(database):
    base = KnowledgeBase(KnowledgeRepository(database))
    await base.add(KnowledgeEntry(id="north", wordings=("分馆几点开门",), answer="九点"))
    await base.add(KnowledgeEntry(id="south", wordings=("分馆几点开门",), answer="十点"))
    assert await base.answer("分馆几点开门") is None


async def test_a_new_entry_is_known_in_every_process(database, knowledge):
    elsewhere = KnowledgeBase(KnowledgeRepository(database))
    assert await knowledge.answer("失物招领在哪里") is None
    await elsewhere.add(KnowledgeEntry(id="lost-property", wordings=("失物招领在哪里",), answer="一楼。"))
    assert (await knowledge.answer("失物招领在哪里")).answer == "一楼。"
    await elsewhere.remove("lost-property")
    assert await knowledge.answer("失物招领在哪里") is None


async def test_seeding_again_undoes_no_edit(knowledge):
    seeds = read_entries(SEEDS)
    await knowledge.add(KnowledgeEntry(id="wifi", wordings=("有无线网吗",), answer="改过的"))
    assert await knowledge.add_missing(seeds) == 0
    assert (await knowledge.get("wifi")).answer == "改过的"


async def test_it_answers_in_whatever_language_it_was_written(knowledge):
    asked, answer = "номын сан хэдэн цагт нээх вэ", "Мягмараас Ням хүртэл 9:00–21:00."
    await knowledge.add(KnowledgeEntry(id="opening-hours-mn", wordings=(asked,), answer=answer))
    assert (await knowledge.answer("Номын сан хэдэн цагт нээх вэ?")).answer == answer


async def test_what_is_withdrawn_comes_not_back_with_the_seeds(knowledge, database):
    await database["knowledge"].update_one({"_id": "wifi"}, {"$set": {"state": "withdrawn"}})
    assert await knowledge.add_missing(read_entries(SEEDS)) == 0
    elsewhere = KnowledgeBase(KnowledgeRepository(database))
    assert await elsewhere.answer("有ＷＩＦＩ吗") is None
    with pytest.raises(NoSuchEntry):
        await elsewhere.get("wifi")

"""The house answers, asks whether it helped, and never stands in the way to a person."""

import pytest

from jobs.sample_library import teach
from reference.status import Status
from tests.handlers.lin import Lin


@pytest.fixture
async def lin(house):
    await teach(house.knowledge)
    return Lin(house)


async def asked(house):
    patron = await house.patrons.recognise("main", "o-lin")
    return await house.desk.open_question(patron.id)


NO = [
    "2",
    "没有",
    "没",
    "不是",
    "不对",
    "好像不是",
    "没用",
    "不太明白",
    "不是我要问的",
    "？？",
    "[疑问]",
    "否",
    "no",
    "转人工",
    "没解决",
]
YES = [
    "1",
    "有",
    "有用",
    "是的",
    "好的谢谢",
    "谢谢！",
    "可以了",
    "解决了",
    "嗯嗯",
    "ok",
    "👍",
    "👍🏻👍🏻",
    "[强]",
]


async def test_no_and_doubt_lead_to_a_librarian(house, lin):
    for words in NO:
        assert "这回答解决了吗？" in await lin.says("怎么办借书证")
        assert "已转给馆员" in await lin.says(words), words
        assert (await asked(house)).status is Status.QUEUED
        await house.desk.cancel((await asked(house)).patron)


async def test_yes_ends_it(house, lin):
    for words in YES:
        assert "这回答解决了吗？" in await lin.says("怎么办借书证")
        assert "太好了" in await lin.says(words), words
        assert await asked(house) is None


async def test_the_next_question_is_answered_too(house, lin):
    await lin.says("怎么办借书证")
    assert "停车" in await lin.says("有停车场吗")
    assert (await asked(house)).offered == "parking"


async def test_the_same_again_leads_to_a_librarian(house, lin):
    await lin.says("怎么办借书证")
    assert "已转给馆员" in await lin.says("怎么办借书证？？")
    assert (await asked(house)).status is Status.QUEUED


async def test_a_question_it_does_not_know_leads_to_a_librarian(house, lin):
    await lin.says("怎么办借书证")
    assert "已转给馆员" in await lin.says("咨询 元上都的考古报告在几楼")
    assert (await asked(house)).status is Status.QUEUED


async def test_no_is_no_answer_to_anything_else(house, lin):
    await lin.says("怎么办借书证")
    await lin.says("解决了")
    await lin.says("帮助")
    assert "已转给馆员" not in await lin.says("没有")
    assert await asked(house) is None


async def test_she_takes_her_yes_back(house, lin):
    await lin.says("怎么办借书证")
    await lin.says("解决了")
    assert "已转给馆员" in await lin.says("没解决")
    assert (await asked(house)).status is Status.QUEUED

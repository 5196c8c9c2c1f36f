"""The knowledge base at the desk, with forms alone: written by one, published by another."""

import re

import pytest

from reference.models import MACHINE, Closing, Kind, Outcome

LOST = {"asked": "失物招领在哪里\r\n东西丢在馆里了", "answer": "一楼总服务台。"}


async def seen(browser, path):
    return re.search(r'name="seen" value="(\d+)"', await browser.looks(path))[1]


async def does(browser, path, deed, **fields):
    return await browser.does(f"{path}/{deed}", seen=await seen(browser, path), **fields)


@pytest.fixture
async def wang(house):
    return await house.signed_in("wang", "王馆员")


@pytest.fixture
async def bao(house):
    return await house.signed_in("bao", "宝音")


async def test_from_the_form_to_the_bots_answer(house, wang, bao):
    assert "存为草稿" in await wang.looks("/desk/knowledge/new")
    path = (await wang.does("/desk/knowledge", **LOST)).headers["location"]
    assert "提交审核" in await wang.looks(path)
    assert "失物招领在哪里" in await bao.looks("/desk/knowledge?shelf=drafts")
    await does(wang, path, "propose")
    assert "自己写的要请另一位馆员审核" in await wang.looks(path)
    refused = await wang.does(f"{path}/approve", seen=await seen(wang, path))
    assert refused.status_code == 409
    assert "另一位馆员" in refused.text
    waiting = await bao.looks("/desk/knowledge?shelf=proposed")
    assert '待审核 <b class="count">1</b>' in waiting
    assert "看过了，发布" in await bao.looks(path)
    assert (await does(bao, path, "approve")).status_code == 303
    assert "第 1 版" in await bao.looks(path)
    assert (await house.knowledge.answer("失物招领在哪里")).answer == "一楼总服务台。"
    await bao.does(f"{path}/word", asked="雨伞落在这儿了")
    assert await house.knowledge.answer("雨伞落在这儿了")
    await does(bao, path, "withdraw")
    assert "失物招领在哪里" not in await bao.looks("/desk/knowledge")
    assert "失物招领在哪里" in await bao.looks("/desk/knowledge?shelf=withdrawn")
    assert await house.knowledge.answer("失物招领在哪里") is None


async def test_who_writes_second_keeps_what_was_typed(wang, bao):
    path = (await wang.does("/desk/knowledge", **LOST)).headers["location"]
    old = await seen(bao, path)
    await does(wang, path, "rewrite", asked="失物招领在哪里", answer="二楼。")
    late = await bao.does(f"{path}/rewrite", seen=old, asked="失物招领在哪里", answer="三楼 <b>。")
    assert late.status_code == 409
    assert "同事刚刚改过" in late.text
    assert "二楼。" in late.text
    assert "三楼 &lt;b&gt;。" in late.text


async def test_empty_and_personal_words_are_refused_with_what_was_typed(wang):
    await wang.looks("/desk/knowledge/new")
    refused = await wang.does("/desk/knowledge", asked="有问无答", answer=" ")
    assert refused.status_code == 409
    assert "有问无答" in refused.text
    path = (await wang.does("/desk/knowledge", asked="图书馆电话", answer="0471-4961234")).headers["location"]
    assert "是图书馆公开的" in await wang.looks(path)
    refused = await does(wang, path, "propose")
    assert (refused.status_code, "像是有个人信息" in refused.text) == (409, True)
    assert (await does(wang, path, "propose", public="true")).status_code == 303


async def test_a_resolved_question_becomes_a_form_without_who_asked(house, wang):
    receipt = await house.asks("我叫林月，雨伞丢在三楼怎么办")
    question = f"/desk/questions/{receipt.question_id}"
    form = f"/desk/knowledge/new?question={receipt.question_id}"
    assert (await wang.http.get(form)).status_code == 404
    await wang.does(f"{question}/claim")
    key = re.search(r'name="key" value="(\w+)"', await wang.looks(question))[1]
    await wang.does(f"{question}/answer", key=key, last_seq=1, text="到一楼总服务台找王馆员。")
    assert "整理进知识库" not in await wang.looks(question)
    await house.casework.resolve(
        receipt.question_id, wang.librarian, Closing(kind=Kind.POLICY, read=1, outcome=Outcome.ANSWERED)
    )
    assert form in await wang.looks(question)
    page = await wang.looks(form)
    assert "我叫［姓名］，雨伞丢在三楼怎么办" in page
    assert "到一楼总服务台找［姓名］。" in page
    assert "林月" not in page


async def test_only_librarians_and_only_with_our_form(house, wang):
    path = (await wang.does("/desk/knowledge", **LOST)).headers["location"]
    assert (await wang.http.post(f"{path}/propose", data={"seen": 1})).status_code == 403
    wang.http.cookies.clear()
    for address in ("/desk/knowledge", "/desk/knowledge/new", path):
        assert "/desk/sign-in" in (await wang.http.get(address)).headers["location"]


async def test_what_is_not_there(wang):
    assert (await wang.http.get("/desk/knowledge/nothing")).status_code == 404
    assert (await wang.does("/desk/knowledge/nothing/word", asked="问")).status_code == 404


async def test_the_list_says_how_each_answer_did(house, wang):
    for patron, helped in (("lin", True), ("bat", False)):
        who = {"alias": "读者 0000", "message": f"{patron} 1"}
        await house.desk.offer(patron, "押金怎么退", entry="deposit", **who)
        await (house.desk.resolved_by_patron(patron) if helped else house.desk.hand_over(patron))
    page = await wang.looks("/desk/knowledge?words=押金")
    assert "90 天里答过 2 次：解决 1，转馆员 <b" in page
    asked = (await house.desk.open_question("bat")).id
    page = await wang.looks("/desk/knowledge/deposit")
    assert "没有帮到这些读者" in page
    assert f"/desk/questions/{asked}" in page
    thread = await wang.looks(f"/desk/questions/{asked}")
    assert "机器人先这样答过" in thread
    assert thread.count("普通借阅证免押金") == 1
    await wang.does("/desk/knowledge/deposit/withdraw", seen=await seen(wang, "/desk/knowledge/deposit"))
    assert "机器人先这样答过" not in await wang.looks(f"/desk/questions/{asked}")


async def test_and_how_the_machine_did_whose_words_stand_in_the_thread(house, wang):
    who = {"alias": "读者 0000", "message": "lin 1"}
    assert "机器照这些回答" not in await wang.looks("/desk/knowledge")
    await house.desk.offer("lin", "老押金还退吗", entry=MACHINE, said="【机器回答】可以退还。", **who)
    question = (await house.desk.hand_over("lin")).question_id
    assert "机器照这些回答拼着答，90 天里 1 次：解决 0，转馆员 <b" in await wang.looks("/desk/knowledge")
    thread = await wang.looks(f"/desk/questions/{question}")
    assert '<div class="message bot ' in thread
    assert "【机器回答】可以退还。" in thread


async def test_a_gap_is_closed_by_another_way_to_ask(house, wang):
    assert "没有缺口" in await wang.looks("/desk/knowledge/gaps")
    for text in ("保证金要交多少", "要交多少保证金呢"):
        await house.asks(text)
    page = await wang.looks("/desk/knowledge/gaps")
    assert "2 位读者 · 2 次" in page
    assert "就是在问“办证要交押金吗？”" in page
    asked = re.search(r'name="asked" value="([^"]+)"', page)[1]
    assert (await wang.does("/desk/knowledge/deposit/word", asked=asked)).status_code == 303
    assert "没有缺口" in await wang.looks("/desk/knowledge/gaps")
    assert (await house.knowledge.answer("要交多少保证金呢")).entry == "deposit"


async def test_a_synonym_and_what_the_machine_makes_of_it(house, wang):
    path = "/desk/knowledge/words"
    assert "不会答，转给馆员" in await wang.looks(f"{path}?asked=保证金怎么退")
    assert (await wang.does(path, words="押金、保证金")).status_code == 303
    page = await wang.looks(f"{path}?asked=保证金怎么退")
    assert "会答</span>" in page
    assert "普通借阅证免押金" in page
    refused = await wang.does(path, words="押金 定金<b>")
    assert (refused.status_code, "定金&lt;b&gt;" in refused.text) == (409, True)
    await wang.does(f"{path}/remove", group=re.search(r'name="group" value="(\w+)"', page)[1])
    assert await house.knowledge.answer("保证金怎么退") is None


async def test_words_for_a_new_one_are_put_into_its_form(wang):
    assert ">雨伞 &lt;b&gt;</textarea>" in await wang.looks("/desk/knowledge/new?asked=雨伞 <b>")


async def test_what_the_house_says_is_found_while_an_answer_is_written(house, wang):
    find = "/desk/knowledge/find?words="
    found = await wang.http.get(f"{find}押金")
    assert found.text.count('role="option"') == 1
    assert "普通借阅证免押金" in found.text
    assert (await wang.http.get(find)).text.strip() == ""
    assert "<b>" not in (await wang.http.get(f"{find}<b>")).text

"""起草: the machine's draft with its sources, at the desk."""

import json

import pytest
from playwright.async_api import expect

from library.branches import CENTRE
from reference.assistant.refusals import TimedOut, Unreachable

SAID = "普通借阅证免押金。[1]以前交过的，带身份证和借书证到总服务台即可退还。[1]"


async def claimed(house, browser, text="我叫王小明，押金怎么退？"):
    receipt = await house.asks(text)
    await browser.does(f"/desk/questions/{receipt.question_id}/claim")
    return f"/desk/questions/{receipt.question_id}"


async def test_a_draft_with_its_sources_is_put_behind_what_was_written(house):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    house.model.says = SAID
    made = await wang.does(f"{where}/sketch", key="answer-key", text="您好，\r\n")
    assert made.headers["location"] == where
    page = await wang.looks(where)
    assert "普通借阅证免押金。<sup>[1]</sup>" in page
    assert "依据 1 条" in page
    assert '<a href="/faq/deposit">' in page
    assert "您好，\n</textarea>" in page
    await wang.does(f"{where}/insert-sketch", key="answer-key", text="您好，")
    page = await wang.looks(where)
    assert "您好，\n普通借阅证免押金。以前交过的，带身份证和借书证到总服务台即可退还。</textarea>" in page
    assert "机器起草" not in page


async def test_no_name_leaves_the_house(house):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    house.model.says = SAID
    await wang.does(f"{where}/sketch")
    (request,) = house.model.requests
    assert json.loads(request)["question"] == "我叫［姓名］，押金怎么退？"


async def test_a_draft_may_be_thrown_away(house):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    house.model.says = SAID
    await wang.does(f"{where}/sketch")
    await wang.does(f"{where}/drop-sketch", key="answer-key", text="我自己写")
    page = await wang.looks(where)
    assert "机器起草" not in page
    assert "我自己写</textarea>" in page


async def test_it_is_over_when_she_has_answered_and_says_when_the_patron_wrote_on(house):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    question = where.rsplit("/", 1)[1]
    house.model.says = SAID
    await wang.does(f"{where}/sketch")
    patron = (await house.casework.thread(question)).question.patron
    await house.desk.follow_up(patron, "急", message="later")
    assert "起草时还没有" in await wang.looks(where)
    await wang.does(f"{where}/answer", key="answer-key", last_seq=2, text="免押金。")
    assert "机器起草" not in await wang.looks(where)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("请先转账到 6222000011112222。[1]", "找不到依据"),
        ("无法回答", "答不了这个问题"),
        (TimedOut(), "太慢"),
        (Unreachable("401"), "连不上"),
    ],
)
async def test_where_there_is_no_draft_it_says_why_and_nothing_typed_is_lost(house, said, why):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    house.model.says = said
    refused = await wang.does(f"{where}/sketch", key="answer-key", text="写到一半")
    assert refused.status_code == 409
    assert why in refused.text
    assert "写到一半</textarea>" in refused.text
    assert "6222000011112222" not in refused.text


async def test_a_question_about_which_nothing_is_known_is_not_sent_out(house):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang, "唐卡")
    assert "没有去问机器" in (await wang.does(f"{where}/sketch")).text
    assert not house.model.requests


async def test_only_its_librarian_has_a_draft_made(house):
    wang, bao = await house.signed_in("wang", "王馆员"), await house.signed_in("bao", "宝音")
    where = await claimed(house, wang)
    house.model.says = SAID
    assert (await bao.does(f"{where}/sketch")).status_code == 409
    await wang.does(f"{where}/sketch")
    assert "机器起草" not in await bao.looks(where)
    assert len(house.model.requests) == 1


async def test_with_the_script_it_goes_where_the_cursor_is(house, browser):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    house.model.says = SAID
    context = await browser.new_context(base_url=house.url)
    await context.add_cookies([{"name": "desk", "value": wang.http.cookies["desk"], "url": house.url}])
    page = await context.new_page()
    await page.goto(where)
    await page.locator("#answer").fill("您好！")
    await page.get_by_role("button", name="起草").click()
    await expect(page.locator(".sketch .drafted")).to_contain_text("免押金")
    await expect(page.locator("#answer")).to_have_value("您好！")
    await page.locator(".sketch").get_by_role("button", name="插入").click()
    await expect(page.locator("#answer")).to_have_value(
        "您好！普通借阅证免押金。以前交过的，带身份证和借书证到总服务台即可退还。"
    )
    await page.get_by_role("button", name="不用").click()
    await expect(page.locator(".sketch")).to_have_count(0)
    await expect(page.locator("#answer")).to_have_value(
        "您好！普通借阅证免押金。以前交过的，带身份证和借书证到总服务台即可退还。"
    )
    await context.close()


@pytest.mark.parametrize("deed", ["sketch", "insert-sketch", "drop-sketch"])
async def test_nothing_is_kept_with_a_question_of_another_branch(house, database, deed):
    district = await house.branches.add(CENTRE, "回民区图书馆")
    bao = await house.signed_in("bao", "宝音")
    await house.staff.move(bao.librarian.id, district.id)
    receipt = await house.asks("总馆的问题")
    where = f"/desk/questions/{receipt.question_id}"
    refused = await bao.does(f"{where}/{deed}", key="answer-key", text="我的话")
    assert refused.status_code == 404
    assert "总馆的问题" not in refused.text
    assert await database["drafts"].count_documents({}) == 0

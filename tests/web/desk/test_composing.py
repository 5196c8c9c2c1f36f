"""Writing an answer: with forms alone, and with the script."""

import re

from playwright.async_api import expect

from bot.messages import Text
from library.identity import new_id
from reference.models import SendState


async def claimed(house, browser, text="几点关门？"):
    receipt = await house.asks(text)
    await browser.does(f"/desk/questions/{receipt.question_id}/claim")
    return f"/desk/questions/{receipt.question_id}"


async def test_canned_answers_are_links_without_a_script(house):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    done = await wang.does("/desk/canned", name="问好", text="{读者}您好，我是{馆员}。")
    assert done.headers["location"] == "/desk/canned"
    page = await wang.looks(where)
    link = re.search(r'href="([^"]+canned=\w+)"', page)[1]
    assert "您好，我是王馆员。</textarea>" in await wang.looks(link)
    bao = await house.signed_in("bao", "宝音")
    assert "问好" not in await bao.looks("/desk/canned")
    assert (await bao.does(f"/desk/canned/{link[-26:]}", name="问好", text="喂")).status_code == 404
    assert (await bao.does("/desk/canned", name="问好", text=" ")).status_code == 409


async def test_only_supervisors_write_for_the_house(house):
    wang = await house.signed_in("wang", "王馆员")
    await wang.looks("/desk/canned")
    refused = await wang.does("/desk/canned", name="开馆", text="九点。", house="true")
    assert (refused.status_code, "由主管编写" in refused.text) == (409, True)


async def test_a_draft_is_kept_without_a_script_and_ends_with_its_answer(house):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    key = re.search(r'name="key" value="(\w+)"', await wang.looks(where))[1]
    kept = await wang.does(f"{where}/draft", key=key, text="五楼\r\n特藏")
    assert kept.headers["location"] == where
    page = await wang.looks(where)
    assert "五楼\n特藏</textarea>" in page
    assert f'name="key" value="{key}"' in page
    await wang.does(f"{where}/answer", key=key, last_seq=1, text="五楼特藏室。")
    assert "五楼\n特藏" not in await wang.looks(where)


async def test_colleagues_see_each_other(house):
    wang, bao = await house.signed_in("wang", "王馆员"), await house.signed_in("bao", "宝音")
    where = await claimed(house, wang)
    assert "也在看" not in (await wang.does(f"{where}/here")).text
    assert "王馆员正在写" not in (await bao.does(f"{where}/here")).text
    await wang.does(f"{where}/here", writing="true")
    assert "王馆员正在写" in await bao.looks(where)
    assert "王馆员在看" in await bao.looks("/desk?tab=all")
    await wang.does(f"{where}/left")
    assert "王馆员正在写" not in await bao.looks(where)


async def test_minutes_and_subject_are_noted_at_the_end(house):
    wang = await house.signed_in("wang", "王馆员")
    where = await claimed(house, wang)
    said = {"kind": "reference", "read": 2, "outcome": "answered"}
    await wang.does(f"{where}/resolve", **said, minutes=12, subject=" 地方志 ")
    page = await wang.looks(where)
    assert "12 分钟 · 地方志" in page


async def test_the_window_says_how_many_answers_may_leave(house):
    wang = await house.signed_in("wang", "王馆员")
    patron = new_id()
    receipt = await house.asks("几点关门？", patron)
    where = f"/desk/questions/{receipt.question_id}"
    await wang.does(f"{where}/claim")
    assert "可发" not in await wang.looks(where), "nothing is known of her"
    words = Text(account="main", openid="o", to="gh", key="1", sent_at=1, content="几点关门？")
    await house.windows.opened(patron, words)
    await house.windows.spent(patron)
    page = await wang.looks(where)
    assert "47:59" in page
    assert "可发 4/5" in page
    await house.windows.close(patron)
    await wang.does(f"{where}/answer", key="a-key-of-mine", last_seq=1, text="九点。")
    await house.upkeep.mark_sent(receipt.question_id, 2, SendState.PARKED)
    page = await wang.looks(where)
    assert "读者一来信就发出" in page
    assert "1 条在等读者来信" in page


async def test_a_slash_a_draft_on_another_machine_and_a_colleague(house, browser):
    """All that the script adds, in one go."""
    bao = await house.signed_in("bao", "宝音")
    await bao.does("/desk/canned", name="开馆时间", text="每天九点开馆。")
    await bao.does("/desk/canned", name="问好", text="您好。")
    where = await claimed(house, bao)
    machines = []
    for _ in range(2):
        context = await browser.new_context(base_url=house.url)
        cookie = {"name": "desk", "value": bao.http.cookies["desk"], "url": house.url}
        await context.add_cookies([cookie])
        machines.append(await context.new_page())
    one, two = machines
    await one.goto(where)
    await one.locator("#answer").press_sequentially("/问")
    await expect(one.locator("#slash li")).to_have_count(1)
    await one.keyboard.press("Enter")
    await expect(one.locator("#answer")).to_have_value("您好。")
    await one.locator("#answer").press_sequentially("\n？？押金")
    await expect(one.locator("#slash li")).to_contain_text("普通借阅证免押金")
    await one.keyboard.press("Enter")
    await expect(one.locator("#answer")).to_have_value(re.compile("^您好。\n普通借阅证免押金"))
    await one.locator("#answer").fill("您好。")
    async with one.expect_response(lambda answer: answer.url.endswith("/draft")):
        await one.locator("#answer").press_sequentially("请等等")
    await two.goto(where)
    await expect(two.locator("#answer")).to_have_value("您好。请等等")
    wang = await house.signed_in("wang", "王馆员")
    await wang.does(f"{where}/here", writing="true")
    await expect(one.locator("#onlookers")).to_have_text("王馆员正在写")
    await two.get_by_role("button", name="发送").click()
    await expect(two.locator(".message.librarian")).to_have_count(1)
    await expect(two.locator("#answer")).to_have_value("")
    for page in machines:
        await page.context.close()

"""Two librarians at one desk, in two browsers; and whether everybody can use what they see."""

import asyncio
import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from library.identity import new_id
from reference.live import RELOAD, DeskEvent
from reference.models import SendState

pytestmark = pytest.mark.browser
OWN = "青城的夏天很凉快"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
async def sits_down(house, browser):
    """A librarian signs in at a browser of her own; what a page complains of fails the test."""
    contexts, complaints = [], []

    async def sit(login, name, viewport=WIDE, **options):
        await house.librarian(login, name)
        context = await browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
        )
        await page.goto(f"{house.url}/desk/sign-in")
        await page.get_by_label("账号").fill(login)
        await page.get_by_label("密码").fill(OWN)
        await page.get_by_role("button", name="登录").click()
        await expect(page.locator("#line")).to_have_attribute("data-state", "on")
        return page

    yield sit
    for context in contexts:
        await context.close()
    assert complaints == []


async def test_two_librarians_and_a_patron(house, sits_down):
    wang, bao = await sits_down("wang", "王馆员"), await sits_down("bao", "宝音")
    patron = new_id()

    receipt = await house.asks("元上都考古报告在哪里？", patron)
    for page in (wang, bao):
        await expect(page.get_by_text("元上都考古报告在哪里？")).to_be_visible()

    await wang.get_by_role("button", name=re.compile("认领 ?读者")).click()
    await expect(wang.get_by_label("回答读者")).to_be_focused()
    await expect(bao.get_by_text("没有人在等")).to_be_visible()

    await wang.keyboard.type("在五楼地方文献室。")
    await house.desk.follow_up(patron, "要预约吗？", message="follow-up")
    await expect(wang.locator("#messages").get_by_text("要预约吗？")).to_be_visible()
    await expect(wang.get_by_label("回答读者")).to_have_value("在五楼地方文献室。")
    await wang.keyboard.type("不用预约。")
    await wang.keyboard.press("Control+Enter")
    await expect(wang.locator(".send")).to_have_text("发送中")
    await house.upkeep.mark_sent(receipt.question_id, 3, SendState.SENT)
    await expect(wang.locator(".send")).to_have_text("已提交微信")

    await wang.locator("#messages").click()
    await wang.keyboard.press("e")
    await wang.get_by_text("荐读").hover()
    await wang.mouse.down()
    async with wang.expect_response(re.compile("/desk/panes/thread/")) as redrawn:
        await house.desk.follow_up(patron, "谢谢！", message="while-resolving")
    await (await redrawn.value).finished()
    await wang.mouse.up()
    await expect(wang.locator("#messages").get_by_text("谢谢！")).to_be_visible()
    await expect(wang.get_by_label("荐读")).to_be_checked()
    await wang.get_by_role("button", name="结束这个问题").click()
    await expect(wang.locator(".thread-head .chip")).to_have_text("已结")
    stored = await house.casework.thread(receipt.question_id)
    assert [entry.text for entry in stored.entries][-2:] == ["在五楼地方文献室。不用预约。", "谢谢！"]


async def test_what_became_of_an_answer_may_be_told_before_that_it_was_stored(house, sits_down):
    receipt = await house.asks("几点闭馆？")
    wang = await sits_down("wang", "王馆员")
    await wang.get_by_role("button", name=re.compile("认领 ?读者")).click()
    await expect(wang.get_by_label("回答读者")).to_be_focused()

    async def overtaken(route):
        stored = await route.fetch()
        await house.upkeep.mark_sent(receipt.question_id, 2, SendState.SENT)
        await expect(wang.locator(".send")).to_have_text("已提交微信")
        await route.fulfill(response=stored)

    await wang.route("**/answer", overtaken)
    await wang.keyboard.type("八点半。")
    await wang.keyboard.press("Control+Enter")
    await expect(wang.get_by_label("回答读者")).to_have_value("")
    await expect(wang.locator(".send")).to_have_text("已提交微信")


@pytest.mark.parametrize("trouble", [{"status": 503}, None])
async def test_what_could_not_be_fetched_is_fetched_again(house, sits_down, trouble):
    wang = await sits_down("wang", "王馆员")
    failed = asyncio.Event()

    async def fail(route):
        failed.set()
        await (route.fulfill(**trouble) if trouble else route.abort())

    await wang.route("**/desk/panes/queue*", fail, times=1)
    await house.asks("几点闭馆？")
    await failed.wait()
    await expect(wang.get_by_text("几点闭馆？")).to_be_visible()


async def test_an_empty_desk_that_missed_too_much_fetches_its_queue(house, sits_down):
    wang = await sits_down("wang", "王馆员")
    async with wang.expect_response(re.compile("/desk/panes/queue")):
        await house.live.publish(DeskEvent(what=RELOAD))


async def test_who_claims_too_late_reads_who_was_first(house, sits_down):
    wang, bao = await sits_down("wang", "王馆员"), await sits_down("bao", "宝音")
    receipt = await house.asks("谁来回答？")
    for page in (wang, bao):
        await page.get_by_text("谁来回答？").click()
        await expect(page.locator("#claim")).to_be_visible()
    await bao.route("**/desk/panes/**", lambda route: route.abort())  # her screen has not heard of it yet
    await wang.locator("#claim").click()
    await expect(wang.locator("#composer")).to_be_visible()
    await bao.locator("#claim").click()
    await expect(bao.get_by_role("dialog")).to_contain_text(re.compile("王馆员在 .* 已经认领了这个问题"))
    assert (await house.casework.thread(receipt.question_id)).question.assignee_name == "王馆员"


async def test_a_draft_survives_leaving_and_coming_back(house, sits_down):
    wang = await sits_down("wang", "王馆员")
    await house.asks("第一个问题")
    await house.asks("第二个问题")
    await wang.get_by_role("button", name=re.compile("认领 ?读者")).first.click()
    await wang.get_by_label("回答读者").fill("写了一半")
    await wang.reload()
    await expect(wang.get_by_label("回答读者")).to_have_value("写了一半")


async def test_who_has_to_sign_in_again_comes_back_to_her_page(house, sits_down):
    wang = await sits_down("wang", "王馆员")
    receipt = await house.asks("几点闭馆？")
    await wang.get_by_text("几点闭馆？").click()
    await expect(wang.locator("#claim")).to_be_visible()
    [librarian] = [one for one in await house.staff.everyone() if one.login == "wang"]
    await house.sessions.end_all_of(librarian.id)
    await house.asks("news, which has the page fetch its queue")
    await wang.get_by_label("账号").fill("wang")
    await wang.get_by_label("密码").fill(OWN)
    await wang.get_by_role("button", name="登录").click()
    await expect(wang).to_have_url(re.compile(f"/desk/questions/{receipt.question_id}$"))
    await expect(wang.locator("#claim")).to_be_visible()


async def test_keys_move_and_are_silent_while_typing_and_composing(house, sits_down):
    wang = await sits_down("wang", "王馆员")
    first, second = await house.asks("第一个问题"), await house.asks("第二个问题")
    await expect(wang.locator(".card")).to_have_count(2)
    for key, question in (("j", first), ("j", second), ("k", first)):
        await wang.keyboard.press(key)
        await expect(wang.locator(".thread")).to_have_attribute("data-question", question.question_id)
    await wang.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'c', isComposing: true}))")
    await wang.keyboard.press("/")
    await wang.keyboard.type("jcke")
    await expect(wang.locator("#find")).to_have_value("jcke")
    assert len(await house.casework.waiting()) == 2
    await wang.keyboard.press("Escape")
    await wang.keyboard.press("c")
    await expect(wang.get_by_label("回答读者")).to_be_focused()
    await wang.keyboard.press("Escape")
    await wang.keyboard.press("?")
    await expect(wang.get_by_role("dialog")).to_contain_text("快捷键")


async def test_everything_works_without_a_script(house, sits_down, browser):
    await house.librarian("bao", "宝音")
    await house.asks("没有脚本也行吗？")
    context = await browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = await context.new_page()
    await page.goto(f"{house.url}/desk")
    await page.get_by_label("账号").fill("bao")
    await page.get_by_label("密码").fill(OWN)
    await page.get_by_role("button", name="登录").click()
    await page.get_by_role("button", name=re.compile("认领 ?读者")).click()
    await page.get_by_label("回答读者").fill("行。")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator(".message.librarian")).to_contain_text("行。")
    await context.close()


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"]
)
async def test_everybody_can_answer_and_resolve(house, sits_down, viewport, scheme):
    page = await sits_down("wang", "王馆员", viewport, color_scheme=scheme)
    receipt = await house.asks("办借书证要押金吗？")
    await page.goto(f"{house.url}/desk/questions/{receipt.question_id}")
    await page.locator("#claim").click()
    await expect(page.locator("#composer")).to_be_visible()
    await page.locator("#resolve summary").click()
    assert await problems(page) == []
    for width in (viewport["width"], 1100, 800):  # tablets, too
        await page.set_viewport_size({"width": width, "height": 800})
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth"), width


async def problems(page) -> list[str]:
    results = await Axe().run(page)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html']} {violation['nodes'][0]['failureSummary']}"
        for violation in results.response["violations"]
    ]


async def test_a_question_goes_from_hand_to_hand_and_no_word_is_lost(house, sits_down):
    wang, bao = await sits_down("wang", "王馆员"), await sits_down("bao", "宝音", PHONE)
    patron = new_id()
    receipt = await house.asks("有没有蒙文的医书？", patron)
    await wang.get_by_role("button", name=re.compile("认领 ?读者")).click()
    await expect(wang.get_by_label("回答读者")).to_be_focused()

    await wang.locator("#messages").click()
    await wang.keyboard.press("n")
    await wang.keyboard.type("四部医典有蒙文本，")
    await house.desk.follow_up(patron, "藏医的也行", message="follow-up")
    await expect(wang.locator("#messages").get_by_text("藏医的也行")).to_be_visible()
    await expect(wang.get_by_label("给同事的备注")).to_be_focused()
    await wang.keyboard.type("在五楼。")
    await wang.get_by_role("button", name="记下备注").click()
    await expect(wang.locator(".message.note")).to_contain_text("四部医典有蒙文本，在五楼。")

    await wang.locator("#messages").click()
    await wang.keyboard.press("a")
    await wang.get_by_label("转交给").select_option("宝音")
    await wang.get_by_label("为什么").fill("你懂蒙文")
    await house.desk.follow_up(patron, "最好有图", message="while-handing-on")
    await expect(wang.locator("#messages").get_by_text("最好有图")).to_be_visible()
    await expect(wang.get_by_label("为什么")).to_be_focused()
    await expect(wang.get_by_label("为什么")).to_have_value("你懂蒙文")
    await wang.get_by_role("button", name="转交", exact=True).click()
    await expect(wang.get_by_text("宝音正在处理")).to_be_visible()

    await bao.goto(f"{house.url}/desk/questions/{receipt.question_id}")
    await expect(bao.locator(".message.note").last).to_contain_text("你懂蒙文")
    await bao.locator("#more summary").click()
    assert not (await Axe().run(bao)).response["violations"]
    await bao.get_by_role("button", name="明天 9:00").click()
    await expect(bao.locator(".thread-head .chip")).to_have_text("稍后")

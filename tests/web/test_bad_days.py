"""WeChat's bad days, each switched on in the simulator before the whole product."""

import asyncio
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from bot.messages import Consent, SubscriptionConsent
from bot.outbox import State
from reference.models import Question, SendState
from tests.running import Chat, Running
from tests.waiting import until
from web.simulator.chats import Chats, Side
from web.simulator.faults import Faults, Switches
from web.simulator.people import People

COMMON: Any = {"account": "main", "to": "gh_1", "sent_at": 0}


class Library:
    """Shutong, a patron and a librarian; `weather` is WeChat's."""

    def __init__(self, shutong: Running, lin: Chat, openid: str) -> None:
        self.shutong, self.house, self.lin, self.openid = shutong, shutong.house, lin, openid

    async def weather(self, **faults: Any) -> None:
        await Switches(self.house.redis, "main").set(Faults(**faults))

    async def asks(self) -> Question:
        await self.lin.says("咨询 《边城》在几楼？")
        self.chen = await self.shutong.librarian()
        return await self.house.casework.claim_next(self.chen)

    async def answers(self, question: Question, words: str = "在三楼。") -> None:
        await self.shutong.answers(self.chen, question, words)

    async def ends(self, question: Question, state: SendState) -> None:
        """Wait until the desk shows what became of the last answer."""
        await until(lambda: self._is(question, state))

    async def _is(self, question: Question, state: SendState) -> bool:
        return (await self.house.casework.thread(question.id)).entries[-1].send is state

    async def heard(self) -> list[str]:
        """What the account said to her since she followed."""
        history = await Chats(self.house.redis, "main").history(self.openid)
        return [entry.bubble.text for entry in history if entry.side is Side.ACCOUNT][1:]

    async def does(self, deed: str) -> None:
        here = f"{self.shutong.base_url}/simulator/main/{self.openid}"
        assert (await self.shutong.http.post(f"{here}/{deed}")).status_code == 303


@pytest.fixture
async def library(shutong: Running) -> Library:
    lin = await shutong.patron("林小满")
    return Library(shutong, lin, (await People(shutong.house.redis, "main").join("林小满")).openid)


async def test_each_message_comes_three_times_and_is_done_once(library: Library) -> None:
    await library.weather(thrice=True)
    assert "下一个就是您" in await library.lin.says("咨询 《边城》在几楼？")
    assert await library.house.database["questions"].count_documents({}) == 1
    assert len(await library.heard()) == 1


async def test_messages_overtake_each_other_and_each_is_answered(library: Library) -> None:
    await library.weather(shuffled=True)
    await asyncio.gather(library.lin.says("帮助"), library.lin.says("书架"))
    assert len(heard := await library.heard()) == 2
    assert sum("【找书】" in words for words in heard) == 1


async def test_a_late_message_is_answered_all_the_same(library: Library) -> None:
    await library.weather(late=0.5)
    assert "【找书】" in await library.lin.says("帮助")


async def test_slow_calls_delay_an_answer_and_nothing_else(library: Library) -> None:
    question = await library.asks()
    await library.weather(slow=1)
    await library.answers(question)
    assert "【找书】" in await library.lin.says("帮助"), "she is not kept waiting meanwhile"
    await library.ends(question, SendState.SENT)
    assert (await library.heard()).count("在三楼。") == 1


async def test_a_token_that_dies_after_each_call_is_fetched_anew(library: Library) -> None:
    question = await library.asks()
    await library.weather(token_dies=True)
    for words in ("在三楼。", "今天可以借。"):
        await library.answers(question, words)
        assert words in await library.lin.hears()


async def test_when_the_day_is_used_up_answers_wait_for_the_reset(library: Library) -> None:
    question = await library.asks()
    await library.weather(refuses=45009)
    await library.answers(question)
    outbox = library.house.database["outbox"]
    await until(lambda: _some(outbox, {"state": State.QUEUED, "lease": {"$exists": False}, "attempts": 0}))
    await until(lambda: _some(outbox, {"$expr": {"$gt": ["$due", "$changed"]}}))
    await library.weather()
    quotas = [key async for key in library.house.redis.scan_iter("wechat:*:calls:*custom/send")]
    assert await library.house.redis.get(quotas[0]) == "500000", "no other message of the account tries today"


@pytest.mark.parametrize("code", [45015, 45047])
async def test_without_a_window_an_answer_waits_for_her(library: Library, code: int) -> None:
    question = await library.asks()
    await library.weather(refuses=code)
    await library.answers(question)
    await library.ends(question, SendState.PARKED)
    await library.weather()
    await library.lin.says("帮助")
    await library.ends(question, SendState.SENT)
    assert (await library.heard()).count("在三楼。") == 1


@pytest.mark.parametrize(("code", "end"), [(43019, SendState.BLOCKED), (45002, SendState.FAILED)])
async def test_a_refused_answer_is_shown_to_the_librarian(
    library: Library, code: int, end: SendState
) -> None:
    question = await library.asks()
    await library.weather(refuses=code)
    await library.answers(question)
    await library.ends(question, end)


async def test_an_answer_that_was_taken_without_a_word_is_never_sent_twice(library: Library) -> None:
    question = await library.asks()
    library.house.http.timeout = 0.5
    await library.weather(swallows=True)
    await library.answers(question)
    await library.ends(question, SendState.UNKNOWN)
    await library.weather()
    await library.lin.says("帮助")
    await library.answers(question, "还要别的吗？")
    await until(lambda: _is_last(library, "还要别的吗？"))
    assert (await library.heard()).count("在三楼。") == 1


async def test_who_allowed_a_notice_gets_a_short_answer_however_late(library: Library) -> None:
    question = await library.asks()
    await library.does("allows")
    patron = (await library.house.patrons.recognise("main", library.openid)).id
    await library.house.windows.close(patron)
    await library.answers(question)
    await library.ends(question, SendState.SENT)
    assert (await library.heard())[-1] == "【服务通知】\n在三楼。"


async def test_a_no_ends_every_yes(library: Library) -> None:
    patron = (await library.house.patrons.recognise("main", library.openid)).id
    told = SubscriptionConsent(
        **COMMON,
        openid=library.openid,
        key="consent",
        answers=(Consent(template_id="yes", given=True), Consent(template_id="no", given=False)),
    )
    await library.house.dispatcher.feed(told, may_push=True)
    assert await library.house.consents.spend(patron, "yes")
    assert not await library.house.consents.spend(patron, "yes")
    assert not await library.house.consents.spend(patron, "no")


async def test_who_leaves_has_nothing_waiting_any_more(library: Library) -> None:
    question = await library.asks()
    await library.weather(refuses=45015)
    await library.answers(question, "一个秘密")
    await library.ends(question, SendState.PARKED)
    await library.does("unfollows")
    left = [one async for one in library.house.database["outbox"].find()]
    assert [one["state"] for one in left] == [State.BLOCKED]
    assert "秘密" not in str(left)


@pytest.mark.browser
async def test_the_page_of_switches(library: Library, browser: Browser) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{library.shutong.base_url}/simulator/main")
    await page.get_by_role("link", name="坏日子").click()
    await page.get_by_label("每条送来三次").check()
    await page.get_by_label("发出的消息").select_option("45047")
    await page.get_by_role("button", name="就这样").click()
    await expect(page.get_by_label("每条送来三次")).to_be_checked()
    switches = Switches(library.house.redis, "main")
    assert await switches.now() == Faults(thrice=True, refuses=45047)
    assert (await Axe().run(page)).violations_count == 0
    await page.get_by_role("button", name="全部恢复正常").click()
    await expect(page.get_by_label("每条送来三次")).not_to_be_checked()
    assert await switches.now() == Faults()
    await context.close()


async def _some(collection: Any, which: dict[str, Any]) -> bool:
    return bool(await collection.count_documents(which))


async def _is_last(library: Library, words: str) -> bool:
    return (await library.heard())[-1] == words

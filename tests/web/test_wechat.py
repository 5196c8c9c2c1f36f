"""The callback: signed in, well-formed out, and never a 500."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from lxml import etree

from bot.dispatcher import Dispatcher
from bot.memory import Memory
from bot.messages import Text
from bot.outbox import Outbox
from bot.phone import Phone, sign, write
from bot.replies import Reply, say
from bot.router import Router
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from tests.running import TOKEN, Running
from web.wechat import LARGEST_BODY, Account, Callback

ADDRESS = "/wechat/main"
TEXT = write(
    {
        "ToUserName": "gh",
        "FromUserName": "o-lin",
        "CreateTime": "1795305600",
        "MsgType": "text",
        "Content": "查",
        "MsgId": "7",
    }
)


async def post(shutong: Running, body: bytes, token: str = TOKEN) -> httpx.Response:
    return await shutong.http.post(shutong.base_url + ADDRESS, params=sign(token), content=body)


async def test_every_sample_is_answered_well_formed_or_with_success(shutong, samples):
    for path in sorted(samples.glob("*.xml")):
        answer = await post(shutong, path.read_bytes())
        assert answer.status_code == 200, path.name
        if answer.content != b"success":
            assert etree.fromstring(answer.content).findtext("MsgType") in {"text", "news"}, path.name


async def test_every_sample_with_a_wrong_signature_is_refused_and_runs_nothing(shutong, samples):
    for path in samples.glob("*.xml"):
        assert (await post(shutong, path.read_bytes(), token="not ours")).status_code == 403, path.name
    assert await shutong.house.database["patrons"].count_documents({}) == 0
    assert await shutong.house.redis.keys("*once*") == []


@pytest.mark.parametrize("body", [b"", b"<xml>", b"\x00\xff", b"<xml><MsgType>text</MsgType></xml>"])
async def test_a_malformed_body_is_a_client_error(shutong, body):
    assert (await post(shutong, body)).status_code == 400


async def test_a_body_larger_than_any_message_is_not_read(shutong):
    assert (await post(shutong, b"<xml>" + b"x" * LARGEST_BODY)).status_code == 413


async def test_an_account_nobody_set_up_is_not_there(shutong):
    answer = await shutong.http.post(f"{shutong.base_url}/wechat/other", params=sign(TOKEN), content=b"")
    assert answer.status_code == 404


async def test_the_address_is_proved_with_the_echo(shutong):
    query = sign(TOKEN) | {"echostr": "5833258582299191661"}
    answer = await shutong.http.get(shutong.base_url + ADDRESS, params=query)
    assert (answer.status_code, answer.text) == (200, "5833258582299191661")
    refused = await shutong.http.get(shutong.base_url + ADDRESS, params=query | {"signature": "0" * 40})
    assert refused.status_code == 403


async def test_words_that_would_break_the_reply_do_not(shutong):
    lin = shutong.phone("o-lin")
    assert "]]></Content>" in await lin.says("]]></Content><MsgType>evil</MsgType>")


class SixSeconds:
    def __init__(self) -> None:
        self.runs = 0

    async def answer(self, message: Text) -> Reply:
        self.runs += 1
        await asyncio.sleep(6)
        return say("找到了")


@asynccontextmanager
async def serving(slow, database, redis, *, may_push: bool) -> AsyncIterator[httpx.AsyncClient]:
    """The callback with nothing behind it but the slow handler."""
    router, app = Router(), FastAPI()
    router.on()(slow.answer)
    patrons, outbox = Patrons(PatronRepository(database)), Outbox(database)
    dispatcher = Dispatcher(router, {}, memory=Memory(redis), patrons=patrons, outbox=outbox)
    account = Account(name="main", token=TOKEN, may_push=may_push)
    app.include_router(Callback({"main": account}, dispatcher).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        yield http


@pytest.mark.parametrize("may_push", [True, False])
async def test_three_deliveries_of_a_handler_of_six_seconds_are_heard_once(may_push, database, redis):
    slow = SixSeconds()
    async with serving(slow, database, redis, may_push=may_push) as http:

        async def deliver(after: float) -> str:
            await asyncio.sleep(after)
            return (await http.post(ADDRESS, params=sign(TOKEN), content=TEXT, timeout=None)).text

        heard = await asyncio.gather(*(deliver(after) for after in (0, 1.5, 3)))
    pushed = [one["bubbles"][0] async for one in database["outbox"].find()]
    assert slow.runs == 1
    assert sum("找到了" in words for words in heard) == (0 if may_push else 1)
    assert sum("找到了" in words for words in pushed) == (1 if may_push else 0)


async def test_a_phone_whose_account_may_not_push_sees_the_late_answer_once(database, redis):
    """As WeChat really delivers: it hangs up after five seconds and tries again."""
    slow = SixSeconds()
    async with serving(slow, database, redis, may_push=False) as http:
        assert await Phone(http, "main", TOKEN, "o-lin").says("查") == "找到了"
    assert slow.runs == 1

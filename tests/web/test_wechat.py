"""The callback: signed in, well-formed out, and never a 500."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from lxml import etree

from bot.dispatcher import Dispatcher
from bot.memory import Memory
from bot.messages import Text
from bot.outbox import Outbox
from bot.phone import OUT_OF_ORDER, Phone, sign
from bot.replies import Reply, say
from bot.router import Router
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from tests.running import TOKEN, Running
from web.wechat import LARGEST_BODY, Account, Callback

ADDRESS = "/wechat/main"


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


@pytest.mark.parametrize("may_push", [True, False])
async def test_a_handler_of_six_seconds_runs_once_and_is_heard_once(may_push, database, redis):
    slow, router = SixSeconds(), Router()
    router.on()(slow.answer)
    patrons, outbox = Patrons(PatronRepository(database)), Outbox(database)
    dispatcher = Dispatcher(router, {}, memory=Memory(redis), patrons=patrons, outbox=outbox)
    app = FastAPI()
    account = Account(name="main", token=TOKEN, may_push=may_push)
    app.include_router(Callback({"main": account}, dispatcher).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        heard = [await Phone(http, "main", TOKEN, "o-lin").says("查")]
    heard += [one["bubbles"][0] async for one in database["outbox"].find()]
    told = [words for words in heard if "找到了" in words]
    assert slow.runs == 1
    assert len(told) == 1
    assert OUT_OF_ORDER not in heard

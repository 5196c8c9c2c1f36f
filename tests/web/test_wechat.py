"""The callback: signed in, well-formed out, and never a 500."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from lxml import etree

from bot.dispatcher import Dispatcher
from bot.memory import Adrift, Memory
from bot.messages import Message, Scan, Text
from bot.outbox import Outbox
from bot.phone import Phone, sign, write
from bot.replies import Reply, say
from bot.router import Router
from bot.safe_mode import SafeMode
from bot.wechat import signature
from bot.wechat.account import Account
from bot.wechat.envelope import Envelope
from bot.wechat.fields import fields_of
from bot.window import Windows
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from tests.running import TOKEN, Running
from web.wechat import LARGEST_BODY, Callback

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


KEY, APP_ID = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a"


def clear(body: bytes) -> tuple[dict[str, str], bytes]:
    return sign(TOKEN), body


def safe(body: bytes) -> tuple[dict[str, str], bytes]:
    return sealed(body, {"ToUserName": "gh"})


def compatible(body: bytes) -> tuple[dict[str, str], bytes]:
    """As safe mode, with the clear text beside the envelope."""
    return sealed(body, fields_of(body))


def sealed(body: bytes, beside: dict[str, object]) -> tuple[dict[str, str], bytes]:
    query, mode = sign(TOKEN), SafeMode(TOKEN, KEY, APP_ID)
    envelope = mode.seal(body)
    query["msg_signature"] = mode.sign(query["timestamp"], query["nonce"], envelope)
    return query, json.dumps(beside | {"Encrypt": envelope}).encode()


MODES = [clear, safe, compatible]


async def post(shutong: Running, body: bytes, token: str = TOKEN) -> httpx.Response:
    return await shutong.http.post(shutong.base_url + ADDRESS, params=sign(token), content=body)


def formats(samples) -> Iterator[tuple[str, bytes]]:
    """Every sample as it is, and said in JSON."""
    for path in sorted(samples.glob("*.xml")):
        yield path.stem, path.read_bytes()
        yield f"{path.stem} in JSON", json.dumps(fields_of(path.read_bytes())).encode()
    for path in samples.glob("officialdoc*.json"):
        yield path.stem, path.read_bytes()


async def test_every_sample_is_answered_well_formed_or_with_success(shutong, samples):
    for path in sorted(samples.glob("*.xml")):
        answer = await post(shutong, path.read_bytes())
        assert answer.status_code == 200, path.name
        if answer.content != b"success":
            assert etree.fromstring(answer.content).findtext("MsgType") in {"text", "news"}, path.name


@pytest.mark.parametrize("mode", MODES)
async def test_every_sample_is_answered_in_its_mode_and_format(mode, samples, database, redis):
    echo, envelope = Echo(), Envelope(KEY, APP_ID) if mode is not clear else None
    async with serving(echo, database, redis, envelope=envelope) as http:
        for name, body in formats(samples):
            query, wrapped = mode(body)
            answer = await http.post(ADDRESS, params=query, content=wrapped)
            assert answer.status_code == 200, name
            content = answer.content if mode is clear else SafeMode(TOKEN, KEY, APP_ID).open(answer.content)
            assert content == b"success" or fields_of(content)["Content"] == "收到", name
    assert len(echo.ran) == 3, "what was said in XML and again in JSON is one message"


@pytest.mark.parametrize("mode", [safe, compatible])
async def test_a_phone_in_another_mode_is_understood(mode, database, redis):
    async with serving(Echo(), database, redis, envelope=Envelope(KEY, APP_ID)) as http:
        phone = Phone(http, "main", TOKEN, "o-lin", deliveries=1)
        phone.in_safe_mode(KEY, APP_ID, compatible=mode is compatible)
        assert await phone.says("书") == "收到"
        assert await phone.in_json().scans("title:7") == "收到"
        clear_phone = Phone(http, "main", TOKEN, "o-lin", deliveries=1)
        await clear_phone.says("书")
        assert clear_phone.status == 403


async def test_what_was_signed_too_long_ago_runs_nothing(database, redis):
    echo = Echo()
    async with serving(echo, database, redis, message_age=timedelta(seconds=10)) as http:
        query = sign(TOKEN)
        old = str(int(query["timestamp"]) - 11)
        query |= {"timestamp": old, "signature": signature.sign(TOKEN, old, query["nonce"])}
        assert (await http.post(ADDRESS, params=query, content=TEXT)).status_code == 403
        assert (await http.get(ADDRESS, params=query | {"echostr": "1"})).status_code == 403
    assert echo.ran == []


async def test_what_we_have_no_words_for_is_counted(samples, database, redis):
    account = Account(name="main", token=TOKEN, may_push=True)
    callback = Callback({"main": account}, dispatching(Router(), database, redis))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(callback), base_url="http://test") as http:
        for _ in range(2):
            body = (samples / "wechatpy__notsure.xml").read_bytes()
            assert (await http.post(ADDRESS, params=sign(TOKEN), content=body)).content == b"success"
    assert callback.unknown == {"notsure": 2}


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


class Echo:
    """Answers words and scans, and notes what it ran for."""

    def __init__(self) -> None:
        self.ran: list[Message] = []

    async def answer(self, message: Text | Scan) -> Reply:
        self.ran.append(message)
        return say("收到")


class SixSeconds:
    def __init__(self) -> None:
        self.runs = 0

    async def answer(self, message: Text) -> Reply:
        self.runs += 1
        await asyncio.sleep(6)
        return say("找到了")


def dispatching(router: Router, database, redis) -> Dispatcher:
    patrons, outbox = Patrons(PatronRepository(database)), Outbox(database)
    return Dispatcher(
        router,
        {},
        memory=Memory(redis),
        adrift=Adrift(redis),
        patrons=patrons,
        outbox=outbox,
        windows=Windows(redis),
    )


@asynccontextmanager
async def serving(
    handler, database, redis, *, may_push: bool = True, **account: object
) -> AsyncIterator[httpx.AsyncClient]:
    """The callback with nothing behind it but one handler."""
    router = Router()
    router.on()(handler.answer)
    dispatcher = dispatching(router, database, redis)
    main = Account(name="main", token=TOKEN, may_push=may_push, **account)
    callback = Callback({"main": main}, dispatcher)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(callback), base_url="http://test") as http:
        yield http


@pytest.mark.parametrize("may_push", [True, False])
async def test_three_deliveries_of_a_handler_of_six_seconds_are_heard_once(may_push, database, redis):
    slow = SixSeconds()
    async with serving(slow, database, redis, may_push=may_push) as http:

        async def deliver(after: float) -> str:
            await asyncio.sleep(after)
            return (await http.post(ADDRESS, params=sign(TOKEN), content=TEXT, timeout=None)).text

        heard = await asyncio.gather(*(deliver(after) for after in (0, 1.4, 3)))
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


async def test_an_answer_nobody_waited_for_any_more_comes_with_the_next_message(database, redis, monkeypatch):
    monkeypatch.setattr("web.wechat.LONG", 0)
    router = Router()
    router.on()(Echo().answer)
    callback = Callback(
        {"main": Account(name="main", token=TOKEN, may_push=False)}, dispatching(router, database, redis)
    )
    assert "收到" in await hung_up(callback, TEXT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(callback), base_url="http://test") as http:
        phone = Phone(http, "main", TOKEN, "o-lin")
        assert await phone.says("还在吗") == "收到\n\n收到"
        assert await phone.says("好") == "收到"


async def test_an_answer_nobody_waited_for_any_more_is_what_the_retry_brings(database, redis, monkeypatch):
    monkeypatch.setattr("web.wechat.LONG", 0)
    echo = Echo()
    async with serving(echo, database, redis, may_push=False) as http:
        await hung_up(http._transport.app, TEXT)
        assert "收到" in (await http.post(ADDRESS, params=sign(TOKEN), content=TEXT)).text
        assert await Phone(http, "main", TOKEN, "o-lin").says("好") == "收到"
    assert len(echo.ran) == 2


async def hung_up(callback: Callback, body: bytes) -> str:
    """Deliver, and be gone before the answer comes; what was written into the void."""
    events = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]
    written = []

    async def receive() -> dict[str, object]:
        return events.pop(0)

    async def send(part: dict[str, object]) -> None:
        written.append(part.get("body", b""))

    query = httpx.QueryParams(sign(TOKEN))
    scope = {"type": "http", "method": "POST", "path": ADDRESS, "query_string": str(query).encode()}
    await callback(scope, receive, send)
    return b"".join(written).decode()

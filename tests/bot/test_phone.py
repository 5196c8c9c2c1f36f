"""The pretend phone delivers as WeChat does."""

import asyncio
import hashlib

import httpx
from fastapi import FastAPI, Request, Response
from lxml import etree

from bot.phone import OUT_OF_ORDER, Phone

TEXT = "<xml><MsgType>text</MsgType><Content><![CDATA[{}]]></Content></xml>"


class Account:
    """A callback of a few lines: answers as told, slowly if told so, and remembers every delivery."""

    def __init__(self, *answers: str | float) -> None:
        self.answers, self.seen = list(answers), []
        self.app = FastAPI()
        self.app.post("/wechat/main")(self.receive)

    async def receive(self, request: Request) -> Response:
        self.seen.append((dict(request.query_params), etree.fromstring(await request.body())))
        answer = self.answers.pop(0)
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            answer = TEXT.format("太晚了")
        return Response(answer)

    def phone(self) -> Phone:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://library")
        return Phone(client, "main", "a token", "oLin", patience=0.2)


async def test_a_message_is_signed_and_its_answer_read() -> None:
    account = Account(TEXT.format("您好\n　　<书童>"))
    assert await account.phone().says("你好 ]]> <b>") == "您好\n　　<书童>"
    [(query, message)] = account.seen
    signed = "".join(sorted(["a token", query["timestamp"], query["nonce"]]))
    assert query["signature"] == hashlib.sha1(signed.encode()).hexdigest()  # noqa: S324
    assert message.findtext("Content") == "你好 ]]> <b>"
    assert message.findtext("FromUserName") == query["openid"] == "oLin"


async def test_a_slow_answer_is_asked_for_three_times_and_only_the_last_counts() -> None:
    account = Account(9.0, 9.0, TEXT.format("来了"))
    assert await account.phone().says("慢") == "来了"
    ids = [message.findtext("MsgId") for _, message in account.seen]
    assert len(ids) == 3
    assert len(set(ids)) == 1


async def test_after_three_deliveries_the_phone_gives_up() -> None:
    account = Account(9.0, 9.0, 9.0)
    assert await account.phone().says("慢") == OUT_OF_ORDER
    assert account.answers == []


async def test_success_shows_nothing_and_nonsense_shows_a_notice() -> None:
    phone = Account("success", "", "<xml", "<xml><MsgType>dance</MsgType></xml>").phone()
    assert [await phone.says("在吗") for _ in range(4)] == ["", "", OUT_OF_ORDER, OUT_OF_ORDER]


async def test_events_carry_their_keys() -> None:
    account = Account(*["success"] * 5)
    phone = account.phone()
    await phone.follows()
    await phone.taps("SHELF")
    await phone.scans("title:7K2M")
    await phone.scans("title:7K2M", following=False)
    await phone.unfollows()
    assert [(message.findtext("Event"), message.findtext("EventKey")) for _, message in account.seen] == [
        ("subscribe", ""),
        ("CLICK", "SHELF"),
        ("SCAN", "title:7K2M"),
        ("subscribe", "qrscene_title:7K2M"),
        ("unsubscribe", ""),
    ]
    times = [message.findtext("CreateTime") for _, message in account.seen]
    assert len(set(times)) == 5, "WeChat tells events apart by their second"


async def test_a_card_is_read_with_its_link() -> None:
    account = Account(
        "<xml><MsgType>news</MsgType><Articles><item><Title>边城</Title><Description>沈从文</Description>"
        "<PicUrl>http://lib/1.png</PicUrl><Url>http://lib/1</Url></item></Articles></xml>"
    )
    phone = account.phone()
    assert await phone.says("边城") == "边城\n沈从文\nhttp://lib/1"
    assert phone.bubble is not None
    assert phone.bubble.picture_url == "http://lib/1.png"

"""Our client against a WeChat that answers and refuses as the real one does."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.replies import Card
from bot.wechat.client import AccountKeys, Choice, Client
from bot.wechat.codes import NoCodesLeft
from bot.wechat.errors import (
    Blocked,
    CodeSpent,
    CredentialsWrong,
    NoConsent,
    NotFollowing,
    NotSent,
    OutcomeUnknown,
    PlatformRefused,
    RateLimited,
    TokenRejected,
    WindowClosed,
    WindowUsedUp,
)
from bot.wechat.media import MediaKind, TooLarge
from bot.wechat.pages import sign
from bot.wechat.platform import Platform
from bot.wechat.quotas import Quotas
from bot.wechat.tokens import Tokens
from web.joining import join
from web.simulator import Account
from web.simulator.chats import Chats
from web.simulator.consents import Consents
from web.simulator.people import People, Person, Standing
from web.simulator.pieces import pieces
from web.simulator.platform import PretendPlatform, code_key
from web.simulator.window import Window

KEYS = AccountKeys(app_id="wx0001", secret="a secret")
ACCOUNT = Account(name="main", title="市图书馆", app_id="wx0001", secret="a secret", token="a token")
URL = "http://wechat/simulator/platform"


class Wire(httpx.AsyncBaseTransport):
    """Leads to an application, and remembers what went over it."""

    def __init__(self, app: FastAPI) -> None:
        self._transport = httpx.ASGITransport(app)
        self.calls: list[tuple[str, bytes]] = []
        self.delay = 0.0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append((request.url.path.rpartition("/")[2], await request.aread()))
        await asyncio.sleep(self.delay)
        return await self._transport.handle_async_request(request)

    def count(self, call: str) -> int:
        return sum(made == call for made, _ in self.calls)


@pytest.fixture
def wire(redis: Redis) -> Wire:
    app = FastAPI()
    join(app.router, PretendPlatform(redis, [ACCOUNT]).routes())
    return Wire(app)


@pytest.fixture
def client(wire: Wire, redis: Redis) -> Client:
    return Client(httpx.AsyncClient(transport=wire), redis, KEYS, url=URL)


@pytest.fixture
async def lin(redis: Redis) -> Person:
    """She follows the account and has just written to it."""
    people = People(redis, "main")
    person = await people.join("林小满")
    await people.stand(person, Standing.FOLLOWING)
    await Window(redis, "main").open_by_message(person.openid)
    return person


async def test_words_arrive_as_they_were_written(
    client: Client, wire: Wire, lin: Person, redis: Redis
) -> None:
    words = "您好：\n　　《红楼梦》在三楼 <A区> & 四楼。"
    await client.send_text(lin.openid, words)
    assert [entry.bubble.text for entry in await Chats(redis, "main").history(lin.openid)] == [words]
    assert "红楼梦".encode() in wire.calls[-1][1], (
        "WeChat shows escaped characters to the patron as they stand"
    )


async def test_a_card_arrives_with_its_link(client: Client, lin: Person, redis: Redis) -> None:
    await client.send_card(lin.openid, Card("边城", "沈从文", "http://lib/t/1", "http://lib/t/1.png"))
    [entry] = await Chats(redis, "main").history(lin.openid)
    assert str(entry.bubble) == "边城\n沈从文\nhttp://lib/t/1"


async def test_a_question_with_lines_to_tap(client: Client, lin: Person, redis: Redis) -> None:
    choices = [Choice(id="1", words="找书 & 借书"), Choice(id="2", words="问馆员")]
    await client.send_choices(lin.openid, "您是想：", choices, end="点一下就好")
    [entry] = await Chats(redis, "main").history(lin.openid)
    shown = pieces(entry.bubble.text)
    assert [piece.words for piece in shown if piece.choice] == ["找书 & 借书", "问馆员"]
    assert entry.bubble.text.startswith("您是想：\n")
    assert entry.bubble.text.endswith("\n点一下就好")


async def test_a_picture_goes_up_and_out_and_comes_down_again(
    client: Client, lin: Person, redis: Redis
) -> None:
    picture = bytes(range(256)) * 8
    media_id = await client.media.upload(MediaKind.IMAGE, "floor.png", picture)
    assert await client.media.download(media_id) == picture
    await client.send_image(lin.openid, media_id)
    assert [entry.bubble.text for entry in await Chats(redis, "main").history(lin.openid)] == ["[图片]"]
    with pytest.raises(PlatformRefused) as refused:
        await client.media.download("after three days")
    assert refused.value.code == 40007


async def test_a_file_too_large_does_not_leave(client: Client, wire: Wire) -> None:
    with pytest.raises(TooLarge) as large:
        await client.media.upload(MediaKind.THUMB, "cover.jpg", b"x" * (64 * 1024 + 1))
    assert (large.value.size, wire.calls) == (65537, [])


async def test_a_notice_needs_a_consent_and_a_template_does_not(
    client: Client, lin: Person, redis: Redis
) -> None:
    with pytest.raises(NoConsent):
        await client.send_notice(lin.openid, "T1", {"thing1": "您要的书到了"})
    await Consents(redis, "main").give(lin.openid, "T1")
    await client.send_notice(lin.openid, "T1", {"thing1": "您要的书到了"})
    await client.send_template(lin.openid, "T2", {"name": "边城", "date": "3月5日"}, key="due/1")
    assert [entry.bubble.text for entry in await Chats(redis, "main").history(lin.openid)] == [
        "【服务通知】\n您要的书到了",
        "【服务通知】\n边城\n3月5日",
    ]


async def test_a_menu_for_some_replaces_the_one_before(client: Client, wire: Wire, redis: Redis) -> None:
    button = {"type": "click", "name": "找书", "key": "SEARCH"}
    personal = {"button": [button], "matchrule": {"tag_id": "101"}}
    for _ in range(2):
        await client.menus.push({"button": [button], "conditional": [personal]})
    assert await redis.hlen("simulator:main:menu:personal") == 1
    assert wire.count("delconditional") == 1


async def test_a_page_learns_who_opened_it_once(client: Client, redis: Redis) -> None:
    there = client.pages.sign_in("https://lib.cn/me?a=1", "s1")
    assert there.startswith(
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0001&redirect_uri=https"
    )
    assert "https%3A%2F%2Flib.cn%2Fme%3Fa%3D1" in there
    assert there.endswith("&scope=snsapi_base&state=s1#wechat_redirect")
    await redis.set(code_key("main", "c1"), "oLin", ex=300)
    assert await client.pages.openid("c1") == "oLin"
    with pytest.raises(CodeSpent):
        await client.pages.openid("c1")
    with pytest.raises(ValueError, match="letters and digits"):
        client.pages.sign_in("https://lib.cn/me", "s 1")


async def test_pages_share_one_ticket(client: Client, wire: Wire, redis: Redis) -> None:
    await client.pages.js_signature("https://lib.cn/scan")
    given = await client.pages.js_signature("https://lib.cn/scan#top")
    ticket = str(await redis.get("wechat:{wx0001}:jsapi_ticket"))
    assert given.signature == sign(ticket, given.nonce, given.timestamp, "https://lib.cn/scan")
    assert wire.count("getticket") == 1


def test_a_signature_as_wechats_documentation_computes_it() -> None:
    ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    url = "http://mp.weixin.qq.com?params=value"
    assert sign(ticket, "Wm3WZYTPz0wzccnW", 1414587457, url) == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"


async def test_twenty_callers_in_two_processes_fetch_one_token(wire: Wire, redis: Redis) -> None:
    wire.delay = 0.2  # long enough for all of them to find that there is no token
    clients = [Client(httpx.AsyncClient(transport=wire), redis, KEYS, url=URL) for _ in range(2)]
    await asyncio.gather(*(clients[n % 2].create_qr(f"scene {n}", seconds=60) for n in range(20)))
    assert (wire.count("stable_token"), wire.count("create")) == (1, 20)


async def test_a_token_that_died_early_is_replaced_and_the_call_made_again(
    client: Client, wire: Wire, lin: Person, redis: Redis
) -> None:
    await client.send_text(lin.openid, "一")
    await redis.delete("simulator:token:wx0001")
    await client.send_text(lin.openid, "二")
    assert [entry.bubble.text for entry in await Chats(redis, "main").history(lin.openid)] == ["一", "二"]
    assert (wire.count("stable_token"), wire.count("send")) == (2, 3)


async def test_a_token_that_is_never_accepted_is_tried_twice_and_no_more(redis: Redis) -> None:
    strict = FastAPI()
    strict.post("/cgi-bin/stable_token")(lambda: {"access_token": "useless", "expires_in": 7200})
    strict.post("/cgi-bin/qrcode/create")(lambda: {"errcode": 40001, "errmsg": "invalid credential"})
    wire = Wire(strict)
    client = Client(httpx.AsyncClient(transport=wire), redis, KEYS, url="http://wechat")
    with pytest.raises(TokenRejected):
        await client.create_qr("scene", seconds=60)
    assert (wire.count("stable_token"), wire.count("create")) == (2, 2)


async def test_a_late_complaint_about_an_old_token_leaves_the_new_one(wire: Wire, redis: Redis) -> None:
    platform, quotas = Platform(httpx.AsyncClient(transport=wire), URL), Quotas(redis, "wx0001")
    tokens = Tokens(platform, redis, quotas, app_id="wx0001", secret="a secret")
    token = await tokens.current()
    await tokens.expire("the one before")
    assert await tokens.current() == token
    await tokens.expire(token)
    await tokens.current()
    assert wire.count("stable_token") == 2


async def test_five_messages_after_one_of_hers_and_then_no_more(client: Client, lin: Person) -> None:
    for _ in range(5):
        await client.send_text(lin.openid, "又一条")
    with pytest.raises(WindowUsedUp) as refused:
        await client.send_text(lin.openid, "第六条")
    assert refused.value.code == 45047


async def test_who_never_wrote_is_out_of_reach(client: Client, redis: Redis) -> None:
    people = People(redis, "main")
    wang = await people.join("王建国")
    with pytest.raises(NotFollowing):
        await client.send_text(wang.openid, "您好")
    await people.stand(wang, Standing.FOLLOWING)
    with pytest.raises(WindowClosed):
        await client.send_text(wang.openid, "您好")
    await people.stand(wang, Standing.BLOCKING)
    with pytest.raises(Blocked):
        await client.send_text(wang.openid, "您好")


async def test_words_beyond_the_limit_are_refused(client: Client, lin: Person) -> None:
    with pytest.raises(PlatformRefused) as refused:
        await client.send_text(lin.openid, "长" * 683)
    assert refused.value.code == 45002


async def test_a_wrong_secret_has_a_name(wire: Wire, redis: Redis) -> None:
    keys = AccountKeys(app_id="wx0001", secret="another")
    client = Client(httpx.AsyncClient(transport=wire), redis, keys, url=URL)
    with pytest.raises(CredentialsWrong):
        await client.create_qr("scene", seconds=60)


async def test_a_code_carries_its_scene_and_its_life(client: Client, redis: Redis) -> None:
    code = await client.create_qr("title:7K2M", seconds=600)
    assert code.url.startswith("http://weixin.qq.com/q/")
    assert await redis.get(f"simulator:main:qr:{code.ticket}") == "title:7K2M"
    for scene, seconds in (("", 60), ("x" * 65, 60), ("x", 0), ("x", 2_592_001)):
        with pytest.raises(ValueError, match=r"scene|temporary"):
            await client.create_qr(scene, seconds=seconds)


async def test_a_permanent_code_is_made_once_and_there_are_only_so_many(
    client: Client, wire: Wire, redis: Redis
) -> None:
    hall = await client.create_qr("hall", seconds=None)
    assert hall.seconds is None
    assert await client.create_qr("hall", seconds=None) == hall
    assert wire.count("create") == 1
    client.codes.most = 2
    await client.create_qr("desk", seconds=None)
    with pytest.raises(NoCodesLeft):
        await client.create_qr("cafe", seconds=None)
    assert await client.create_qr("hall", seconds=None) == hall


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ((200, '{"errcode": 45009, "errmsg": "reach max api daily quota limit"}'), RateLimited),
        ((200, "<html>busy</html>"), OutcomeUnknown),
        ((200, "[]"), OutcomeUnknown),
        ((502, "<html>bad gateway</html>"), OutcomeUnknown),
        ((404, "not here"), PlatformRefused),
    ],
)
async def test_what_an_answer_means(answer: tuple[int, str], failure: type[Exception]) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(answer[0], text=answer[1]))
    platform = Platform(httpx.AsyncClient(transport=transport), "http://wechat")
    with pytest.raises(failure):
        await platform.post("/cgi-bin/message/custom/send", {})


@pytest.fixture
async def silent_server() -> AsyncIterator[str]:
    """Takes every request and never answers."""
    held: list[asyncio.StreamWriter] = []

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)
        await reader.read()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for writer in held:
            writer.close()


async def test_no_answer_in_time_may_mean_it_was_sent(silent_server: str, redis: Redis) -> None:
    async with httpx.AsyncClient(timeout=0.2) as http:
        client = Client(http, redis, KEYS, url=silent_server)
        with pytest.raises(NotSent):  # the token never came, so the message never left
            await client.send_text("someone", "您好")
        await redis.set("wechat:{wx0001}:token", "a token")
        with pytest.raises(OutcomeUnknown):
            await client.send_text("someone", "您好")


async def test_nobody_there_means_it_was_not_sent(redis: Redis, unused_tcp_port: int) -> None:
    await redis.set("wechat:{wx0001}:token", "a token")
    async with httpx.AsyncClient() as http:
        client = Client(http, redis, KEYS, url=f"http://127.0.0.1:{unused_tcp_port}")
        with pytest.raises(NotSent):
            await client.send_text("someone", "您好")


async def test_without_redis_there_is_no_token_and_nothing_leaves(wire: Wire, unused_tcp_port: int) -> None:
    async with Redis(port=unused_tcp_port, retry=Retry(NoBackoff(), 0)) as nowhere:
        client = Client(httpx.AsyncClient(transport=wire), nowhere, KEYS, url=URL)
        with pytest.raises(NotSent):
            await client.create_qr("scene", seconds=60)
    assert wire.calls == []

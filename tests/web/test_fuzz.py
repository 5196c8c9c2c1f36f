"""Mutated deliveries: whatever arrives, the callback refuses or answers, and runs nothing it cannot trust.

500 examples by default, half of them sealed; HYPOTHESIS_PROFILE=nightly tries 10,000 of each.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Callable

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.messages import Message
from bot.phone import sign, write, write_json
from bot.replies import Reply, say
from bot.safe_mode import SafeMode
from bot.wechat.account import Account
from bot.wechat.envelope import Envelope
from web.wechat import Callback

TOKEN, KEY, APP_ID = "a token", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a"
EXAMPLES = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 250
SAFE = SafeMode(TOKEN, KEY, APP_ID)
SCENE = {"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_title:7"}
SHAPES = [
    {"MsgType": "text", "Content": "找书 ]]> & 边城", "MsgId": "7"},
    {"MsgType": "location", "Location_X": "23.1", "Location_Y": "113.3", "Label": "图书馆", "MsgId": "8"},
    {"MsgType": "image", "PicUrl": "http://x/1", "MediaId": "m", "MsgId": "9"},
    {"MsgType": "event", "Event": "CLICK", "EventKey": "SHELF"},
    {"MsgType": "event", "Event": "LOCATION", "Latitude": "23", "Longitude": "113"},
    SCENE,
]
TOKENS = [b"<", b">", b"]]>", b"<![CDATA[", b"&x;", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"\x00", b"\xff", b"{"]
TOKENS += [b"}", b'"', b"null", b"[]", b"1e999", b"\\ud800", b"</xml>", b"<xml>", b"event", b"-1", b"9" * 40]


# Strategies are made once: making one anew for every draw took most of the time of an example.
DEEDS = st.one_of(
    st.sampled_from(["cut", "repeat", "flip"]), st.sampled_from(TOKENS), st.binary(min_size=1, max_size=8)
)
MUTATIONS = st.lists(
    st.tuples(DEEDS, st.integers(0, 4095), st.integers(0, 40), st.integers(1, 30)), max_size=4
)
WRITTEN: st.SearchStrategy[Callable[[dict[str, str]], bytes]] = st.sampled_from([write, write_json])
MESSAGES = st.sampled_from(SHAPES)
SPOILED = st.lists(
    st.tuples(st.sampled_from(["signature", "timestamp", "nonce"]), st.none() | st.text(max_size=50)),
    max_size=3,
    unique_by=lambda spoiled: spoiled[0],
)


class Ear:
    """Stands where the dispatcher stands, and answers everything that comes so far."""

    def __init__(self) -> None:
        self.heard: list[Message] = []

    async def feed(self, message: Message, *, may_push: bool) -> Reply:
        self.heard.append(message)
        return say(f"{message.openid} 好")


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """The bytes after a few cuts, repeats, insertions and flipped bits."""
    body = bytearray(original)
    for deed, place, length, times in draw(MUTATIONS):
        start = place % (len(body) + 1)
        end = min(len(body), start + length)
        match deed:
            case "cut":
                del body[start:end]
            case "repeat":
                body[end:end] = body[start:end] * times
            case "flip" if start < len(body):
                body[start] ^= 1 << times % 8
            case bytes():
                body[start:start] = deed
    return bytes(body)


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    header = {"ToUserName": "gh", "FromUserName": "o-lin", "CreateTime": "1795305600"}
    return draw(mutated(draw(WRITTEN)(header | draw(MESSAGES))))


@st.composite
def envelopes(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """An envelope in base64, with its content or itself mutated, and the body around it."""
    sealed = SAFE.seal(draw(bodies()))
    if draw(st.booleans()):
        sealed = b64encode(draw(mutated(b64decode(sealed)))).decode()
    body = draw(WRITTEN)({"ToUserName": "gh", "Encrypt": sealed})
    return sealed.encode(), draw(mutated(body)) if draw(st.booleans()) else body


@st.composite
def queries(draw: st.DrawFn) -> tuple[dict[str, str], bool]:
    """A query, and whether it is still as WeChat signed it."""
    query = sign(TOKEN)
    spoiled = dict(query)
    for name, words in draw(SPOILED):
        if words is None:
            spoiled.pop(name)
        else:
            spoiled[name] = words
    return spoiled, spoiled == query


def client(ear: Ear, **account: object) -> httpx.AsyncClient:
    accounts = {"main": Account(name="main", token=TOKEN, may_push=True, **account)}
    callback = Callback(accounts, ear)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=httpx.ASGITransport(callback), base_url="http://test")


many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@many
@given(bodies(), queries())
@example(b'{"FromUserName": "\\ud800", "CreateTime": 1, "MsgType": "text"}', (sign(TOKEN), True))
@example(b'{"FromUserName": {"a": "b"}, "CreateTime": 1, "MsgType": "text"}', (sign(TOKEN), True))
async def test_clear_text(body, query):
    ear, (asked, is_signed) = Ear(), query
    async with client(ear) as http:
        answer = await http.post("/wechat/main", params=asked, content=body)
    assert answer.status_code in ({200, 400} if is_signed else {403})
    assert bool(ear.heard) == (answer.status_code == 200)


@many
@given(envelopes(), queries(), st.sampled_from(["right", "wrong", "missing"]))
async def test_safe_mode(envelope, query, proof):
    ear, (sealed, body), (asked, is_signed) = Ear(), envelope, query
    if proof != "missing" and "timestamp" in asked and "nonce" in asked:
        right = SAFE.sign(asked["timestamp"], asked["nonce"], sealed.decode())
        asked["msg_signature"] = right if proof == "right" else right[::-1]
    async with client(ear, envelope=Envelope(KEY, APP_ID)) as http:
        answer = await http.post("/wechat/main", params=asked, content=body)
    assert answer.status_code in ({200, 400, 403} if is_signed else {403})
    assert bool(ear.heard) == (answer.status_code == 200)
    if ear.heard:
        assert proof == "right"
        assert SAFE.open(answer.content)


@pytest.mark.parametrize("path", ["/wechat/main", "/wechat/", "/wechat/%00", "/wechat/nobody"])
async def test_the_address_of_nobody(path):
    async with client(Ear()) as http:
        assert 400 <= (await http.post(path, content=b"<xml/>")).status_code < 500

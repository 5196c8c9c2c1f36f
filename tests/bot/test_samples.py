"""No sample and no vector of WeChat's lies unread: what each folder holds has a test that opens it."""

import json

import pytest

from bot.phone import OUT_OF_ORDER, read
from bot.replies import Card, Say
from bot.wechat import passive
from bot.wechat.envelope import Envelope
from bot.wechat.fields import fields_of
from bot.wechat.pages import sign
from bot.wechat.signature import is_signed

TESTED = {  # kinds of vectors: those not tested here are in test_account.py
    *("url_signature", "msg_signature", "card_signature", "jssdk_signature"),
    *("decrypt", "encrypt_deterministic", "echostr_encrypted", "negative", "json_data_format"),
}


@pytest.fixture
def vectors(samples):
    return json.loads((samples / "vectors.json").read_text())


def test_every_kind_of_vector_has_a_test(vectors):
    assert set(vectors) - {"about"} == TESTED


def test_pages_are_signed_as_wechat_signs_them(vectors):
    for one in vectors["jssdk_signature"]:
        ticket, nonce, timestamp = one["jsapi_ticket"], one["noncestr"], int(one["timestamp"])
        assert sign(ticket, nonce, timestamp, one["url"]) == one["signature"]
        assert sign(ticket, nonce, timestamp, one["url"] + "#top") == one["signature"]
        assert sign(ticket, nonce, timestamp + 1, one["url"]) != one["signature"]


def test_every_sealed_sample_is_opened(samples, vectors):
    (keys,) = vectors["echostr_encrypted"]  # of the same source
    envelope = Envelope(keys["encoding_aes_key"], keys["receive_id"])
    sealed = [fields_of(path.read_bytes()) for path in (samples / "encrypted").glob("*.xml")]
    opened = [fields_of(envelope.open(one["Encrypt"])) for one in sealed]
    assert sorted(one["MsgType"] for one in opened) == ["text", "text"]
    (reply,) = (one for one in sealed if "MsgSignature" in one)
    proof = reply["TimeStamp"], reply["Nonce"], reply["Encrypt"]
    assert is_signed(keys["token"], reply["MsgSignature"], *proof)


REPLIES = {"text": Say("内容 & ]]>"), "news": Card("题", "说明", "https://lib.cn/1", "https://lib.cn/1.png")}


def test_our_replies_have_the_shape_of_the_samples(samples):
    seen = set()
    for path in (samples / "replies").glob("*.xml"):
        kind = (sample := fields_of(path.read_bytes()))["MsgType"]
        if kind in REPLIES:
            ours = fields_of(passive.write(REPLIES[kind], to="a", sender="b", now=1).encode())
            assert set(ours) == set(sample) - {"AgentID"}, path.name  # which is another product's
            seen.add(kind)
    assert seen == set(REPLIES)


def test_the_phone_shows_every_reply_it_knows_and_calls_none_a_failure_that_it_shows(samples):
    for path in sorted((samples / "replies").glob("*.xml")):
        bubble, kind = read(path.read_bytes()), fields_of(path.read_bytes())["MsgType"]
        assert bubble is not None, path.name
        assert (bubble.text == OUT_OF_ORDER) is (kind not in REPLIES), path.name

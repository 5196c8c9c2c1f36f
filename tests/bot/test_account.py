"""An account's door: every vector, every mode, and nothing that proves too little."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException

from bot.messages import Text
from bot.phone import sign as signed
from bot.phone import write, write_json
from bot.replies import Say, Silence
from bot.wechat.account import Account, ClearText, NotOfNow, NotSigned
from bot.wechat.envelope import Envelope
from bot.wechat.fields import BadMessage, fields_of
from bot.wechat.signature import is_signed, sign

TOKEN, KEY, APP_ID = "a token", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a"
MESSAGE = {"ToUserName": "gh", "FromUserName": "o-lin", "CreateTime": "1", "MsgType": "text"}
MESSAGE |= {"Content": "书 ]]>", "MsgId": "7"}
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAFE = Account(name="main", token=TOKEN, may_push=True, envelope=Envelope(KEY, APP_ID))
CLEAR = Account(name="main", token=TOKEN, may_push=True)


@pytest.fixture
def vectors(samples):
    return json.loads((samples / "vectors.json").read_text())


def safe(content: bytes, *, compatible: bool = False, in_json: bool = False) -> tuple[dict[str, str], bytes]:
    """A delivery as wechatpy, which knows nothing of us, would seal it."""
    query = signed(TOKEN)
    xml = WeChatCrypto(TOKEN, KEY, APP_ID).encrypt_message(
        content.decode(), query["nonce"], query["timestamp"]
    )
    envelope = fields_of(xml.encode())
    fields = {"Encrypt": envelope["Encrypt"]} | (MESSAGE if compatible else {})
    return query | {"msg_signature": envelope["MsgSignature"]}, (write_json if in_json else write)(fields)


def at(seconds: int) -> dict[str, str]:
    timestamp = str(int(NOW.timestamp()) + seconds)
    return {"timestamp": timestamp, "nonce": "n", "signature": sign(TOKEN, timestamp, "n")}


def test_signatures_of_urls_messages_and_cards(vectors):
    for one in vectors["url_signature"]:
        assert is_signed(one["token"], one["signature"], one["timestamp"], one["nonce"])
        assert not is_signed(one["token"], "0" * 40, one["timestamp"], one["nonce"])
    for one in vectors["msg_signature"]:
        proof = one["timestamp"], one["nonce"], one["encrypt"]
        assert is_signed(one["token"], one["msg_signature"], *proof)
        assert not is_signed(one["token"], one["msg_signature"], *proof[:2], one["encrypt"][1:])
    for one in vectors["card_signature"]:
        assert sign(*one["parts"]) == one["signature"]


def test_envelopes_are_opened(vectors):
    for one in vectors["decrypt"]:
        assert is_signed(one["token"], one["msg_signature"], one["timestamp"], one["nonce"], one["encrypt"])
        envelope = Envelope(one["encoding_aes_key"], one["receive_id"])
        assert envelope.open(one["encrypt"]).decode() == one["plaintext"]
    for one in vectors["echostr_encrypted"]:
        assert is_signed(one["token"], one["msg_signature"], one["timestamp"], one["nonce"], one["echostr"])
        envelope = Envelope(one["encoding_aes_key"], one["receive_id"])
        assert envelope.open(one["echostr"]).decode() == one["plaintext"]


def test_envelopes_are_closed_to_the_byte(vectors):
    for one in vectors["encrypt_deterministic"]:
        envelope = Envelope(one["encoding_aes_key"], one["receive_id"])
        assert envelope.seal(one["plaintext"].encode(), one["random"].encode()) == one["encrypt"]


def test_the_negative_vectors_are_refused(vectors):
    good = {one["file"].split("/")[-1]: one for one in vectors["decrypt"]}
    for bad in vectors["negative"]:
        one = good[bad["based_on"]]
        account = Account(
            name="main",
            token=one["token"],
            may_push=True,
            envelope=Envelope(one["encoding_aes_key"], one["receive_id"]),
        )
        query = {"timestamp": one["timestamp"], "nonce": one["nonce"]}
        body = write({"Encrypt": one["encrypt"]})
        assert isinstance(account.open(query | {"msg_signature": one["msg_signature"]}, body).message, Text)
        with pytest.raises(NotSigned):
            account.open(query | {"msg_signature": "invalid-signature"}, body)


def test_json_in_an_envelope(vectors):
    (one,) = vectors["json_data_format"]
    content = json.dumps(one["plaintext_json"]).encode()
    envelope = Envelope(one["encoding_aes_key"], one["appid"])
    account = Account(name="main", token=one["token"], may_push=True, envelope=envelope)
    sealed = envelope.seal(content)
    query = {"timestamp": one["timestamp"], "nonce": one["nonce"]}
    query["msg_signature"] = sign(one["token"], one["timestamp"], one["nonce"], sealed)
    delivery = account.open(query, json.dumps({"ToUserName": "gh", "Encrypt": sealed}).encode())
    assert delivery.message.content == "hello"
    answer = json.loads(delivery.answer(Say("好"), NOW))
    assert is_signed(
        one["token"], answer["MsgSignature"], str(answer["TimeStamp"]), answer["Nonce"], answer["Encrypt"]
    )
    assert json.loads(envelope.open(answer["Encrypt"]))["Content"] == "好"


@pytest.mark.parametrize("compatible", [True, False])
def test_an_answer_is_sealed_as_the_message_was(compatible):
    delivery = SAFE.open(*safe(write(MESSAGE), compatible=compatible))
    assert delivery.message.content == "书 ]]>"
    answer = delivery.answer(Say("有 ]]> & <这>"), NOW)
    proof = fields_of(answer.encode())
    opened = WeChatCrypto(TOKEN, KEY, APP_ID).decrypt_message(
        answer, proof["MsgSignature"], proof["TimeStamp"], proof["Nonce"]
    )
    assert fields_of(opened)["Content"] == "有 ]]> & <这>"
    with pytest.raises(InvalidSignatureException):
        WeChatCrypto(TOKEN, KEY, APP_ID).decrypt_message(answer, "0", proof["TimeStamp"], proof["Nonce"])
    assert delivery.answer(Silence(), NOW) == "success"


@pytest.mark.parametrize("write_it", [write, write_json])
def test_an_answer_in_clear_is_written_as_the_message_was(write_it):
    delivery = CLEAR.open({}, write_it(MESSAGE))
    answer = fields_of(delivery.answer(Say("好"), NOW).encode())
    assert (answer["ToUserName"], answer["FromUserName"], answer["Content"]) == ("o-lin", "gh", "好")


def test_an_account_with_a_key_refuses_clear_text_unless_told_otherwise():
    with pytest.raises(ClearText):
        SAFE.open({}, write(MESSAGE))
    envelope = Envelope(KEY, APP_ID)
    lax = Account(name="main", token=TOKEN, may_push=True, envelope=envelope, refuses_clear=False)
    assert lax.open({}, write(MESSAGE)).message.content == "书 ]]>"


def test_compatible_mode_is_read_from_its_envelope_and_never_from_its_clear_half():
    query, body = safe(write(MESSAGE | {"Content": "真"}), compatible=True)
    assert SAFE.open(query, body).message.content == "真"
    with pytest.raises(NotSigned):
        SAFE.open(query | {"msg_signature": ""}, body)


def test_another_accounts_envelope_is_refused():
    query, body = safe(write(MESSAGE))
    other = Account(name="main", token=TOKEN, may_push=True, envelope=Envelope(KEY, "wxother"))
    with pytest.raises(BadMessage):
        other.open(query, body)


def test_an_envelope_is_no_message_for_an_account_without_a_key():
    with pytest.raises(BadMessage):
        CLEAR.open(*safe(write(MESSAGE)))


def test_a_signed_envelope_of_rubbish_is_refused():
    for sealed in ("", "!", "QUJD", "A" * 64, Envelope(KEY, APP_ID).seal(b"")):
        query = signed(TOKEN)
        query["msg_signature"] = sign(TOKEN, query["timestamp"], query["nonce"], sealed)
        with pytest.raises(BadMessage):
            SAFE.open(query, write({"Encrypt": sealed}))


@pytest.mark.parametrize("seconds", [0, 599, -599])
def test_what_was_signed_just_now_comes_in(seconds):
    CLEAR.admit(at(seconds), NOW)


@pytest.mark.parametrize("seconds", [-601, 601, 10**9])
def test_what_was_signed_long_ago_or_tomorrow_stays_out(seconds):
    with pytest.raises(NotOfNow):
        CLEAR.admit(at(seconds), NOW)
    Account(name="main", token=TOKEN, may_push=True, message_age=timedelta(days=20_000)).admit(
        at(seconds), NOW
    )


def test_a_time_that_is_none_stays_out():
    for timestamp in ("", "soon", "1e9", "²", "1" * 5000):
        with pytest.raises(NotOfNow):
            CLEAR.admit({"timestamp": timestamp, "nonce": "n", "signature": sign(TOKEN, timestamp, "n")}, NOW)


def test_nothing_is_admitted_unsigned():
    for query in ({}, at(0) | {"signature": ""}, at(0) | {"nonce": "m"}, at(0) | {"signature": "é\ud800"}):
        with pytest.raises(NotSigned):
            CLEAR.admit(query, NOW)

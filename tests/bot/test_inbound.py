"""WeChat's XML becomes our messages."""

import pytest

from bot.messages import Barcode, Follow, Scan, Tap, Text, Unfollow, Unknown, Voice
from bot.wechat.inbound import BadMessage, read

EVENT = """<xml><ToUserName>gh</ToUserName><FromUserName>o-lin</FromUserName>
<CreateTime>1795305600</CreateTime>
<MsgType><![CDATA[event]]></MsgType><Event>{event}</Event><EventKey>{key}</EventKey></xml>"""


def event(name: str, key: str = "") -> object:
    return read("main", EVENT.format(event=name, key=key).encode())


def test_every_real_sample_is_a_message(samples):
    kinds = {path.stem: type(read("main", path.read_bytes())) for path in samples.glob("*.xml")}
    assert len(kinds) >= 50
    assert kinds["wechatpy__text"] is Text
    assert kinds["wxjava__text_all_fields_mixed"] is kinds["wxjava__text_all_fields_mixed__2"] is Text
    assert kinds["officialcommunity__voice_recognition_empty"] is Voice
    assert kinds["wechatpy__event_scancode_waitmsg"] is Barcode
    assert kinds["wechatpy__event_subscribe_last_trade_no"] is Follow
    assert kinds["wechatpy__event_subscribe_scanproduct"] is Follow
    assert kinds["wechatpy__event_subscribe_qrscene"] is Scan
    assert kinds["officialdoc__event_user_authorization_revoke"] is Unfollow
    assert kinds["wechatpy__notsure"] is kinds["wechatpy__device_text"] is Unknown


def test_text_is_read_as_typed(samples):
    text = read("main", (samples / "wechatpy__text.xml").read_bytes())
    assert isinstance(text, Text)
    assert (text.content, text.openid, text.to, text.account) == (
        "this is a test",
        "fromUser",
        "toUser",
        "main",
    )


def test_only_qrscene_is_a_scan():
    first = event("subscribe", "qrscene_title:7")
    assert isinstance(first, Scan)
    assert (first.scene, first.first) == ("title:7", True)
    assert isinstance(event("subscribe", "last_trade_no_40080720"), Follow)
    assert isinstance(event("subscribe", "scanbarcode|6901481811083"), Follow)
    scan = event("SCAN", "title:7")
    assert isinstance(scan, Scan)
    assert not scan.first


def test_event_names_are_compared_without_regard_to_case():
    assert isinstance(event("click", "ASK"), Tap)
    assert isinstance(event("UNSUBSCRIBE"), Unfollow)


def test_two_deliveries_share_a_key_and_two_events_of_one_second_do_not():
    assert event("CLICK", "ASK").key == event("CLICK", "ASK").key
    assert event("CLICK", "ASK").key != event("CLICK", "SHELF").key


def test_one_message_id_of_two_patrons_is_two_messages():
    """Voice messages of fifteen people once carried one MsgId."""
    body = """<xml><ToUserName>gh</ToUserName><FromUserName>{who}</FromUserName><CreateTime>1</CreateTime>
    <MsgType>text</MsgType><Content>x</Content><MsgId>7</MsgId></xml>"""
    assert read("main", body.format(who="a").encode()).key != read("main", body.format(who="b").encode()).key


def test_a_key_does_not_tell_the_openid():
    assert "o-lin" not in event("CLICK", "ASK").key


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<xml>",
        b"<xml></xml>",
        b"\xff\xfe<xml/>",
        b"<xml><MsgType>text</MsgType></xml>",
        b"<xml><FromUserName>a</FromUserName><CreateTime>soon</CreateTime><MsgType>text</MsgType></xml>",
        b"<html><MsgType>text</MsgType></html>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
        b"<xml><MsgType><a/></MsgType></xml>",
        b"<xml><FromUserName/><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>",
        b"<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>",
    ],
)
def test_what_is_no_message_is_refused(body):
    with pytest.raises(BadMessage):
        read("main", body)

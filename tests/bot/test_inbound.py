"""WeChat's XML becomes our messages."""

import pytest

from bot import messages
from bot.messages import Barcode, Consent, Follow, Message, Scan, Tap, Text, Unfollow, Unknown, Voice
from bot.wechat import inbound
from bot.wechat.fields import BadMessage, fields_of

EVENT = """<xml><ToUserName>gh</ToUserName><FromUserName>o-lin</FromUserName>
<CreateTime>1795305600</CreateTime>
<MsgType><![CDATA[event]]></MsgType><Event>{event}</Event><EventKey>{key}</EventKey></xml>"""


def read(account: str, body: bytes) -> Message:
    return inbound.read(account, fields_of(body))


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


def test_reports_are_typed(samples):
    def sample(name: str) -> Message:
        return read("main", (samples / f"{name}.xml").read_bytes())

    popup = sample("wxjava__event_subscribe_msg_popup_event")
    assert popup.answers == (
        Consent(template_id="VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc", given=True),
        Consent(template_id="9nLIlbOQZC5Y89AZteFEux3WCXRRRG5Wfzkpssu4bLI", given=False),
    )
    assert [one.given for one in sample("wxjava__event_subscribe_msg_change_event").answers] == [False]
    notice = sample("wxjava__event_subscribe_msg_sent_event")
    assert (notice.number, notice.code) == ("1700827132819554304", "0")
    assert sample("wechatpy__event_templatesendjobfinish").status == "success"
    sent = sample("wxjava__event_masssendjobfinish")
    assert (sent.number, sent.status, sent.sent) == ("1000001625", "err(30003)", 0)
    assert sample("wechatpy__event_view").url == "www.qq.com"
    assert sample("wechatpy__event_location").latitude == pytest.approx(23.137466)


def test_json_says_the_same_as_xml(samples):
    said = b"""{"ToUserName": "gh", "FromUserName": "o-lin", "CreateTime": 1795305600, "MsgType": "text",
    "Content": " \xe4\xb9\xa6 ", "MsgId": 7}"""
    written = """<xml><ToUserName>gh</ToUserName><FromUserName>o-lin</FromUserName><CreateTime>1795305600
    </CreateTime><MsgType>text</MsgType><Content>书</Content><MsgId>7</MsgId></xml>"""
    assert read("main", said) == read("main", written.encode())
    debug = read("main", (samples / "officialdoc__json_event_debug_demo.json").read_bytes())
    assert isinstance(debug, Unknown)
    assert debug.kind == "event/debug_demo"


@pytest.mark.parametrize("listed", ['{"TemplateId": "t", "SubscribeStatusString": "accept"}', "[]", "null"])
def test_a_list_in_json_may_be_one_or_none(listed):
    body = """{"FromUserName": "a", "CreateTime": 1, "MsgType": "event", "Event": "subscribe_msg_popup_event",
    "SubscribeMsgPopupEvent": {"List": %s}}"""
    answers = read("main", (body % listed).encode()).answers
    assert answers == ((Consent(template_id="t", given=True),) if "accept" in listed else ())


def test_half_a_character_from_json_can_be_stored():
    body = (
        rb'{"FromUserName": "a", "CreateTime": 1, "MsgType": "text", "MsgId": 1, "Content": "\ud83d' + b' x"}'
    )
    assert read("main", body).content == "? x"


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"{",
        b'{"MsgType": {}}',
        b'{"a":' * 20_000,
        b"<a>" * 20_000,
        b'{"FromUserName": "a", "CreateTime": NaN, "MsgType": "text"}',
        b'{"FromUserName": "a", "CreateTime": true, "MsgType": "text"}',
        b'{"FromUserName": ["a"], "CreateTime": 1, "MsgType": "text"}',
        b'{"FromUserName": "a", "CreateTime": 99999999999999999999, "MsgType": "text"}',
        b'{"FromUserName": "a", "CreateTime": 1, "MsgType": "location", "Location_X": "nan"}',
        b'{"FromUserName": "a", "CreateTime": 1, "MsgType": "event", "Event": "subscribe_msg_sent_event"}',
        b'<?xml version="1.0" encoding="utf-7"?><xml/>',
    ],
)
def test_what_is_no_message_in_json_or_depth_is_refused(body):
    with pytest.raises(BadMessage):
        read("main", body)


def test_every_kind_of_message_can_come():
    kinds = {kind for kind in vars(messages).values() if isinstance(kind, type) and issubclass(kind, Message)}
    read_here = {value for value in vars(inbound).values() if isinstance(value, type)}
    assert kinds - read_here == {messages.Report}

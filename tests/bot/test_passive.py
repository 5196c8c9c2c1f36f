"""Our replies become XML that nothing in them can break."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.replies import Card, Say, Silence
from bot.wechat.passive import UNWRITABLE, write

ADDRESS = {"to": "o-lin", "sender": "gh", "now": 1795305600}


def read(xml: str) -> etree._Element:
    return etree.fromstring(xml.encode("utf-8"))


def test_a_text():
    reply = read(write(Say("你好"), **ADDRESS))
    assert [child.tag for child in reply] == [
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Content",
    ]
    assert [child.text for child in reply] == ["o-lin", "gh", "1795305600", "text", "你好"]


def test_a_card():
    reply = read(write(Card("《书》", "作者", "https://x/t/1", "https://x/c/1"), **ADDRESS))
    assert reply.findtext("ArticleCount") == "1"
    assert reply.findtext("Articles/item/Url") == "https://x/t/1"


def test_silence_is_success():
    assert write(Silence(), **ADDRESS) == "success"


@given(st.text())
def test_no_words_change_the_shape_of_a_reply(words):
    reply = read(write(Say(words + "]]></Content><Evil/>" + words), **ADDRESS))
    assert len(reply) == 5
    written = UNWRITABLE.sub("", words).replace("\r\n", "\n").replace("\r", "\n")
    assert reply.findtext("Content") == f"{written}]]></Content><Evil/>{written}"


@given(st.text())
def test_no_name_changes_the_shape_of_a_reply(name):
    reply = read(write(Say("x"), to=name + "]]><Evil/>", sender="gh", now=1))
    assert len(reply) == 5

"""Our replies as the XML or JSON that answers a delivery."""

import json
import re
from html import escape
from typing import Any

from bot.replies import Card, Reply, Say, Silence

NOTHING = "success"  # tells WeChat that all is well and that we have nothing to say

# XML 1.0 allows no other control characters, and no lone surrogates, not even escaped.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TEXT = """<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>\
<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>{text}</Content></xml>"""

CARD = """<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>\
<CreateTime>{now}</CreateTime><MsgType><![CDATA[news]]></MsgType><ArticleCount>1</ArticleCount><Articles><item>\
<Title>{title}</Title><Description>{description}</Description><PicUrl>{picture}</PicUrl><Url>{url}</Url>\
</item></Articles></xml>"""

ENVELOPE = """<xml><Encrypt><![CDATA[{}]]></Encrypt><MsgSignature><![CDATA[{}]]></MsgSignature>\
<TimeStamp>{}</TimeStamp><Nonce><![CDATA[{}]]></Nonce></xml>"""


def write(reply: Reply, *, to: str, sender: str, now: int) -> str:
    """The body that answers a delivery; a Say must already fit one bubble."""
    head = {"to": _cdata(to), "sender": _cdata(sender), "now": now}
    match reply:
        case Say(text):
            return TEXT.format(**head, text=_words(text))
        case Card(title, description, url, picture_url):
            links = {"picture": _words(picture_url), "url": _words(url)}
            return CARD.format(**head, title=_words(title), description=_words(description), **links)
        case Silence():
            return NOTHING


def write_json(reply: Reply, *, to: str, sender: str, now: int) -> str:
    """The same for an account whose console says JSON; the fields are named as in XML."""
    head: dict[str, Any] = {"ToUserName": to, "FromUserName": sender, "CreateTime": now}
    match reply:
        case Say(text):
            return _json(head | {"MsgType": "text", "Content": text})
        case Card(title, description, url, picture_url):
            article = {"Title": title, "Description": description, "PicUrl": picture_url, "Url": url}
            return _json(head | {"MsgType": "news", "ArticleCount": 1, "Articles": [article]})
        case Silence():
            return NOTHING


def wrap(sealed: str, signature: str, timestamp: str, nonce: str) -> str:
    """A reply in its envelope; nothing in base64, digits or hexadecimal needs escaping."""
    return ENVELOPE.format(sealed, signature, timestamp, nonce)


def wrap_json(sealed: str, signature: str, timestamp: str, nonce: str) -> str:
    # WeChat's documentation shows the time as a number and the nonce as text.
    time = int(timestamp)
    return _json({"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": time, "Nonce": nonce})


def _json(fields: dict[str, Any]) -> str:
    return UNWRITABLE.sub("", json.dumps(fields, ensure_ascii=False))


def _words(text: str) -> str:
    """Escaped rather than wrapped in CDATA, so that no text, "]]>" included, can change the reply's shape."""
    return escape(UNWRITABLE.sub("", text), quote=False)


def _cdata(name: str) -> str:
    return UNWRITABLE.sub("", name).replace("]]>", "]]&gt;")

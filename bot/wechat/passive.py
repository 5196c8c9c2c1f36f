"""Our replies as the XML that answers a delivery."""

import re
from html import escape

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


def _words(text: str) -> str:
    """Escaped rather than wrapped in CDATA, so that no text, "]]>" included, can change the reply's shape."""
    return escape(UNWRITABLE.sub("", text), quote=False)


def _cdata(name: str) -> str:
    return UNWRITABLE.sub("", name).replace("]]>", "]]&gt;")

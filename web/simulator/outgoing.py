"""What a message of the account's looks like on a phone."""

from html import escape
from urllib.parse import quote

from bot.phone import Bubble
from web.simulator.door import Json, Refused

TEXT_BYTES = 2048
CHOICE = '<a href="weixin://bizmsgmenu?msgmenucontent={said}&msgmenuid={id}">{words}</a>'


def bubble_of(body: Json, account: str) -> Bubble:
    """A customer-service message as a bubble. Raises Refused for what WeChat does not take."""
    match body:
        case {"msgtype": "text", "text": {"content": str(text)}}:
            if len(text.encode()) > TEXT_BYTES:
                raise Refused(45002, "content size out of limit")
            return Bubble(text=text)
        case {"msgtype": "news", "news": {"articles": [article]}}:
            return Bubble(
                title=str(article.get("title", "")),
                text=str(article.get("description", "")),
                url=str(article.get("url", "")),
                picture_url=str(article.get("picurl", "")),
            )
        case {"msgtype": "news"}:
            raise Refused(45008, "article size out of limit")
        case {"msgtype": "image", "image": {"media_id": str(media_id)}}:
            return Bubble(text="[图片]", picture_url=f"/simulator/{account}/pictures/{media_id}")
        case {"msgtype": "msgmenu", "msgmenu": {"list": [*choices]} as menu}:
            lines = [menu.get("head_content", ""), *map(_choice, choices), menu.get("tail_content", "")]
            return Bubble(text="\n".join(filter(None, lines)))
    raise Refused(40008, "invalid message type")


def notice_of(body: Json) -> Bubble:
    """A notice shows its fields, one a line."""
    match body:
        case {"template_id": str(), "data": dict(fields)} if fields:
            return Bubble(text="\n".join(["【服务通知】", *(str(one["value"]) for one in fields.values())]))
    raise Refused(47003, "argument invalid")


def _choice(choice: Json) -> str:
    said, id = str(choice["content"]), str(choice["id"])
    return CHOICE.format(said=quote(said), id=quote(id), words=escape(said))

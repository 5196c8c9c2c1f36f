"""What we ask of WeChat for one account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx
from redis.asyncio import Redis

from bot.replies import Card
from bot.wechat.calls import AccountKeys, Calls
from bot.wechat.codes import Codes, QrCode
from bot.wechat.media import Media
from bot.wechat.menus import Menus
from bot.wechat.pages import Pages
from bot.wechat.platform import WECHAT, Answer
from library.clock import Clock, utc_now

__all__ = ["AccountKeys", "Choice", "Client", "NoticeTemplate", "QrCode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A line of a question menu; a tap on it comes back as its words, with `bizmsgmenuid` = `id`."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTemplate:
    """A subscription notice's template of this account, and its field for free words."""

    id: str
    field: str = "thing1"
    characters: int = 20  # WeChat's limit for a `thing` field


class Client:
    """Every method raises NotSent, OutcomeUnknown or a PlatformRefused, and calls WeChat at most twice."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        redis: Redis,
        keys: AccountKeys,
        *,
        url: str = WECHAT,
        notice: NoticeTemplate | None = None,
        now: Clock = utc_now,
    ) -> None:
        self._calls = Calls(http, redis, keys, url=url, now=now)
        self.notice = notice
        self.codes, self.media = Codes(self._calls, redis), Media(self._calls)
        self.menus, self.pages = Menus(self._calls), Pages(self._calls, redis, now=now)

    async def send_text(self, openid: str, text: str) -> None:
        """One bubble of at most 2,047 bytes, as a customer-service message."""
        await self._send(openid, "text", {"content": text})

    async def send_card(self, openid: str, card: Card) -> None:
        article = {
            "title": card.title,
            "description": card.description,
            "url": card.url,
            "picurl": card.picture_url,
        }
        await self._send(openid, "news", {"articles": [article]})

    async def send_image(self, openid: str, media_id: str) -> None:
        await self._send(openid, "image", {"media_id": media_id})

    async def send_choices(
        self, openid: str, question: str, choices: Sequence[Choice], *, end: str = ""
    ) -> None:
        """A question with lines to tap."""
        lines = [{"id": choice.id, "content": choice.words} for choice in choices]
        await self._send(openid, "msgmenu", {"head_content": question, "list": lines, "tail_content": end})

    async def send_notice(
        self, openid: str, template_id: str, fields: Mapping[str, str], *, page: str = ""
    ) -> None:
        """A subscription notice: one for each consent. Raises NoConsent."""
        body = {"touser": openid, "template_id": template_id, "data": _values(fields)}
        await self._calls.post("/cgi-bin/message/subscribe/bizsend", body | ({"page": page} if page else {}))

    async def send_template(
        self, openid: str, template_id: str, fields: Mapping[str, str], *, url: str = "", key: str = ""
    ) -> None:
        """A template message; WeChat sends one `key` once."""
        body = {"touser": openid, "template_id": template_id, "data": _values(fields)}
        extras = {"url": url, "client_msg_id": key}
        given = {name: value for name, value in extras.items() if value}
        await self._calls.post("/cgi-bin/message/template/send", body | given)

    async def create_qr(self, scene: str, *, seconds: int | None) -> QrCode:
        """A code whose scan tells us `scene` (1 to 64 characters), for ever or for at most 30 days."""
        return await (
            self.codes.permanent(scene) if seconds is None else self.codes.temporary(scene, seconds)
        )

    async def _send(self, openid: str, kind: str, content: Answer) -> None:
        body = {"touser": openid, "msgtype": kind, kind: content}
        await self._calls.post("/cgi-bin/message/custom/send", body)


def _values(fields: Mapping[str, str]) -> Answer:
    return {name: {"value": value} for name, value in fields.items()}

"""What we ask of WeChat for one account."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from redis.asyncio import Redis

from bot.replies import Card
from bot.wechat.errors import TokenRejected
from bot.wechat.platform import WECHAT, Answer, Platform
from bot.wechat.tokens import Tokens

SCENE_CHARACTERS = 64
LONGEST_TEMPORARY_SECONDS = 2_592_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountKeys:
    app_id: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """A parametric code: `url` is what its picture encodes; `seconds` is None if it lasts for ever."""

    ticket: str
    url: str
    seconds: int | None

    @property
    def picture_path(self) -> str:
        """Where WeChat draws it, below `https://mp.weixin.qq.com`."""
        return f"/cgi-bin/showqrcode?ticket={quote(self.ticket, safe='')}"


class Client:
    """Every method raises NotSent, OutcomeUnknown or a PlatformRefused, and calls WeChat at most twice."""

    def __init__(
        self, http: httpx.AsyncClient, redis: Redis, keys: AccountKeys, *, url: str = WECHAT
    ) -> None:
        self._platform = Platform(http, url)
        self._tokens = Tokens(self._platform, redis, app_id=keys.app_id, secret=keys.secret)

    async def send_text(self, openid: str, text: str) -> None:
        """One bubble of at most 2,047 bytes, as a customer-service message."""
        await self._send({"touser": openid, "msgtype": "text", "text": {"content": text}})

    async def send_card(self, openid: str, card: Card) -> None:
        article = {
            "title": card.title,
            "description": card.description,
            "url": card.url,
            "picurl": card.picture_url,
        }
        await self._send({"touser": openid, "msgtype": "news", "news": {"articles": [article]}})

    async def create_qr(self, scene: str, *, seconds: int | None) -> QrCode:
        """A code whose scan tells us `scene` (1 to 64 characters), for ever or for at most 30 days."""
        if not 1 <= len(scene) <= SCENE_CHARACTERS:
            raise ValueError(f"a scene has 1 to {SCENE_CHARACTERS} characters, not {len(scene)}")
        if seconds is not None and not 1 <= seconds <= LONGEST_TEMPORARY_SECONDS:
            raise ValueError(
                f"a temporary code lives 1 to {LONGEST_TEMPORARY_SECONDS} seconds, not {seconds}"
            )
        body: Answer = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        if seconds is not None:
            body |= {"action_name": "QR_STR_SCENE", "expire_seconds": seconds}
        answer = await self._call("/cgi-bin/qrcode/create", body)
        return QrCode(ticket=answer["ticket"], url=answer["url"], seconds=seconds)

    async def create_menu(self, menu: dict[str, Any]) -> None:
        """Replace the account's menu; `menu` is WeChat's own JSON, `{"button": […]}`."""
        await self._call("/cgi-bin/menu/create", menu)

    async def _send(self, body: Answer) -> None:
        await self._call("/cgi-bin/message/custom/send", body)

    async def _call(self, path: str, body: Answer) -> Answer:
        token = await self._tokens.current()
        try:
            return await self._platform.post(path, body, access_token=token)
        except TokenRejected:
            await self._tokens.expire(token)
        return await self._platform.post(path, body, access_token=await self._tokens.current())

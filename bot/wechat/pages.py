"""Our pages inside WeChat: who opened one, and leave to use the phone's camera and more."""

import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.wechat.calls import Calls
from bot.wechat.errors import NotSent
from library.clock import Clock, utc_now

AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
LONGEST_STATE = 128
MARGIN_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class JsSignature:
    """What a page hands to `wx.config`."""

    app_id: str
    timestamp: int
    nonce: str
    signature: str


class Pages:
    def __init__(self, calls: Calls, redis: Redis, *, now: Clock = utc_now) -> None:
        self._calls, self._redis, self._now = calls, redis, now
        self._key = f"wechat:{{{calls.keys.app_id}}}:jsapi_ticket"

    def sign_in(self, back: str, state: str) -> str:
        """Where to send a patron so that she comes back to `back` with a code; she is asked nothing."""
        if len(state) > LONGEST_STATE or not state.isalnum():
            raise ValueError(f"a state has at most {LONGEST_STATE} letters and digits")
        query = {
            "appid": self._calls.keys.app_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{AUTHORIZE}?{urlencode(query)}#wechat_redirect"

    async def openid(self, code: str) -> str:
        """Who came back. Raises CodeSpent when the code was used before or is older than five minutes."""
        keys = self._calls.keys
        answer = await self._calls.platform.get(
            "/sns/oauth2/access_token",
            appid=keys.app_id,
            secret=keys.secret,
            code=code,
            grant_type="authorization_code",
        )
        return str(answer["openid"])

    async def js_signature(self, url: str) -> JsSignature:
        """Leave for the page at `url`; what follows its # does not count."""
        timestamp, nonce = int(self._now().timestamp()), secrets.token_hex(8)
        signature = sign(await self._ticket(), nonce, timestamp, url)
        return JsSignature(
            app_id=self._calls.keys.app_id, timestamp=timestamp, nonce=nonce, signature=signature
        )

    async def _ticket(self) -> str:
        """One ticket for all processes; unlike a token's, a second fetch does no harm to the first."""
        try:
            if known := await self._redis.get(self._key):
                return str(known)
            answer = await self._calls.get("/cgi-bin/ticket/getticket", type="jsapi")
            seconds = max(1, int(answer["expires_in"]) - MARGIN_SECONDS)
            await self._redis.set(self._key, answer["ticket"], ex=seconds)
            return str(answer["ticket"])
        except RedisError as failure:
            raise NotSent("no ticket without Redis") from failure


def sign(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    page = url.partition("#")[0]
    signed = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}"
    return hashlib.sha1(signed.encode()).hexdigest()  # noqa: S324 - WeChat's choice

"""Parametric QR codes, whose scan tells us what they hang on."""

import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.wechat.calls import Calls
from bot.wechat.errors import CannotSend, NotSent
from bot.wechat.platform import Answer

SCENE_CHARACTERS = 64
LONGEST_TEMPORARY_SECONDS = 2_592_000
MOST_PERMANENT = 100_000
DOOR = "door"  # the scene of the code that pages show to whoever must come to the chat first


class NoCodesLeft(CannotSend):
    """The account has as many permanent codes as WeChat gives one."""

    def __init__(self, most: int) -> None:
        super().__init__(f"all {most} permanent codes are made")
        self.most = most


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


class Codes:
    """Permanent codes are remembered: the same scene is asked for once, and they can be counted."""

    def __init__(self, calls: Calls, redis: Redis) -> None:
        self._calls, self._redis = calls, redis
        self.most = MOST_PERMANENT
        self._key = f"wechat:{{{calls.keys.app_id}}}:permanent_codes"

    async def temporary(self, scene: str, seconds: int) -> QrCode:
        """A code for at most 30 days."""
        if not 1 <= seconds <= LONGEST_TEMPORARY_SECONDS:
            raise ValueError(
                f"a temporary code lives 1 to {LONGEST_TEMPORARY_SECONDS} seconds, not {seconds}"
            )
        return await self._create(scene, seconds, {"action_name": "QR_STR_SCENE", "expire_seconds": seconds})

    async def permanent(self, scene: str) -> QrCode:
        """The code of a scene for ever. Raises NoCodesLeft."""
        try:
            return await self.known(scene) or await self._add(scene)
        except RedisError as failure:
            raise NotSent("no permanent codes without Redis") from failure

    async def known(self, scene: str) -> QrCode | None:
        """The permanent code of a scene if it was made before; WeChat is not asked. Raises NotSent."""
        try:
            known: Any = await self._redis.hget(self._key, scene)
        except RedisError as failure:
            raise NotSent("no permanent codes without Redis") from failure
        return QrCode(**json.loads(known)) if known else None

    async def _add(self, scene: str) -> QrCode:
        if await self._redis.hlen(self._key) >= self.most:
            raise NoCodesLeft(self.most)
        code = await self._create(scene, None, {"action_name": "QR_LIMIT_STR_SCENE"})
        await self._redis.hset(self._key, scene, json.dumps(asdict(code)))
        return code

    async def _create(self, scene: str, seconds: int | None, kind: Answer) -> QrCode:
        if not 1 <= len(scene) <= SCENE_CHARACTERS:
            raise ValueError(f"a scene has 1 to {SCENE_CHARACTERS} characters, not {len(scene)}")
        body = kind | {"action_info": {"scene": {"scene_str": scene}}}
        answer = await self._calls.post("/cgi-bin/qrcode/create", body)
        return QrCode(ticket=answer["ticket"], url=answer["url"], seconds=seconds)

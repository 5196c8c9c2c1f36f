"""Calls in an account's name: each carries its token, and is counted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
from redis.asyncio import Redis

from bot.wechat.errors import RateLimited, TokenRejected
from bot.wechat.platform import WECHAT, Answer, Platform
from bot.wechat.quotas import Quotas
from bot.wechat.tokens import Tokens
from library.clock import Clock, utc_now

Answered = TypeVar("Answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountKeys:
    app_id: str
    secret: str = field(repr=False)


class Calls:
    """Every method raises NotSent, OutcomeUnknown or a PlatformRefused, and calls WeChat at most twice."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        redis: Redis,
        keys: AccountKeys,
        *,
        url: str = WECHAT,
        now: Clock = utc_now,
    ) -> None:
        self.keys, self.platform = keys, Platform(http, url)
        self.quotas = Quotas(redis, keys.app_id, now=now)
        self._tokens = Tokens(self.platform, redis, self.quotas, app_id=keys.app_id, secret=keys.secret)

    async def post(self, path: str, body: Answer) -> Answer:
        return await self._ask(path, lambda token: self.platform.post(path, body, access_token=token))

    async def get(self, path: str, **query: str) -> Answer:
        return await self._ask(path, lambda token: self.platform.get(path, access_token=token, **query))

    async def upload(self, path: str, name: str, content: bytes, **query: str) -> Answer:
        return await self._ask(
            path, lambda token: self.platform.upload(path, name, content, access_token=token, **query)
        )

    async def download(self, path: str, **query: str) -> bytes:
        return await self._ask(path, lambda token: self.platform.download(path, access_token=token, **query))

    async def _ask(self, path: str, call: Callable[[str], Awaitable[Answered]]) -> Answered:
        token = await self._tokens.current()
        await self.quotas.take(path)
        try:
            return await self._with_token(token, call)
        except RateLimited:
            await self.quotas.use_up(path)
            raise

    async def _with_token(self, token: str, call: Callable[[str], Awaitable[Answered]]) -> Answered:
        try:
            return await call(token)
        except TokenRejected:
            await self._tokens.expire(token)
        return await call(await self._tokens.current())

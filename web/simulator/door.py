"""The door to WeChat's API: tokens, and the days on which it is bad."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from redis.asyncio import Redis

from web.on_demand import OnDemand
from web.simulator.account import Account
from web.simulator.faults import Faults, Switches

PREFIX = "/simulator/platform"  # where a real account says api.weixin.qq.com
TOKEN_SECONDS = 7200
LOOK_SECONDS = 0.05

Json = dict[str, Any]
Answer = Callable[[Account, Json], Awaitable[Json]]


class Refused(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Door:
    def __init__(self, redis: Redis, accounts: Sequence[Account]) -> None:
        self._redis = redis
        self._accounts: Mapping[str, Account] = {account.app_id: account for account in accounts}

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand, prefix=PREFIX)
        router.post("/cgi-bin/stable_token")(self.stable_token)
        router.get("/cgi-bin/token")(self.token)
        return router

    async def stable_token(self, request: Request) -> JSONResponse:
        """The same token while it is valid, unless the caller forces a new one."""
        asked = await body_of(request)
        try:
            account = self.account(asked.get("appid", ""), asked.get("secret", ""))
        except Refused as refused:
            return refusal(refused)
        return await self._grant(account, fresh=bool(asked.get("force_refresh")))

    async def token(self, appid: str = "", secret: str = "") -> JSONResponse:
        """Always a new token, and the old one is dead."""
        try:
            return await self._grant(self.account(appid, secret), fresh=True)
        except Refused as refused:
            return refusal(refused)

    def account(self, app_id: str, secret: str) -> Account:
        """Raises Refused unless the secret is the account's."""
        if app_id not in self._accounts:
            raise Refused(40013, "invalid appid")
        if not secrets.compare_digest(self._accounts[app_id].secret.encode(), secret.encode()):
            raise Refused(40125, "invalid appsecret")
        return self._accounts[app_id]

    def opens(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint for an answer that is given only to a valid token, and whose refusals are JSON too."""

        async def endpoint(request: Request) -> Response:
            try:
                account = await self.account_of(request.query_params.get("access_token", ""))
                faults = await Switches(self._redis, account.name).now()
                await self._begin(request, account, faults)
                answered = await answer(account, await body_of(request))
            except Refused as refused:
                return refusal(refused)
            if faults.swallows and _is_message(request):
                await _until_given_up(request)
            return JSONResponse({"errcode": 0, "errmsg": "ok"} | answered)

        return endpoint

    async def account_of(self, token: str) -> Account:
        """Raises Refused unless the token is some account's."""
        for app_id, account in self._accounts.items():
            if token and token == await self._redis.get(_token_key(app_id)):
                return account
        raise Refused(40001, "invalid credential, access_token is invalid or not latest")

    async def _begin(self, request: Request, account: Account, faults: Faults) -> None:
        await asyncio.sleep(faults.slow)
        if faults.token_dies:
            await self._redis.delete(_token_key(account.app_id))
        if faults.refuses and _is_message(request):
            raise Refused(faults.refuses, "a bad day")

    async def _grant(self, account: Account, *, fresh: bool) -> JSONResponse:
        key = _token_key(account.app_id)
        await self._redis.set(key, secrets.token_urlsafe(48), ex=TOKEN_SECONDS, nx=not fresh)
        return JSONResponse(
            {"access_token": await self._redis.get(key), "expires_in": await self._redis.ttl(key)}
        )


async def body_of(request: Request) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def refusal(refused: Refused) -> JSONResponse:
    return JSONResponse({"errcode": refused.code, "errmsg": refused.message})


def _token_key(app_id: str) -> str:
    return f"simulator:token:{app_id}"


def _is_message(request: Request) -> bool:
    return "/message/" in request.url.path


async def _until_given_up(request: Request) -> None:
    """What was asked for is done, and the answer never comes."""
    while not await request.is_disconnected():  # noqa: ASYNC110 - Starlette has no event for it
        await asyncio.sleep(LOOK_SECONDS)

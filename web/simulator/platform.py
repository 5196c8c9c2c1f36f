"""WeChat's API as our outgoing client meets it, with the answers and the refusals of the real one."""

import io
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from redis.asyncio import Redis

from bot.phone import Bubble
from web.simulator.account import Account, Menu
from web.simulator.chats import Chats, Side
from web.simulator.people import People, Standing
from web.simulator.window import Window

TOKEN_SECONDS = 7200
TEXT_BYTES = 2048
QR_PREFIX = "http://weixin.qq.com/q/"

Json = dict[str, Any]


class Refused(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class PretendPlatform:
    def __init__(self, redis: Redis, accounts: Sequence[Account]) -> None:
        self._redis = redis
        self._accounts: Mapping[str, Account] = {account.app_id: account for account in accounts}

    def routes(self) -> APIRouter:
        router = APIRouter(prefix="/simulator/platform", include_in_schema=False)
        router.post("/cgi-bin/stable_token")(self.stable_token)
        router.get("/cgi-bin/token")(self.token)
        router.post("/cgi-bin/message/custom/send")(self._with_token(self.send))
        router.post("/cgi-bin/qrcode/create")(self._with_token(self.create_qr))
        router.get("/cgi-bin/showqrcode")(self.show_qr)
        router.post("/cgi-bin/menu/create")(self._with_token(self.create_menu))
        router.get("/cgi-bin/menu/get")(self._with_token(self.get_menu))
        return router

    async def stable_token(self, request: Request) -> JSONResponse:
        """The same token while it is valid, unless the caller forces a new one."""
        asked = await _json(request)
        refused = self._check(asked.get("appid", ""), asked.get("secret", ""))
        if refused:
            return refused
        return await self._grant(asked["appid"], fresh=bool(asked.get("force_refresh")))

    async def token(self, appid: str = "", secret: str = "") -> JSONResponse:
        """Always a new token, and the old one is dead."""
        return self._check(appid, secret) or await self._grant(appid, fresh=True)

    async def send(self, account: Account, body: Json) -> Json:
        """A customer-service message, if the patron's standing and her window allow it."""
        openid, bubble = str(body.get("touser", "")), _bubble(body)
        person = await People(self._redis, account.name).get(openid)
        if person is None:
            raise Refused(40003, "invalid openid")
        if person.standing is Standing.STRANGER:
            raise Refused(43004, "require subscribe")
        if person.standing is Standing.BLOCKING:
            raise Refused(43019, "require remove blacklist")
        if code := await Window(self._redis, account.name).spend(openid):
            raise Refused(code, "response out of time limit or subscription is canceled")
        await Chats(self._redis, account.name).add(openid, Side.ACCOUNT, bubble)
        return {}

    async def create_qr(self, account: Account, body: Json) -> Json:
        scene = str(body.get("action_info", {}).get("scene", {}).get("scene_str", ""))
        if not 1 <= len(scene) <= 64:
            raise Refused(40053, "invalid action info")
        seconds = None if "LIMIT" in body.get("action_name", "") else int(body.get("expire_seconds", 60))
        ticket = "gQ" + secrets.token_urlsafe(24)
        await self._redis.set(ticket_key(account.name, ticket), scene, ex=seconds)
        return {"ticket": ticket, "url": QR_PREFIX + ticket} | (
            {"expire_seconds": seconds} if seconds else {}
        )

    async def show_qr(self, ticket: str) -> Response:
        picture = io.BytesIO()
        segno.make(QR_PREFIX + ticket, error="m").save(picture, kind="svg", scale=8, xmldecl=False)
        return Response(picture.getvalue(), media_type="image/svg+xml")

    async def create_menu(self, account: Account, body: Json) -> Json:
        if not 1 <= len(body.get("button", [])) <= 3:
            raise Refused(40016, "invalid button size")
        await self._redis.set(menu_key(account.name), json.dumps(body))
        return {}

    async def get_menu(self, account: Account, _: Json) -> Json:
        if not (menu := await menu_of(self._redis, account)):
            raise Refused(46003, "menu no exist")
        return {"menu": menu}

    def _check(self, app_id: str, secret: str) -> JSONResponse | None:
        if app_id not in self._accounts:
            return _refusal(Refused(40013, "invalid appid"))
        if not secrets.compare_digest(self._accounts[app_id].secret.encode(), secret.encode()):
            return _refusal(Refused(40125, "invalid appsecret"))
        return None

    async def _grant(self, app_id: str, *, fresh: bool) -> JSONResponse:
        key = f"simulator:token:{app_id}"
        await self._redis.set(key, secrets.token_urlsafe(48), ex=TOKEN_SECONDS, nx=not fresh)
        return JSONResponse(
            {"access_token": await self._redis.get(key), "expires_in": await self._redis.ttl(key)}
        )

    def _with_token(
        self, answer: Callable[[Account, Json], Awaitable[Json]]
    ) -> Callable[[Request], Awaitable[JSONResponse]]:
        """The endpoint for an answer that is given only to a valid token, and whose refusals are JSON too."""

        async def endpoint(request: Request) -> JSONResponse:
            try:
                account = await self._account_of(request.query_params.get("access_token", ""))
                answered = await answer(account, await _json(request))
            except Refused as refused:
                return _refusal(refused)
            return JSONResponse({"errcode": 0, "errmsg": "ok"} | answered)

        return endpoint

    async def _account_of(self, token: str) -> Account:
        for app_id, account in self._accounts.items():
            if token and token == await self._redis.get(f"simulator:token:{app_id}"):
                return account
        raise Refused(40001, "invalid credential, access_token is invalid or not latest")


def menu_key(account: str) -> str:
    return f"simulator:{account}:menu"


def ticket_key(account: str, ticket: str) -> str:
    return f"simulator:{account}:qr:{ticket}"


async def menu_of(redis: Redis, account: Account) -> Menu:
    """The menu that was pushed, else the one the account came with."""
    pushed = await redis.get(menu_key(account.name))
    return dict(json.loads(pushed)) if pushed else account.menu


async def _json(request: Request) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _bubble(body: Json) -> Bubble:
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
    raise Refused(40008, "invalid message type")


def _refusal(refused: Refused) -> JSONResponse:
    return JSONResponse({"errcode": refused.code, "errmsg": refused.message})

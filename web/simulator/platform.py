"""WeChat's API as our outgoing client meets it, with the answers and the refusals of the real one."""

import io
import json
import secrets
from collections.abc import Sequence

import segno
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from redis.asyncio import Redis

from bot.phone import Bubble
from web.joining import join
from web.on_demand import OnDemand
from web.simulator.account import Account, Menu
from web.simulator.chats import Chats, Side
from web.simulator.consents import Consents
from web.simulator.door import PREFIX, Door, Json, Refused, refusal
from web.simulator.media import PretendMedia
from web.simulator.outgoing import bubble_of, notice_of
from web.simulator.people import People, Standing
from web.simulator.window import Window

QR_PREFIX = "http://weixin.qq.com/q/"


class PretendPlatform:
    def __init__(self, redis: Redis, accounts: Sequence[Account]) -> None:
        self._redis, self._door = redis, Door(redis, accounts)

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand, prefix=PREFIX, include_in_schema=False)
        opens = self._door.opens
        router.post("/cgi-bin/message/custom/send")(opens(self.send))
        router.post("/cgi-bin/message/subscribe/bizsend")(opens(self.send_notice))
        router.post("/cgi-bin/message/template/send")(opens(self.send_template))
        router.post("/cgi-bin/qrcode/create")(opens(self.create_qr))
        router.get("/cgi-bin/showqrcode")(self.show_qr)
        router.post("/cgi-bin/menu/create")(opens(self.create_menu))
        router.post("/cgi-bin/menu/addconditional")(opens(self.add_personal_menu))
        router.post("/cgi-bin/menu/delconditional")(opens(self.delete_personal_menu))
        router.get("/cgi-bin/menu/get")(opens(self.get_menu))
        router.get("/cgi-bin/ticket/getticket")(opens(self.ticket))
        router.get("/sns/oauth2/access_token")(self.sign_in)
        join(router, self._door.routes(), PretendMedia(self._redis, self._door).routes())
        return router

    async def send(self, account: Account, body: Json) -> Json:
        """A customer-service message, if the patron's standing and her window allow it."""
        openid, bubble = await self._follower(account, body), bubble_of(body, account.name)
        if code := await Window(self._redis, account.name).spend(openid):
            raise Refused(code, "response out of time limit or subscription is canceled")
        return await self._show(account, openid, bubble)

    async def send_notice(self, account: Account, body: Json) -> Json:
        """A subscription notice, one for each consent; no window and no block stops it."""
        openid = str(body.get("touser", ""))
        if not await Consents(self._redis, account.name).spend(openid, str(body.get("template_id", ""))):
            raise Refused(43101, "user refuse to accept the msg")
        return await self._show(account, openid, notice_of(body))

    async def send_template(self, account: Account, body: Json) -> Json:
        return await self._show(account, await self._follower(account, body), notice_of(body))

    async def _follower(self, account: Account, body: Json) -> str:
        person = await People(self._redis, account.name).get(str(body.get("touser", "")))
        if person is None:
            raise Refused(40003, "invalid openid")
        if person.standing is Standing.STRANGER:
            raise Refused(43004, "require subscribe")
        if person.standing is Standing.BLOCKING:
            raise Refused(43019, "require remove blacklist")
        return person.openid

    async def _show(self, account: Account, openid: str, bubble: Bubble) -> Json:
        await Chats(self._redis, account.name).add(openid, Side.ACCOUNT, bubble)
        return {"msgid": secrets.randbits(52)}

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

    async def add_personal_menu(self, account: Account, body: Json) -> Json:
        """Kept and listed; our phones have no tags, so none of them is shown one."""
        if not await self._redis.exists(menu_key(account.name)):
            raise Refused(65301, "no default menu")
        number = str(await self._redis.incr(f"{menu_key(account.name)}:last"))
        await self._redis.hset(_personal_key(account.name), number, json.dumps(body | {"menuid": number}))
        return {"menuid": number}

    async def delete_personal_menu(self, account: Account, body: Json) -> Json:
        if not await self._redis.hdel(_personal_key(account.name), str(body.get("menuid", ""))):
            raise Refused(65301, "menu no exist")
        return {}

    async def get_menu(self, account: Account, _: Json) -> Json:
        if not (menu := await menu_of(self._redis, account)):
            raise Refused(46003, "menu no exist")
        personal = [json.loads(one) for one in await self._redis.hvals(_personal_key(account.name))]
        return {"menu": menu} | ({"conditionalmenu": personal} if personal else {})

    async def ticket(self, _account: Account, _: Json) -> Json:
        return {"ticket": secrets.token_urlsafe(48), "expires_in": 7200}

    async def sign_in(self, request: Request) -> JSONResponse:
        """Who a code stands for, told once."""
        asked = request.query_params
        try:
            account = self._door.account(asked.get("appid", ""), asked.get("secret", ""))
            openid = await self._redis.getdel(code_key(account.name, asked.get("code", "")))
            if openid is None:
                raise Refused(40029, "invalid code")
        except Refused as refused:
            return refusal(refused)
        return JSONResponse({"openid": openid, "scope": "snsapi_base"})


def menu_key(account: str) -> str:
    return f"simulator:{account}:menu"


def _personal_key(account: str) -> str:
    return f"simulator:{account}:menu:personal"


def ticket_key(account: str, ticket: str) -> str:
    return f"simulator:{account}:qr:{ticket}"


def code_key(account: str, code: str) -> str:
    """Where a patron's page finds her openid; kept for five minutes by whoever sends her to it."""
    return f"simulator:{account}:code:{code}"


async def menu_of(redis: Redis, account: Account) -> Menu:
    """The menu that was pushed, else the one the account came with."""
    pushed = await redis.get(menu_key(account.name))
    return dict(json.loads(pushed)) if pushed else account.menu

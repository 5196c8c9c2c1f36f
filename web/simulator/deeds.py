"""What a pretend patron does with her phone; each deed reaches our callback as WeChat would send it."""

import re
from collections.abc import Mapping
from typing import Annotated

import httpx
from fastapi import APIRouter, Form, HTTPException, UploadFile
from fastapi.responses import RedirectResponse, Response
from redis.asyncio import Redis

from bot.phone import OUT_OF_ORDER, Bubble, Phone
from web.on_demand import OnDemand
from web.simulator.account import Account
from web.simulator.chats import Chats, Side
from web.simulator.consents import Consents
from web.simulator.media import LARGEST, find, keep
from web.simulator.people import People, Person, Standing
from web.simulator.platform import QR_PREFIX, ticket_key
from web.simulator.window import Window

Words = Annotated[str, Form(max_length=4000)]

OptionalWords = Annotated[str, Form(max_length=600)]

LINKS = ("http://", "https://")
BARCODE = re.compile("97[89][0-9]{10}")
SILENCE = b"#!AMR\n" + b"\x0c" * 50  # what a phone records in a second
HOHHOT = (40.82, 111.66)


class Deeds:
    def __init__(
        self, redis: Redis, accounts: Mapping[str, Account], *, http: httpx.AsyncClient, base_url: str
    ) -> None:
        self._redis, self._accounts = redis, accounts
        self._http, self._base_url = http, base_url

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand)
        router.post("/simulator/{account}/people")(self.joins)
        router.post("/simulator/{account}/{openid}/says")(self.says)
        router.post("/simulator/{account}/{openid}/speaks")(self.speaks)
        router.post("/simulator/{account}/{openid}/shows")(self.shows)
        router.get("/simulator/{account}/pictures/{media_id}")(self.picture)
        router.post("/simulator/{account}/{openid}/stands")(self.stands)
        router.post("/simulator/{account}/{openid}/shares")(self.shares)
        router.post("/simulator/{account}/{openid}/chooses")(self.chooses)
        router.post("/simulator/{account}/{openid}/taps")(self.taps)
        router.post("/simulator/{account}/{openid}/visits")(self.visits)
        router.post("/simulator/{account}/{openid}/scans")(self.scans)
        router.post("/simulator/{account}/{openid}/follows")(self.follows)
        router.post("/simulator/{account}/{openid}/unfollows")(self.unfollows)
        router.post("/simulator/{account}/{openid}/blocks")(self.blocks)
        router.post("/simulator/{account}/{openid}/allows")(self.allows)
        return router

    async def joins(self, account: str, name: Words) -> RedirectResponse:
        self._token(account)
        try:
            person = await People(self._redis, account).join(name)
        except ValueError as refused:
            raise HTTPException(422, str(refused)) from refused
        return _back(account, person.openid)

    async def says(self, account: str, openid: str, words: Words) -> RedirectResponse:
        phone = await self._phone_of_follower(account, openid)
        await self._spoke(account, openid, words)
        await phone.says(words)
        return await self._show(account, phone)

    async def speaks(self, account: str, openid: str, heard: OptionalWords = "") -> RedirectResponse:
        """A voice message; without `heard`, WeChat made nothing of it."""
        phone = await self._phone_of_follower(account, openid)
        await self._spoke(account, openid, f"🔊 {heard}" if heard else "🔊 一段语音")
        await phone.speaks(await keep(self._redis, account, "audio/amr", SILENCE), heard)
        return await self._show(account, phone)

    async def shows(self, account: str, openid: str, picture: UploadFile) -> RedirectResponse:
        phone = await self._phone_of_follower(account, openid)
        content = await picture.read(LARGEST["image"] + 1)
        if not content or len(content) > LARGEST["image"]:
            raise HTTPException(422, "a picture of at most 10 MB")
        await self._spoke(account, openid, f"🖼 {picture.filename or '图片'}")
        kept = await keep(self._redis, account, picture.content_type or "", content)
        await phone.shows(kept, f"{self._base_url}/simulator/{account}/pictures/{kept}")
        return await self._show(account, phone)

    async def picture(self, account: str, media_id: str) -> Response:
        """What a phone has shown, at the address the account is told."""
        found = await find(self._redis, account, media_id)
        if found is None or not found[0].startswith("image/"):
            raise HTTPException(404)
        return Response(found[1], media_type=found[0])

    async def stands(self, account: str, openid: str, label: Words) -> RedirectResponse:
        phone = await self._phone_of_follower(account, openid)
        await self._spoke(account, openid, f"📍 {label}")
        await phone.stands(*HOHHOT, label)
        return await self._show(account, phone)

    async def shares(self, account: str, openid: str, url: Words) -> RedirectResponse:
        phone = await self._phone_of_follower(account, openid)
        await self._spoke(account, openid, f"🔗 {url}")
        await phone.shares("网页", url)
        return await self._show(account, phone)

    async def chooses(
        self, account: str, openid: str, words: Words, choice: Annotated[str, Form()]
    ) -> RedirectResponse:
        phone = await self._phone_of_follower(account, openid)
        await self._spoke(account, openid, words)
        await phone.chooses(choice, words)
        return await self._show(account, phone)

    async def taps(self, account: str, openid: str, key: Words) -> RedirectResponse:
        phone = await self._phone_of_follower(account, openid)
        await Window(self._redis, account).open_by_event(openid)
        await phone.taps(key)
        return await self._show(account, phone)

    async def visits(self, account: str, openid: str, url: Words) -> RedirectResponse:
        """A menu entry that opens a page: the account hears of it, the patron sees only the page."""
        phone = await self._phone_of_follower(account, openid)
        await phone.visits(url)
        return RedirectResponse(url, status_code=303) if url.startswith(LINKS) else _back(account, openid)

    async def scans(self, account: str, openid: str, content: Words) -> RedirectResponse:
        """A code of the account's own tells it the scene; a link opens; a book's code goes to it.

        Anything else is shown as it is.
        """
        person, content = await self._person(account, openid), content.strip()
        if content.startswith(QR_PREFIX):
            return await self._scans_account_code(account, person, content.removeprefix(QR_PREFIX))
        if content.startswith(LINKS):
            return RedirectResponse(content, status_code=303)
        if BARCODE.fullmatch(content):
            return await self._scans_barcode(account, openid, content)
        return await self._note(account, openid, f"扫到的内容：{content}")

    async def _scans_barcode(self, account: str, openid: str, code: str) -> RedirectResponse:
        phone = await self._phone_of_follower(account, openid)
        await Window(self._redis, account).open_by_event(openid)
        await phone.scans_barcode(code)
        return await self._show(account, phone)

    async def _scans_account_code(self, account: str, person: Person, ticket: str) -> RedirectResponse:
        scene = await self._redis.get(ticket_key(account, ticket))
        if scene is None:
            return await self._note(account, person.openid, "这个二维码已经过期")
        await self._come_closer(account, person)
        phone = self._phone(account, person.openid)
        await phone.scans(str(scene), ticket, following=person.standing is not Standing.STRANGER)
        return await self._show(account, phone)

    async def follows(self, account: str, openid: str) -> RedirectResponse:
        """A stranger follows; one who had refused the account's messages lets them through again."""
        person = await self._person(account, openid)
        await self._come_closer(account, person)
        if person.standing is Standing.BLOCKING:
            return await self._note(account, openid, "已恢复接收消息")
        phone = self._phone(account, openid)
        await phone.follows()
        return await self._show(account, phone)

    async def unfollows(self, account: str, openid: str) -> RedirectResponse:
        phone = await self._phone_of_follower(account, openid)
        await self._stand(account, openid, Standing.STRANGER)
        await phone.unfollows()
        return await self._note(account, openid, "已取消关注")

    async def blocks(self, account: str, openid: str) -> RedirectResponse:
        """She follows on and lets no message through; the account is not told."""
        await self._phone_of_follower(account, openid)
        await self._stand(account, openid, Standing.BLOCKING)
        return await self._note(account, openid, "已拒收消息")

    async def allows(self, account: str, openid: str) -> RedirectResponse:
        """She lets the account send her one notice later, whenever that is."""
        phone = await self._phone_of_follower(account, openid)
        if not (template := self._accounts[account].notice):
            raise HTTPException(409, "this account has no notices")
        await Consents(self._redis, account).give(openid, template)
        await phone.decides(template, allows=True)
        return await self._note(account, openid, "已允许一次服务通知")

    async def _come_closer(self, account: str, person: Person) -> None:
        await self._stand(account, person.openid, Standing.FOLLOWING)
        await Window(self._redis, account).open_by_event(person.openid)

    async def _stand(self, account: str, openid: str, standing: Standing) -> None:
        await People(self._redis, account).stand(await self._person(account, openid), standing)

    async def _spoke(self, account: str, openid: str, words: str) -> None:
        await Window(self._redis, account).open_by_message(openid)
        await Chats(self._redis, account).add(openid, Side.PATRON, Bubble(text=words))

    async def _show(self, account: str, phone: Phone) -> RedirectResponse:
        """Put the account's answer into the chat, if it gave one."""
        if phone.bubble is not None:
            side = Side.NOTICE if phone.bubble.text == OUT_OF_ORDER else Side.ACCOUNT
            await Chats(self._redis, account).add(phone.openid, side, phone.bubble)
        return _back(account, phone.openid)

    async def _note(self, account: str, openid: str, words: str) -> RedirectResponse:
        await Chats(self._redis, account).add(openid, Side.NOTICE, Bubble(text=words))
        return _back(account, openid)

    async def _phone_of_follower(self, account: str, openid: str) -> Phone:
        """Only a follower sees the account's chat and menu."""
        if (await self._person(account, openid)).standing is Standing.STRANGER:
            raise HTTPException(409, "not a follower")
        return self._phone(account, openid)

    def _phone(self, account: str, openid: str) -> Phone:
        phone = Phone(self._http, account, self._token(account), openid, base_url=self._base_url)
        known = self._accounts[account]
        return phone.in_safe_mode(known.aes_key, known.app_id) if known.aes_key else phone

    async def _person(self, account: str, openid: str) -> Person:
        self._token(account)
        person = await People(self._redis, account).get(openid)
        if person is None:
            raise HTTPException(404)
        return person

    def _token(self, account: str) -> str:
        if account not in self._accounts:
            raise HTTPException(404)
        return self._accounts[account].token


def _back(account: str, openid: str) -> RedirectResponse:
    return RedirectResponse(f"/simulator/{account}#{openid}", status_code=303)

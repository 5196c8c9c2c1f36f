"""Phones in the browser, each a patron who follows the account."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Annotated

import httpx
from fastapi import APIRouter, Header, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from redis.asyncio import Redis

from web.joining import join
from web.on_demand import OnDemand
from web.rendering import page, templates
from web.simulator.account import Account, Code
from web.simulator.bad_days import BadDays
from web.simulator.chats import Chats, Entry
from web.simulator.deeds import Deeds
from web.simulator.line import Line
from web.simulator.people import People
from web.simulator.pieces import pieces
from web.simulator.platform import PretendPlatform, menu_of

Codes = Callable[[], Awaitable[Sequence[Code]]]


async def no_codes() -> Sequence[Code]:
    return ()


class Simulator:
    """`http` reaches our callback under `base_url` as WeChat would; `codes` are the QR codes around."""

    def __init__(
        self,
        redis: Redis,
        accounts: Sequence[Account],
        *,
        base_url: str,
        http: httpx.AsyncClient,
        codes: Codes = no_codes,
    ) -> None:
        self._redis, self._accounts = redis, {account.name: account for account in accounts}
        self._base_url, self._http, self._codes = base_url.rstrip("/"), http, codes

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand, include_in_schema=False)
        join(router, PretendPlatform(self._redis, list(self._accounts.values())).routes())
        router.get("/simulator")(self.first)
        router.get("/simulator/{account}", response_class=HTMLResponse)(self.phones)
        router.get("/simulator/{account}/events", response_class=EventSourceResponse)(self.events)
        join(router, BadDays(self._redis, self._accounts).routes())
        line = httpx.AsyncClient(transport=Line(self._http, self._redis))
        join(router, Deeds(self._redis, self._accounts, http=line, base_url=self._base_url).routes())
        return router

    async def first(self) -> RedirectResponse:
        return RedirectResponse(f"/simulator/{next(iter(self._accounts))}", status_code=303)

    async def phones(self, account: str) -> HTMLResponse:
        known = self._account(account)
        people = await People(self._redis, account).all()
        chats = Chats(self._redis, account)
        return page(
            "simulator/page.html",
            account=known,
            accounts=list(self._accounts.values()),
            phones=[(person, await chats.history(person.openid)) for person in people],
            menu=(await menu_of(self._redis, known)).get("button", []),
            codes=await self._codes(),
            pieces=pieces,
            local=self._local,
        )

    async def events(
        self,
        account: str,
        openid: Annotated[list[str], Query()],
        after: Annotated[str, Query()] = "",
        last_event_id: Annotated[str, Header()] = "",
    ) -> AsyncIterator[ServerSentEvent]:
        """New bubbles of these phones; an event's id is the last id of each, in the order asked for."""
        known = self._account(account)
        seen = dict(zip(openid, (last_event_id or after).split(",") + [""] * len(openid), strict=False))
        async for who, entry in Chats(self._redis, account).live(dict(seen)):
            seen[who] = entry.id
            bubble = {"openid": who, "side": entry.side, "html": self._bubble(known, who, entry)}
            yield ServerSentEvent(data=bubble, event="bubble", id=",".join(seen.values()))

    def _account(self, name: str) -> Account:
        if name not in self._accounts:
            raise HTTPException(404)
        return self._accounts[name]

    def _bubble(self, account: Account, openid: str, entry: Entry) -> str:
        return templates.get_template("simulator/bubble.html").render(
            account=account, openid=openid, entry=entry, pieces=pieces, local=self._local
        )

    def _local(self, url: str) -> str:
        """Our own pages by their path alone, so that they open under any name this server is reached by."""
        return url.removeprefix(self._base_url) or "/" if url.startswith(self._base_url) else url

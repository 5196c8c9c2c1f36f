"""The page on which WeChat's bad days are switched on and off."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from redis.asyncio import Redis

from web.on_demand import OnDemand
from web.rendering import page
from web.simulator.account import Account
from web.simulator.faults import LONGEST, Faults, Switches

CODES = {
    0: "照常接受",
    -1: "-1 系统繁忙",
    45009: "45009 今天的次数用完（到零点）",
    45015: "45015 读者太久没有说话",
    45047: "45047 条数用完",
    43019: "43019 读者拒收",
    45002: "45002 内容太长",
}

Seconds = Annotated[float, Field(ge=0, le=LONGEST)]


class Chosen(BaseModel):
    """The page's form: a switch that is off does not come along."""

    thrice: bool = False
    shuffled: bool = False
    late: Seconds = 0
    slow: Seconds = 0
    token_dies: bool = False
    refuses: int = 0
    swallows: bool = False


class BadDays:
    def __init__(self, redis: Redis, accounts: Mapping[str, Account]) -> None:
        self._redis, self._accounts = redis, accounts

    def routes(self) -> APIRouter:
        router = APIRouter(route_class=OnDemand)
        router.get("/simulator/{account}/faults", response_class=HTMLResponse)(self.switches)
        router.post("/simulator/{account}/faults")(self.switch)
        return router

    async def switches(self, account: str) -> HTMLResponse:
        faults = await self._of(account).now()
        return page(
            "simulator/faults.html",
            account=self._accounts[account],
            faults=faults,
            codes=CODES,
            longest=int(LONGEST),
        )

    async def switch(self, account: str, faults: Annotated[Chosen, Form()]) -> RedirectResponse:
        await self._of(account).set(Faults(**faults.model_dump()))
        return RedirectResponse(f"/simulator/{account}/faults", status_code=303)

    def _of(self, account: str) -> Switches:
        if account not in self._accounts:
            raise HTTPException(404)
        return Switches(self._redis, account)

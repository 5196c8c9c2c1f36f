"""All faces of the house in one application."""

from typing import Protocol

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from bot.wechat.client import Client
from config.settings import AccountSettings
from config.wiring import House
from handlers.menu import menu
from web import simulator
from web.desk import Desk
from web.downloads import Downloads
from web.health import Health
from web.kiosk import Kiosk
from web.pictures import Pictures
from web.rendering import STATIC, page
from web.security import SecurityHeaders
from web.simulator.face import Simulator
from web.titles import TitlePages
from web.wechat import Account, Callback

SAID = {
    403: ("这里不能进", "您没有打开这个页面的权限。"),
    404: ("没有这个页面", "地址可能抄错了，或者页面已经搬走。"),
}
CODES_ON_THE_WALL = 8  # that a pretend phone may scan without typing


class Face(Protocol):
    def routes(self) -> APIRouter: ...


def create_app(house: House) -> FastAPI:
    app = FastAPI(title="书童", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(HTTPException, _explain)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for face in _faces(house):
        app.include_router(face.routes())
    return app


def _faces(house: House) -> list[Face]:
    settings, catalogue, tickets = house.settings, house.catalogue, house.tickets
    faces: list[Face] = [
        Callback(_accounts(settings.accounts), house.dispatcher),
        Desk(
            house.desk, house.staff, house.sessions, house.live, house.outbox, base_url=settings.base_url
        ),
        TitlePages(catalogue, tickets, library=settings.library_name),
        Downloads(catalogue, tickets),
        Pictures(catalogue, tickets, base_url=settings.base_url),
        Kiosk(catalogue, library=settings.library_name),
        Health({"mongodb": lambda: house.database.command("ping"), "redis": house.redis.ping}),
    ]
    if settings.simulator:
        faces.append(_simulator(house))
    return faces


def _accounts(accounts: "dict[str, AccountSettings]") -> dict[str, Account]:
    return {
        name: Account(name=name, token=account.token.get_secret_value(), may_push=account.can_push)
        for name, account in accounts.items()
    }

"""All faces of the house in one application."""

from datetime import timedelta
from typing import Protocol

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from bot.wechat.account import Account
from bot.wechat.envelope import Envelope
from config.settings import AccountSettings, Settings
from config.wiring import House
from ebooks.lending.door import Door
from handlers.menu import menu
from web.desk import Desk
from web.desk.featured import FeaturedDesk
from web.desk.guard import Guard
from web.desk.imports import ImportDesk
from web.desk.plans import PlanDesk
from web.desk.reading import ReadingDesk
from web.downloads import Downloads
from web.drawings import Drawings
from web.health import Health
from web.joining import join
from web.kiosk import Kiosk
from web.opds import Opds
from web.pictures import Pictures
from web.posters import Posters
from web.reading import Reading
from web.reading.face import Books
from web.rendering import STATIC, page
from web.security import SecurityHeaders
from web.simulator import account as pretend
from web.simulator.face import Simulator
from web.titles import TitlePages
from web.wechat import Callback, FrontDoor

SAID = {
    403: ("这里不能进", "您没有打开这个页面的权限。"),
    404: ("没有这个页面", "地址可能抄错了，或者页面已经搬走。"),
}
CODES_ON_THE_WALL = 8  # that a pretend phone may scan without typing
A_WEEK = timedelta(days=7)


class Face(Protocol):
    def routes(self) -> APIRouter: ...


def create_app(house: House) -> ASGIApp:
    callback = Callback(_accounts(house.settings), house.dispatcher)
    return FrontDoor(callback, _pages(house))


def _pages(house: House) -> FastAPI:
    app = FastAPI(title="书童", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(HTTPException, _explain)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for face in _faces(house):
        join(app.router, face.routes())
    return app


def _faces(house: House) -> list[Face]:
    settings, catalogue, tickets = house.settings, house.catalogue, house.tickets
    guard = Guard(house.sessions, house.staff, base_url=settings.base_url)
    faces: list[Face] = [
        Desk(
            house.desk,
            house.staff,
            house.sessions,
            house.live,
            house.outbox,
            knowledge=house.knowledge,
            throttle=house.throttle,
            base_url=settings.base_url,
        ),
        PlanDesk(guard, house.drafts, house.figures, catalogue, house.shelf),
        FeaturedDesk(guard, house.front_table, catalogue),
        ImportDesk(guard, house.imports, house.uploads),
        ReadingDesk(guard, house.figures, house.drafts),
        TitlePages(catalogue, tickets, house.lending, library=settings.library_name),
        Downloads(catalogue, Door(tickets, house.lending)),
        Pictures(catalogue, tickets, house.lending, base_url=settings.base_url),
        Kiosk(catalogue, library=settings.library_name),
        Opds(
            catalogue,
            house.browsing,
            tickets,
            house.lending,
            base_url=settings.base_url,
            library=settings.library_name,
        ),
        Posters(house.passes, Drawings(settings.data_dir / "pictures"), library=settings.library_name),
        _reading(house),
        Health({"mongodb": lambda: house.database.command("ping"), "redis": house.redis.ping}),
    ]
    if settings.simulator:
        faces.append(_simulator(house))
    return faces


def _reading(house: House) -> Reading:
    settings = house.settings
    books = Books(catalogue=house.catalogue, shelf=house.shelf, chapters=house.chapters, marks=house.marks)
    sign_in = {
        name: house.clients[name].pages
        for name, account in settings.accounts.items()
        if account.page_sign_in and name in house.clients
    }
    return Reading(
        books,
        house.patrons,
        house.passes,
        base_url=settings.base_url,
        library=settings.library_name,
        sign_in=sign_in,
        codes=[client.codes for client in house.clients.values()],
    )


def _accounts(settings: Settings) -> dict[str, Account]:
    return {
        name: Account(
            name=name,
            token=account.token.get_secret_value(),
            may_push=account.can_push,
            envelope=_envelope(account),
            refuses_clear=account.refuse_clear,
            message_age=timedelta(seconds=account.message_age or settings.message_age),
        )
        for name, account in settings.accounts.items()
    }


def _envelope(account: AccountSettings) -> Envelope | None:
    return Envelope(account.aes_key.get_secret_value(), account.app_id) if account.aes_key else None


def _simulator(house: House) -> Simulator:
    settings = house.settings
    links = house.links

    async def codes() -> list[pretend.Code]:
        """What hangs on the kiosk's wall."""
        titles = await house.catalogue.newest(CODES_ON_THE_WALL)
        return [
            pretend.Code(label=f"《{title.name}》", content=links.download(title.id, life=A_WEEK))
            for title in titles
        ]

    accounts = [
        pretend.Account(
            name=name,
            title=settings.library_name,
            app_id=account.app_id,
            secret=account.secret.get_secret_value(),
            token=account.token.get_secret_value(),
            aes_key=account.aes_key.get_secret_value() if account.aes_key else "",
            menu=menu(),
            notice=account.notice_template,
        )
        for name, account in settings.accounts.items()
    ]
    return Simulator(house.redis, accounts, base_url=settings.base_url, http=house.http, codes=codes)


async def _explain(request: Request, refusal: Exception) -> Response:
    """A page for people, JSON for programs."""
    status = refusal.status_code if isinstance(refusal, HTTPException) else 500
    if "text/html" not in request.headers.get("accept", "") or status not in SAID:
        detail = refusal.detail if isinstance(refusal, HTTPException) else ""
        return JSONResponse({"detail": detail}, status_code=status)
    name, words = SAID[status]
    return page("patron/refusal.html", status=status, name=name, words=words, link="/", label="去书库看看")

"""All faces of the house in one application."""

from datetime import timedelta

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from bot.wechat.account import Account
from bot.wechat.envelope import Envelope
from config.settings import AccountSettings, Settings
from config.wiring import House
from ebooks.lending.door import Door
from handlers.menu import menu
from web.assets import Assets
from web.desk.furnishing import furnish_desk
from web.desk.guard import HOME
from web.dossiers import DossierShelf
from web.downloads import Downloads, Sender, by_nginx
from web.drawings import Drawings
from web.faq import Faq
from web.health import Health
from web.joining import Face, join
from web.kiosk import Device, Rest, Screens, Wall
from web.kiosk.codes import AccountCodes, KioskCodes
from web.nearby import Nearby
from web.opds import Opds
from web.pace import Pace
from web.pictures import Pictures
from web.posters import Posters
from web.privacy import Privacy
from web.reading import Reading
from web.reading.face import Books
from web.rendering import STATIC, VERSION, page
from web.security import SecurityHeaders
from web.sent_pictures import SentPictures
from web.simulator import account as pretend
from web.simulator.face import Simulator
from web.stumbling import Stumbling
from web.titles import TitlePages
from web.wechat import Callback, FrontDoor

SAID = {
    403: ("这里不能进", "您没有打开这个页面的权限。"),
    404: ("没有这个页面", "地址可能抄错了，或者页面已经搬走。"),
}
AT_THE_DESK = {403: ("这件事您还不能做", "要主管或管理员来做。要是归您管，请管理员在「馆员」里改一改。")}


def create_app(house: House) -> ASGIApp:
    callback = Callback(_accounts(house.settings), house.dispatcher)
    return FrontDoor(callback, pages(house))


def pages(house: House) -> FastAPI:
    """What people and programs see, without WeChat's callback."""
    app = FastAPI(title="书童", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Stumbling)  # the innermost; each one added is around those before
    app.add_middleware(Pace, per_second=house.settings.pages_per_second)
    app.add_middleware(SecurityHeaders, https=house.settings.base_url.startswith("https://"))
    app.add_exception_handler(HTTPException, _explain)
    app.mount("/static", Assets(directory=STATIC, version=VERSION), name="static")
    for face in _faces(house):
        join(app.router, face.routes())
    return app


def _faces(house: House) -> list[Face]:
    faces = [
        *furnish_desk(house),
        *_for_patrons(house),
        *_for_kiosks(house),
        Health({"mongodb": lambda: house.database.command("ping"), "redis": house.redis.ping}),
    ]
    return [*faces, _simulator(house)] if house.settings.simulator else faces


def _for_patrons(house: House) -> list[Face]:
    settings, catalogue, tickets = house.settings, house.catalogue, house.tickets
    library, base_url = settings.library_name, settings.base_url
    return [
        Faq(house.knowledge, library=library),
        Privacy(
            settings.retention,
            assistant=settings.assistant_url or "",
            for_patrons=settings.assistant_patrons,
            library=library,
        ),
        DossierShelf(house.dossiers, library=library),
        TitlePages(catalogue, tickets, house.lending, passages=house.passages, library=library),
        Downloads(catalogue, Door(tickets, house.lending), house.copies, house.taken, send=_send(settings)),
        Pictures(catalogue, tickets, house.lending, base_url=base_url),
        Opds(catalogue, house.browsing, tickets, house.lending, base_url=base_url, library=library),
        SentPictures(house.passes, house.attachments),
        Posters(house.passes, Drawings(settings.data_dir / "pictures"), library=library),
        _reading(house),
    ]


def _for_kiosks(house: House) -> list[Face]:
    screens = Screens(house.kiosks, house.counters, library=house.settings.library_name)
    return [
        Wall(house.catalogue, house.browsing, _kiosk_codes(house), screens),
        Rest(house.catalogue, house.front_table, screens),
        Device(house.kiosks, base_url=house.settings.base_url),
    ]


def _kiosk_codes(house: House) -> KioskCodes:
    account = AccountCodes(tuple(house.clients.values()), house.redis)
    return KioskCodes(account, house.tickets, house.lending, base_url=house.settings.base_url)


def _send(settings: Settings) -> Sender | None:
    return by_nginx(settings.data_dir, settings.accel_prefix) if settings.accel_prefix else None


def _reading(house: House) -> Reading:
    settings = house.settings
    books = Books(
        catalogue=house.catalogue,
        shelf=house.shelf,
        chapters=house.chapters,
        marks=house.marks,
        lending=house.lending,
        links=house.links,
        admits=house.readers.may_read,
    )
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
    nearby = Nearby(house.catalogue, house.kiosks, _kiosk_codes(house), house.links)
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
    return Simulator(house.redis, accounts, base_url=settings.base_url, http=house.http, codes=nearby)


async def _explain(request: Request, refusal: Exception) -> Response:
    """A page for people, JSON for programs."""
    status = refusal.status_code if isinstance(refusal, HTTPException) else 500
    if "text/html" not in request.headers.get("accept", "") or status not in SAID:
        detail = refusal.detail if isinstance(refusal, HTTPException) else ""
        return JSONResponse({"detail": detail}, status_code=status)
    if request.url.path.startswith(HOME):
        words, ways = {**SAID, **AT_THE_DESK}[status], {"link": HOME, "label": "回到咨询台"}
    else:
        words, ways = SAID[status], {"link": "/", "label": "去书库看看"}
    return page("patron/refusal.html", status=status, name=words[0], words=words[1], **ways)

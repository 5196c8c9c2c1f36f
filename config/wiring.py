"""Every object of the house, built here and only here."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from redis.asyncio import Redis

from bot.dispatcher import Dispatcher
from bot.memory import Memory
from bot.outbox import Outbox
from bot.repository import Consents
from bot.wakeup import Bell
from bot.wechat.client import AccountKeys, Client, NoticeTemplate
from bot.window import Windows
from config.local_servers import LocalServers
from config.secret_key import secret_of
from config.settings import Settings
from ebooks.catalogue import Catalogue
from ebooks.covers import Covers
from ebooks.files import Folder
from ebooks.repository import TitleRepository
from ebooks.tickets import Tickets
from handlers import root
from handlers.links import Links
from language import segmenting
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from library.repository.sessions import SessionRepository
from library.repository.staff import StaffRepository
from library.sessions import Sessions
from library.staff import Staff
from library.throttle import SignInThrottle
from reader.repository import ShelfRepository
from reader.shelf import Shelf
from reference.desk import ReferenceDesk
from reference.knowledge import KnowledgeBase
from reference.live import LiveEvents
from reference.repository.knowledge import KnowledgeRepository
from reference.repository.questions import QuestionRepository

DATABASE = "shutong"  # unless MONGODB_URI names another
PATIENCE = timedelta(seconds=5)  # for a server that is away, before we say so

Database = AsyncIOMotorDatabase[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the faces and the jobs need, by name; `settings` hold the addresses in use."""

    settings: Settings
    database: Database
    redis: Redis
    http: httpx.AsyncClient
    patrons: Patrons
    staff: Staff
    sessions: Sessions
    throttle: SignInThrottle
    catalogue: Catalogue
    tickets: Tickets
    shelf: Shelf
    desk: ReferenceDesk
    knowledge: KnowledgeBase
    live: LiveEvents
    outbox: Outbox
    windows: Windows
    consents: Consents
    bell: Bell
    clients: dict[str, Client]
    dispatcher: Dispatcher


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """The whole house, with servers of its own where the settings name none; closed again at the end.

    Raises LookupError when a handler asks for what is not built here, CannotStart without a server.
    """
    async with AsyncExitStack() as stack:
        servers = stack.enter_context(
            LocalServers(settings.data_dir, mongodb_uri=settings.mongodb_uri, redis_url=settings.redis_url)
        )
        settings = settings.model_copy(
            update={"mongodb_uri": servers.mongodb_uri, "redis_url": servers.redis_url}
        )
        mongodb = connect(settings.mongodb_uri)
        stack.callback(mongodb.close)
        redis = Redis.from_url(settings.redis_url, decode_responses=True)
        stack.push_async_callback(redis.aclose)
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=PATIENCE.total_seconds()))
        house = _furnish(settings, mongodb.get_default_database(DATABASE), redis, http)
        await prepare(house.database)
        segmenting.warm_up()  # takes about a second, which no patron should wait
        yield house


def connect(mongodb_uri: str) -> "AsyncIOMotorClient[dict[str, Any]]":
    """The one place that makes a MongoDB client, so that Motor's end of life is a day's work."""
    patience = int(PATIENCE.total_seconds() * 1000)
    return AsyncIOMotorClient(mongodb_uri, tz_aware=True, serverSelectionTimeoutMS=patience)


async def prepare(database: Database) -> None:
    """Make the indexes. Safe to repeat, and quick where they exist."""
    for repository in (
        PatronRepository(database),
        SessionRepository(database),
        StaffRepository(database),
        TitleRepository(database),
        ShelfRepository(database),
        QuestionRepository(database),
        Outbox(database),
    ):
        await repository.prepare()


def _furnish(settings: Settings, database: Database, redis: Redis, http: httpx.AsyncClient) -> House:
    secret, data = secret_of(settings), settings.data_dir
    bell, live, tickets = Bell(redis, "outbox"), LiveEvents(redis), Tickets(secret)
    patrons = Patrons(PatronRepository(database))
    catalogue = Catalogue(TitleRepository(database), Folder(data / "files"), Covers(data / "covers"))
    shelf = Shelf(ShelfRepository(database))
    desk = ReferenceDesk(QuestionRepository(database), live, capacity=settings.desk_capacity)
    knowledge = KnowledgeBase(KnowledgeRepository(database))
    outbox, consents = Outbox(database, wake=bell.ring), Consents(database)
    services = {
        Catalogue: catalogue,
        Consents: consents,
        KnowledgeBase: knowledge,
        Links: Links(tickets, base_url=settings.base_url),
        Outbox: outbox,
        Patrons: patrons,
        ReferenceDesk: desk,
        Shelf: shelf,
    }
    return House(
        settings=settings,
        database=database,
        redis=redis,
        http=http,
        patrons=patrons,
        staff=Staff(StaffRepository(database)),
        sessions=Sessions(SessionRepository(database)),
        throttle=SignInThrottle(redis),
        catalogue=catalogue,
        tickets=tickets,
        shelf=shelf,
        desk=desk,
        knowledge=knowledge,
        live=live,
        outbox=outbox,
        windows=Windows(redis),
        consents=consents,
        bell=bell,
        clients=_clients(settings, redis, http),
        dispatcher=Dispatcher(root, services, memory=Memory(redis), patrons=patrons, outbox=outbox),
    )


def _clients(settings: Settings, redis: Redis, http: httpx.AsyncClient) -> dict[str, Client]:
    """One client for each account that may push."""
    return {
        name: client_of(settings, name, redis, http)
        for name, account in settings.accounts.items()
        if account.can_push
    }


def client_of(settings: Settings, name: str, redis: Redis, http: httpx.AsyncClient) -> Client:
    account = settings.accounts[name]
    keys = AccountKeys(app_id=account.app_id, secret=account.secret.get_secret_value())
    template = NoticeTemplate(id=account.notice_template, field=account.notice_field)
    return Client(http, redis, keys, url=settings.platform_url, notice=template if template.id else None)

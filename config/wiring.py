"""Every object of the house, built here and only here."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.request import getproxies

import httpx
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.dispatcher import Dispatcher
from bot.memory import Adrift, Line, Memory
from bot.outbox import Outbox
from bot.repository import Consents
from bot.wakeup import Bell
from bot.wechat.client import AccountKeys, Client, NoticeTemplate
from bot.wechat.connections import Connections
from bot.window import Windows
from config.local_servers import reachable
from config.mongodb import DATABASE, PATIENCE, Database, connect
from config.secret_key import secret_of
from config.settings import Settings
from ebooks.browsing import Browsing
from ebooks.catalogue import Catalogue
from ebooks.covers import Covers
from ebooks.files import Folder
from ebooks.imports.imports import Imports
from ebooks.imports.uploads import Uploads
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.lending.licensing import Licensing
from ebooks.lending.sweeping import Sweeping
from ebooks.repository import TitleRepository
from ebooks.repository.browsing import BrowsingRepository
from ebooks.repository.cards import CardRepository
from ebooks.repository.imports import ImportRepository
from ebooks.repository.pools import PoolRepository
from ebooks.tickets import Tickets
from handlers import root
from handlers.candidates import Chooser
from handlers.links import Links
from handlers.orders import Orders
from handlers.portions import Portions
from handlers.traces import Traces
from language import segmenting
from library.clock import Clock, utc_now
from library.passes import Passes
from library.patrons import Patrons
from library.repository.patrons import PatronRepository
from library.repository.sessions import SessionRepository
from library.repository.staff import StaffRepository
from library.sessions import Sessions
from library.staff import Staff
from library.throttle import SignInThrottle
from reader.chapters import Chapters
from reader.check_ins import CheckIns
from reader.companions import Companions
from reader.delivery import Deliveries
from reader.diary import Diary
from reader.featured import FrontTable
from reader.figures import Figures
from reader.groups import Groups
from reader.marks import Marks
from reader.passage_index import PassageIndex
from reader.passages import Passages
from reader.plans import Drafts, Plans
from reader.repository import ShelfRepository
from reader.repository.chapters import ChapterRepository
from reader.repository.deliveries import DeliveryRepository
from reader.repository.featured import FeaturedRepository
from reader.repository.figures import FigureRepository
from reader.repository.marks import MarkRepository
from reader.repository.passages import PassageRepository
from reader.repository.plans import PlanRepository
from reader.repository.suggestions import SuggestionRepository
from reader.repository.weeks import WeekRepository
from reader.shelf import Shelf
from reader.weeks import Weeks
from reference.desk import ReferenceDesk
from reference.knowledge import KnowledgeBase
from reference.live import LiveEvents
from reference.repository.knowledge import KnowledgeRepository
from reference.repository.questions import QuestionRepository

QUICK = 1.0  # seconds for what we remember of a patron; without it she still gets an answer in time


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the faces and the jobs need, by name; `settings` hold the addresses in use."""

    settings: Settings
    now: Clock
    database: Database
    redis: Redis
    http: httpx.AsyncClient
    patrons: Patrons
    staff: Staff
    sessions: Sessions
    throttle: SignInThrottle
    catalogue: Catalogue
    browsing: Browsing
    lending: Lending
    licensing: Licensing
    sweeping: Sweeping
    imports: Imports
    uploads: Uploads
    tickets: Tickets
    shelf: Shelf
    diary: Diary
    weeks: Weeks
    chapters: Chapters
    companions: Companions
    front_table: FrontTable
    marks: Marks
    passes: Passes
    deliveries: Deliveries
    drafts: Drafts
    figures: Figures
    plans: Plans
    links: Links
    passages: Passages
    desk: ReferenceDesk
    knowledge: KnowledgeBase
    live: LiveEvents
    outbox: Outbox
    windows: Windows
    memory: Memory
    consents: Consents
    bell: Bell
    clients: dict[str, Client]
    dispatcher: Dispatcher


@dataclass(frozen=True, slots=True)
class Redises:
    """One server, two clients: `patient` may wait for what happens there, `quick` serves a waiting patron."""

    patient: Redis
    quick: Redis


@asynccontextmanager
async def open_house(settings: Settings, *, now: Clock = utc_now) -> AsyncIterator[House]:
    """The whole house, with servers of its own where the settings name none; closed again at the end.

    `now` is the time by which people live here: their mornings, windows and tickets.

    Raises LookupError when a handler asks for what is not built here, CannotStart without a server.
    """
    async with AsyncExitStack() as stack:
        settings = stack.enter_context(reachable(settings))
        mongodb = connect(settings.mongodb_uri)
        stack.callback(mongodb.close)
        redis = Redis.from_url(settings.redis_url, decode_responses=True)
        stack.push_async_callback(redis.aclose)
        http = await stack.enter_async_context(_line_out())
        quick = _quick(settings.redis_url)
        stack.push_async_callback(quick.aclose)
        if settings.dictionary:
            segmenting.learn(settings.dictionary)
        database = mongodb.get_default_database(DATABASE)
        house = _furnish(settings, database, Redises(redis, quick), http, now)
        await prepare(house.database)
        segmenting.warm_up()  # takes about a second, which no patron should wait
        await stack.enter_async_context(_meanwhile(house.passages.keep_up()))
        yield house


@asynccontextmanager
async def _meanwhile(deed: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(deed)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def open_client(settings: Settings, account: str) -> AsyncIterator[Client]:
    """The line to WeChat alone."""
    async with AsyncExitStack() as stack:
        settings = stack.enter_context(reachable(settings))
        redis = await stack.enter_async_context(Redis.from_url(settings.redis_url, decode_responses=True))
        http = await stack.enter_async_context(_line_out())
        yield client_of(settings, account, redis, http)


def _line_out() -> httpx.AsyncClient:
    """Our own connections carry many calls at once; where a proxy is set, httpx knows how to use it."""
    transport = None if getproxies() else Connections()
    return httpx.AsyncClient(timeout=PATIENCE.total_seconds(), transport=transport)


def _quick(redis_url: str) -> Redis:
    """A client that gives up soon: one more try where a connection turns out broken, and no pauses."""
    again = Retry(NoBackoff(), 1)
    return Line.from_url(
        redis_url, decode_responses=True, socket_timeout=QUICK, socket_connect_timeout=QUICK, retry=again
    )


async def prepare(database: Database) -> None:
    """Make the indexes. Safe to repeat, and quick where they exist."""
    for repository in (
        PatronRepository(database),
        SessionRepository(database),
        StaffRepository(database),
        TitleRepository(database),
        BrowsingRepository(database),
        PoolRepository(database),
        ImportRepository(database),
        ShelfRepository(database),
        MarkRepository(database),
        DeliveryRepository(database),
        PlanRepository(database),
        FeaturedRepository(database),
        QuestionRepository(database),
        Outbox(database),
    ):
        await repository.prepare()


def _furnish(
    settings: Settings, database: Database, redises: Redises, http: httpx.AsyncClient, now: Clock
) -> House:
    secret, data, redis = secret_of(settings), settings.data_dir, redises.patient
    bell, live, tickets = Bell(redis, "outbox"), LiveEvents(redis), Tickets(secret, now=now)
    patrons = Patrons(PatronRepository(database), now=now)
    catalogue = Catalogue(TitleRepository(database), Folder(data / "files"), Covers(data / "covers"), now=now)
    pools, cards = PoolRepository(database), CardRepository(database)
    ledger = Ledger(pools, cards, now=now)
    lending = Lending(ledger, cards, now=now)
    shelves, passes = ShelfRepository(database), Passes(secret, now=now)
    shelf, diary = Shelf(shelves, now=now), Diary(shelves)
    chapters = Chapters(shelves, ChapterRepository(database))
    marks = Marks(MarkRepository(database), chapters, now=now)
    desk = ReferenceDesk(QuestionRepository(database), live, capacity=settings.desk_capacity, now=now)
    passages = Passages(PassageIndex(data / "index" / "passages"), PassageRepository(database))
    knowledge = KnowledgeBase(KnowledgeRepository(database))
    outbox, consents = Outbox(database, now=now, wake=bell.ring), Consents(database)
    deliveries, planned = Deliveries(DeliveryRepository(database), now=now), PlanRepository(database)
    plans = Plans(planned, shelf, deliveries, now=now)
    links = Links(tickets, base_url=settings.base_url, passes=passes, library=settings.library_name)
    weeks = Weeks(WeekRepository(database), now=now)
    companions = Companions(SuggestionRepository(database), now=now)
    front_table = FrontTable(FeaturedRepository(database), now=now)
    services = {
        Catalogue: catalogue,
        Chooser: Chooser(catalogue, shelf, diary, companions, front_table, now=now),
        CheckIns: CheckIns(shelf, chapters, marks, diary, now=now),
        Consents: consents,
        Deliveries: deliveries,
        Groups: Groups(planned, plans),
        KnowledgeBase: knowledge,
        Lending: lending,
        Links: links,
        Marks: marks,
        Outbox: outbox,
        Passages: passages,
        Patrons: patrons,
        Plans: plans,
        ReferenceDesk: desk,
        Shelf: shelf,
        Diary: diary,
        Clock: now,
        Orders: Orders(deliveries, shelf, catalogue, diary, plans, now=now),
        Portions: Portions(links),
        Weeks: weeks,
        Traces: Traces(deliveries, plans, outbox, consents, marks, shelf, diary, lending),
    }
    memory, windows = Memory(redises.quick), Windows(redises.quick, now=now)
    return House(
        settings=settings,
        now=now,
        database=database,
        redis=redis,
        http=http,
        patrons=patrons,
        staff=Staff(StaffRepository(database), now=now),
        sessions=Sessions(SessionRepository(database), now=now),
        throttle=SignInThrottle(redis),
        catalogue=catalogue,
        browsing=Browsing(catalogue, BrowsingRepository(database)),
        lending=lending,
        licensing=Licensing(ledger, pools, now=now),
        sweeping=Sweeping(ledger, pools, now=now),
        imports=Imports(ImportRepository(database), now=now),
        uploads=Uploads(data / "arrivals"),
        tickets=tickets,
        shelf=shelf,
        diary=diary,
        weeks=weeks,
        chapters=chapters,
        companions=companions,
        front_table=front_table,
        marks=marks,
        passes=passes,
        deliveries=deliveries,
        drafts=Drafts(planned, shelf, now=now),
        figures=Figures(FigureRepository(database), now=now),
        plans=plans,
        links=links,
        passages=passages,
        desk=desk,
        knowledge=knowledge,
        live=live,
        outbox=outbox,
        windows=windows,
        memory=memory,
        consents=consents,
        bell=bell,
        clients=_clients(settings, redises.quick, http),
        dispatcher=Dispatcher(
            root,
            services,
            memory=memory,
            adrift=Adrift(redises.quick),
            patrons=patrons,
            outbox=outbox,
            windows=windows,
        ),
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

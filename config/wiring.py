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
from bot.outbox import Oblivion, Outbox
from bot.repository import Consents
from bot.wakeup import Bell
from bot.wechat.client import AccountKeys, Client, NoticeTemplate
from bot.wechat.connections import Connections
from bot.window import Windows
from config.assisting import model_of, outside
from config.bucket import bucket_of
from config.local_servers import reachable
from config.mongodb import DATABASE, PATIENCE, Database, connect
from config.secret_key import secrets_of
from config.settings import Settings
from ebooks.browsing import Browsing
from ebooks.bucket import FilesInBucket
from ebooks.catalogue import Catalogue
from ebooks.copies import Copies
from ebooks.covers import Covers
from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.editing import Editing
from ebooks.dossiers.publishing import Publishing
from ebooks.dossiers.sources import Sources
from ebooks.files import Folder
from ebooks.imports.imports import Imports
from ebooks.imports.uploads import Uploads
from ebooks.kiosks.counters import Counters
from ebooks.kiosks.kiosks import Kiosks
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.lending.licensing import Licensing
from ebooks.lending.patron_groups import PatronGroups
from ebooks.lending.readers import Readers
from ebooks.lending.sweeping import Sweeping
from ebooks.records.filling import Records
from ebooks.repository import TitleRepository
from ebooks.repository.browsing import BrowsingRepository
from ebooks.repository.cards import CardRepository
from ebooks.repository.counters import CounterRepository
from ebooks.repository.dossiers import DossierRepository
from ebooks.repository.imports import ImportRepository
from ebooks.repository.kiosks import KioskRepository
from ebooks.repository.patron_groups import PatronGroupRepository
from ebooks.repository.pools import PoolRepository
from ebooks.search.search import Search
from ebooks.search.title_index import TitleIndex
from ebooks.taken import Taken
from ebooks.tickets import Tickets
from handlers import root
from handlers.candidates import Chooser
from handlers.evidence import Evidence
from handlers.first_answers import FirstAnswers
from handlers.forgetting import Forgetting
from handlers.links import Links
from handlers.machine import Machine
from handlers.orders import Orders
from handlers.places import Places
from handlers.portions import Portions
from handlers.signposts import Signposts
from handlers.traces import Traces
from language import segmenting
from library.branches import Branches
from library.clock import Clock, utc_now
from library.erasures import Erasures
from library.passes import Passes
from library.patrons import Patrons
from library.repository.branches import BranchRepository
from library.repository.erasures import ErasureRepository
from library.repository.patrons import PatronRepository
from library.repository.sessions import SessionRepository
from library.repository.staff import StaffRepository
from library.second_factor import SecondFactor
from library.sessions import Sessions
from library.staff import Staff
from library.throttle import SignInThrottle
from reader.chapters import Chapters
from reader.check_ins import CheckIns
from reader.companions import Companions
from reader.delivery import Deliveries
from reader.diary import Diary
from reader.fading import Fading
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
from reader.repository.fading import FadingRepository
from reader.repository.featured import FeaturedRepository
from reader.repository.figures import FigureRepository
from reader.repository.marks import MarkRepository
from reader.repository.passages import PassageRepository
from reader.repository.plans import PlanRepository
from reader.repository.suggestions import SuggestionRepository
from reader.repository.weeks import WeekRepository
from reader.shelf import Shelf
from reader.weeks import Weeks
from reference.assigning import Assigning
from reference.assistant.assistant import Assistant
from reference.assistant.rations import Rations
from reference.assistant.sketches import Sketches
from reference.attachments import Attachments
from reference.canned import CannedAnswers
from reference.casebook import Casebook
from reference.casework import Casework
from reference.deflection import Deflection
from reference.desk import ReferenceDesk
from reference.drafts import Drafts as AnswerDrafts
from reference.dues import Dues
from reference.duty import Duty
from reference.editorial import Editorial
from reference.gaps import Gaps
from reference.knowledge import KnowledgeBase
from reference.live import LiveEvents
from reference.mentions import Mentions
from reference.merging import Merging
from reference.presence import Presence
from reference.repository.articles import ArticleRepository
from reference.repository.attachments import AttachmentRepository
from reference.repository.canned import CannedRepository
from reference.repository.deflection import DeflectionRepository
from reference.repository.drafts import DraftRepository
from reference.repository.duty import DutyRepository
from reference.repository.facts import FactRepository
from reference.repository.gaps import GapRepository
from reference.repository.knowledge import KnowledgeRepository
from reference.repository.mentions import MentionRepository
from reference.repository.merging import MergeRepository
from reference.repository.questions import QuestionRepository
from reference.repository.satisfaction import SatisfactionRepository
from reference.repository.scrubs import ScrubRepository
from reference.repository.searching import SearchRepository
from reference.repository.slots import SlotRepository
from reference.repository.tags import TagRepository
from reference.routing import Routing
from reference.satisfaction import Satisfaction
from reference.scrubbing import Scrubbing
from reference.searching import Searching
from reference.slots import Slots
from reference.statistics.counting import Counting
from reference.statistics.statistics import Statistics
from reference.statistics.summing import Summing
from reference.synonyms import Thesaurus
from reference.tags import Tags
from reference.upkeep import Upkeep

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
    erasures: Erasures
    forgetting: Forgetting
    scrubbing: Scrubbing
    fading: Fading
    oblivion: Oblivion
    branches: Branches
    staff: Staff
    sessions: Sessions
    second_factor: SecondFactor
    throttle: SignInThrottle
    catalogue: Catalogue
    browsing: Browsing
    lending: Lending
    patron_groups: PatronGroups
    readers: Readers
    licensing: Licensing
    records: Records
    search: Search
    sweeping: Sweeping
    dossiers: Dossiers
    editing: Editing
    publishing: Publishing
    imports: Imports
    uploads: Uploads
    kiosks: Kiosks
    counters: Counters
    tickets: Tickets
    copies: Copies
    taken: Taken
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
    casework: Casework
    duty: Duty
    searching: Searching
    mentions: Mentions
    tags: Tags
    satisfaction: Satisfaction
    assigning: Assigning
    merging: Merging
    canned: CannedAnswers
    attachments: Attachments
    answer_drafts: AnswerDrafts
    presence: Presence
    assistant: Assistant
    sketches: Sketches
    upkeep: Upkeep
    knowledge: KnowledgeBase
    editorial: Editorial
    deflection: Deflection
    counting: Counting
    summing: Summing
    statistics: Statistics
    gaps: Gaps
    thesaurus: Thesaurus
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
        stack.push_async_callback(house.assistant.aclose)
        await prepare(house.database)
        segmenting.warm_up()  # takes about a second, which no patron should wait
        await stack.enter_async_context(_meanwhile(house.passages.keep_up()))
        await stack.enter_async_context(_meanwhile(house.search.keep_up()))
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
        DossierRepository(database),
        ImportRepository(database),
        KioskRepository(database),
        CounterRepository(database),
        ShelfRepository(database),
        MarkRepository(database),
        DeliveryRepository(database),
        PlanRepository(database),
        FeaturedRepository(database),
        QuestionRepository(database),
        AttachmentRepository(database),
        CannedRepository(database),
        SearchRepository(database),
        MentionRepository(database),
        TagRepository(database),
        SlotRepository(database),
        DraftRepository(database),
        DeflectionRepository(database),
        FactRepository(database),
        ScrubRepository(database),
        Outbox(database),
    ):
        await repository.prepare()


def _furnish(
    settings: Settings, database: Database, redises: Redises, http: httpx.AsyncClient, now: Clock
) -> House:
    secrets, data, redis = secrets_of(settings), settings.data_dir, redises.patient
    bell, live, tickets = Bell(redis, "outbox"), LiveEvents(redis), Tickets(*secrets, now=now)
    patrons = Patrons(PatronRepository(database), now=now)
    bucket, folder = bucket_of(settings.bucket), Folder(data / "files")
    files = FilesInBucket(bucket, folder) if bucket else folder
    titles = TitleRepository(database)
    search = Search(titles, TitleIndex(data / "index" / "titles"))
    catalogue = Catalogue(titles, files, Covers(data / "covers", bucket), search=search, now=now)
    pools, cards = PoolRepository(database), CardRepository(database)
    ledger = Ledger(pools, cards, now=now)
    licensing = Licensing(ledger, pools, now=now)
    patron_groups = PatronGroups(PatronGroupRepository(database), patrons)
    lending = Lending(ledger, cards, limits=patron_groups.limits_of, now=now)
    readers = Readers(lending)
    compiled, sources = DossierRepository(database), Sources(catalogue, lending)
    shelves, passes = ShelfRepository(database), Passes(*secrets, now=now)
    shelf, diary = Shelf(shelves, admits=readers.may_read, now=now), Diary(shelves)
    chapters = Chapters(shelves, ChapterRepository(database))
    marks = Marks(MarkRepository(database), chapters, now=now)
    branches = Branches(BranchRepository(database), library=settings.library_name, hours=settings.hours)
    slots = Slots(SlotRepository(database), capacity=settings.desk_slots or None, now=now)
    casebook, sessions = (
        Casebook(QuestionRepository(database), live, slots, Dues(branches, settings.promise)),
        Sessions(SessionRepository(database), now=now),
    )
    casework, duty = Casework(casebook, now=now), Duty(DutyRepository(database), casebook, sessions, now=now)
    accounts = StaffRepository(database)
    staff = Staff(accounts, now=now)
    satisfaction = Satisfaction(SatisfactionRepository(database), now=now)
    desk = ReferenceDesk(
        casebook,
        duty=duty,
        capacity=settings.desk_capacity,
        hours=settings.hours,
        routing=Routing(branches, now=now),
        now=now,
    )
    facts = FactRepository(database)
    passages = Passages(PassageIndex(data / "index" / "passages"), PassageRepository(database))
    knowledge = KnowledgeBase(KnowledgeRepository(database))
    deflection = Deflection(DeflectionRepository(database), now=now)
    outbox, consents = Outbox(database, now=now, wake=bell.ring), Consents(database)
    deliveries, planned = Deliveries(DeliveryRepository(database), now=now), PlanRepository(database)
    plans = Plans(planned, shelf, deliveries, now=now)
    links = Links(tickets, base_url=settings.base_url, passes=passes, library=settings.library_name)
    kiosks = Kiosks(KioskRepository(database), now=now)
    counters = Counters(CounterRepository(database), now=now)
    weeks = Weeks(WeekRepository(database), now=now)
    companions = Companions(SuggestionRepository(database), now=now)
    front_table = FrontTable(FeaturedRepository(database), now=now)
    dossiers = Dossiers(compiled, now=now)
    assistant = Assistant(
        model_of(settings),
        Evidence(knowledge, branches, catalogue).find,
        for_patrons=settings.assistant_patrons,
        now=now,
    )
    rations = Rations(redises.quick, now=now)
    machine = Machine(assistant, rations, desk, patrons=patrons, links=links, server=outside(settings))
    windows, erasures = Windows(redises.quick, now=now), Erasures(ErasureRepository(database), now=now)
    scrubbing = Scrubbing(ScrubRepository(database), casebook, desk, now=now)
    traces = Traces(
        scrubbing, deliveries, plans, outbox, consents, marks, shelf, diary, lending, windows, rations
    )
    forgetting = Forgetting(erasures, traces, patrons)
    services = {
        Assistant: assistant,
        Catalogue: catalogue,
        Chooser: Chooser(catalogue, shelf, diary, companions, front_table, now=now),
        CheckIns: CheckIns(shelf, chapters, marks, diary, now=now),
        Consents: consents,
        Deflection: deflection,
        Deliveries: deliveries,
        Dossiers: dossiers,
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
        Satisfaction: satisfaction,
        Shelf: shelf,
        Diary: diary,
        FirstAnswers: FirstAnswers(knowledge, machine),
        Clock: now,
        Orders: Orders(deliveries, shelf, catalogue, diary, plans, now=now),
        Places: Places(lending, kiosks, counters, now=now),
        Signposts: Signposts(branches, now=now),
        Portions: Portions(links),
        Weeks: weeks,
        Forgetting: forgetting,
    }
    memory = Memory(redises.quick)
    return House(
        settings=settings,
        now=now,
        database=database,
        redis=redis,
        http=http,
        patrons=patrons,
        erasures=erasures,
        forgetting=forgetting,
        scrubbing=scrubbing,
        fading=Fading(FadingRepository(database)),
        oblivion=Oblivion(database),
        branches=branches,
        staff=staff,
        sessions=sessions,
        second_factor=SecondFactor(accounts, library=settings.library_name, now=now),
        throttle=SignInThrottle(redis),
        catalogue=catalogue,
        browsing=Browsing(catalogue, BrowsingRepository(database)),
        lending=lending,
        patron_groups=patron_groups,
        readers=readers,
        licensing=licensing,
        records=Records(titles, licensing, now=now),
        search=search,
        sweeping=Sweeping(ledger, pools, now=now),
        dossiers=dossiers,
        editing=Editing(compiled, catalogue, sources, now=now),
        publishing=Publishing(compiled, sources, catalogue, shelf, library=settings.library_name, now=now),
        imports=Imports(ImportRepository(database), now=now),
        uploads=Uploads(data / "arrivals"),
        kiosks=kiosks,
        counters=counters,
        tickets=tickets,
        copies=Copies(data / "copies", library=settings.library_name, now=now),
        taken=Taken(tickets, dossiers, kiosks, counters),
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
        casework=casework,
        duty=duty,
        satisfaction=satisfaction,
        searching=Searching(SearchRepository(database)),
        mentions=Mentions(MentionRepository(database)),
        tags=Tags(TagRepository(database), casebook, now=now),
        assigning=Assigning(casebook, casework, duty, staff),
        attachments=Attachments(AttachmentRepository(database), casebook, now=now),
        canned=CannedAnswers(CannedRepository(database)),
        answer_drafts=AnswerDrafts(DraftRepository(database), now=now),
        assistant=assistant,
        sketches=Sketches(redis),
        presence=Presence(redis, live, now=now),
        merging=Merging(casebook, MergeRepository(database), now=now),
        upkeep=Upkeep(casebook, now=now),
        knowledge=knowledge,
        gaps=Gaps(GapRepository(database), knowledge, now=now),
        thesaurus=Thesaurus(KnowledgeRepository(database), now=now),
        deflection=deflection,
        counting=Counting(facts, hours=branches.hours),
        summing=Summing(facts),
        statistics=Statistics(facts, promised=settings.promise.first, now=now),
        editorial=Editorial(ArticleRepository(database), now=now),
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

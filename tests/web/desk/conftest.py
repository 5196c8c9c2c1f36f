"""The desk behind a real HTTP server, with librarians who can sign in."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.outbox import Outbox
from bot.window import Windows
from ebooks.dossiers.dossiers import Dossiers
from ebooks.kiosks.counters import Counters
from ebooks.lending.ledger import Ledger
from ebooks.lending.licensing import Licensing
from ebooks.lending.patron_groups import PatronGroups
from ebooks.repository.cards import CardRepository
from ebooks.repository.counters import CounterRepository
from ebooks.repository.dossiers import DossierRepository
from ebooks.repository.patron_groups import PatronGroupRepository
from ebooks.repository.pools import PoolRepository
from ebooks.tickets import Tickets
from handlers.links import Links
from library.branches import Branches
from library.identity import new_id
from library.passes import Passes
from library.patrons import Patrons, alias
from library.repository.branches import BranchRepository
from library.repository.patrons import PatronRepository
from library.repository.sessions import SessionRepository
from library.repository.staff import StaffRepository
from library.roles import Role
from library.sealing import Sealing
from library.second_factor import SecondFactor
from library.sessions import Sessions
from library.staff import Librarian, Staff
from library.throttle import SignInThrottle
from reference.assistant.assistant import Assistant
from reference.assistant.passages import Finder, Origin, Passage
from reference.assistant.sketches import Sketches
from reference.attachments import Attachments
from reference.canned import CannedAnswers
from reference.casebook import Casebook
from reference.casework import Casework
from reference.deflection import Deflection
from reference.desk import ReferenceDesk
from reference.drafts import Drafts
from reference.dues import Dues, Promise
from reference.duty import Duty
from reference.earshot import Earshot
from reference.editorial import Editorial
from reference.gaps import Gaps
from reference.knowledge import KnowledgeBase, read_entries
from reference.live import LiveEvents
from reference.mentions import Mentions
from reference.merging import Merging
from reference.models import Receipt
from reference.opener import Opener
from reference.openings import Openings
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
from reference.repository.openings import OpeningRepository
from reference.repository.questions import QuestionRepository
from reference.repository.searching import SearchRepository
from reference.repository.slots import SlotRepository
from reference.repository.tags import TagRepository
from reference.routing import Routing
from reference.searching import Searching
from reference.slots import Slots
from reference.statistics.statistics import Statistics
from reference.synonyms import Thesaurus
from reference.tags import Tags
from reference.upkeep import Upkeep
from tests.ebooks.shelving import Library
from tests.reference.assistant.obedient import Obedient
from tests.running import NO_TLS, listening, served
from web.assets import Assets
from web.desk import Desk
from web.desk.attachments import AttachmentDesk
from web.desk.branches import BranchDesk
from web.desk.enclosures import Enclosures
from web.desk.gaps import GapDesk
from web.desk.guard import Guard
from web.desk.knowledge import KnowledgeDesk
from web.desk.looking_up import LookingUp
from web.desk.patron_groups import PatronGroupDesk
from web.desk.reports import ReportDesk
from web.desk.second_step import SecondStep
from web.desk.sessions import SessionList
from web.desk.staff import StaffDesk
from web.desk.thesaurus import ThesaurusDesk
from web.desk.two_sessions import TwoSessionsDesk
from web.desk.workbench import Workbench
from web.faq import Faq
from web.joining import join
from web.rendering import STATIC, VERSION
from web.security import SecurityHeaders
from web.sent_pictures import SentPictures

HANDS = 12  # questions of one librarian
PASSWORD = "青城的夏天很凉快"
SEEDS = Path(__file__).parents[3] / "samples" / "knowledge.toml"


@dataclass
class House:
    """A library with a desk, open at `url`."""

    url: str
    desk: ReferenceDesk
    casework: Casework
    upkeep: Upkeep
    staff: Staff
    sessions: Sessions
    outbox: Outbox
    windows: Windows
    live: LiveEvents
    knowledge: KnowledgeBase
    model: Obedient
    branches: Branches
    guard: Guard
    attachments: Attachments
    library: Library
    asked: int = 0
    tokens: dict[str, str] = field(default_factory=dict)

    async def asks(self, text: str, patron: str = "") -> Receipt:
        patron = patron or new_id()
        self.asked += 1
        return await self.desk.ask(patron, text, alias=alias(patron), message=f"m{self.asked}")

    async def librarian(self, login: str, name: str, role: Role = Role.LIBRARIAN) -> Librarian:
        librarian, password = await self.staff.add(login, name, role)
        return await self.staff.change_password(librarian, password, PASSWORD)

    async def signed_in(self, login: str, name: str, role: Role = Role.LIBRARIAN) -> "Browser":
        librarian = await self.librarian(login, name, role)
        browser = Browser(httpx.AsyncClient(base_url=self.url, verify=NO_TLS), librarian)
        answer = await browser.http.post("/desk/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.headers["location"] == "/desk"
        await browser.looks("/desk")
        return browser


@dataclass
class Browser:
    """A librarian's browser without a script: it looks at pages and sends their forms."""

    http: httpx.AsyncClient
    librarian: Librarian
    csrf: str = ""

    async def looks(self, path: str) -> str:
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.text
        self.csrf = re.search(r'name="csrf" value="([^"]+)"', answer.text)[1]
        return answer.text

    async def does(self, path: str, **fields: object) -> httpx.Response:
        return await self.http.post(path, data={"csrf": self.csrf, **fields})


def _answers_of(knowledge: KnowledgeBase) -> Finder:
    async def find(words):
        return [
            Passage(origin=Origin.KNOWLEDGE, name=one.question, text=one.answer, address=f"/faq/{one.entry}")
            for one in await knowledge.related(words)
        ]

    return find


@pytest.fixture
async def house(database, redis, tmp_path):
    for repository in (QuestionRepository(database), StaffRepository(database), Outbox(database)):
        await repository.prepare()
    live = LiveEvents(redis)
    branches = Branches(BranchRepository(database), library="青城图书馆")
    promise = Promise(first=timedelta(minutes=30), next=timedelta(hours=1))
    slots = Slots(SlotRepository(database), capacity=HANDS)
    casebook = Casebook(QuestionRepository(database), live, slots, dues=Dues(branches, promise))
    casework = Casework(casebook)
    staff, sessions = Staff(StaffRepository(database)), Sessions(SessionRepository(database))
    knowledge = KnowledgeBase(KnowledgeRepository(database))
    await knowledge.add_missing(
        [entry for entry in read_entries(SEEDS) if entry.id in {"deposit", "new-card"}]
    )
    listener, url = listening()
    outbox, windows = Outbox(database), Windows(redis)
    model = Obedient()
    library = await Library(database, tmp_path).open()
    attachments = Attachments(AttachmentRepository(database), casebook)
    passes = Passes(b"a secret for tests")
    links = Links(Tickets(b"a secret for tests"), base_url=url, passes=passes)
    sealing = Sealing(b"a secret for tests", purpose="second factor")
    throttle, second_factor = SignInThrottle(redis), SecondFactor(StaffRepository(database), sealing)
    guard = Guard(sessions, staff, base_url=url, second_factor=False)
    face = Desk(
        guard,
        casework,
        staff,
        sessions,
        live,
        outbox,
        knowledge=knowledge,
        throttle=throttle,
        workbench=Workbench(
            branches=branches,
            merging=Merging(casebook, MergeRepository(database)),
            canned=CannedAnswers(CannedRepository(database)),
            drafts=Drafts(DraftRepository(database)),
            presence=Presence(redis, live),
            assistant=Assistant(model, _answers_of(knowledge)),
            sketches=Sketches(redis),
            windows=windows,
            searching=Searching(SearchRepository(database)),
            mentions=Mentions(MentionRepository(database)),
            openings=Openings(OpeningRepository(database)),
            tags=Tags(TagRepository(database), casebook),
            duty=Duty(DutyRepository(database), casebook, sessions),
            earshot=Earshot(casebook.questions),
            enclosures=Enclosures(library.catalogue, knowledge, attachments, links),
        ),
    )
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    app.mount("/static", Assets(directory=STATIC, version=VERSION))
    editorial = Editorial(ArticleRepository(database))
    deflection = Deflection(DeflectionRepository(database))
    pools = PoolRepository(database)
    rooms = (
        SecondStep(guard, second_factor, sessions, throttle),
        SessionList(guard, sessions),
        StaffDesk(guard, staff, sessions, second_factor, branches),
        AttachmentDesk(guard, casework, attachments),
        SentPictures(passes, attachments),
        LookingUp(guard, knowledge),
        GapDesk(guard, Gaps(GapRepository(database), knowledge)),
        ThesaurusDesk(guard, Thesaurus(KnowledgeRepository(database)), knowledge),
        KnowledgeDesk(guard, editorial, deflection, Opener(casework, Openings(OpeningRepository(database)))),
        ReportDesk(
            guard,
            Statistics(FactRepository(database), promised=timedelta(minutes=30)),
            branches,
        ),
        BranchDesk(guard, branches, staff),
        PatronGroupDesk(
            guard,
            PatronGroups(PatronGroupRepository(database), Patrons(PatronRepository(database))),
            casework,
        ),
        TwoSessionsDesk(
            guard,
            Statistics(FactRepository(database)),
            Counters(CounterRepository(database)),
            Licensing(Ledger(pools, CardRepository(database)), pools),
            Dossiers(DossierRepository(database)),
        ),
        Faq(knowledge),
    )
    join(app.router, face.routes(), *(room.routes() for room in rooms))
    async with served(app, listener):
        yield House(
            url,
            ReferenceDesk(casebook, routing=Routing(branches)),
            casework,
            Upkeep(casebook),
            staff,
            sessions,
            outbox,
            windows,
            live,
            knowledge,
            model,
            branches,
            guard,
            attachments,
            library,
        )

"""The desk behind a real HTTP server, with librarians who can sign in."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.outbox import Outbox
from library.identity import new_id
from library.patrons import alias
from library.repository.sessions import SessionRepository
from library.repository.staff import StaffRepository
from library.sessions import Sessions
from library.staff import Librarian, Staff
from library.throttle import SignInThrottle
from reference.desk import ReferenceDesk
from reference.knowledge import KnowledgeBase, read_entries
from reference.live import LiveEvents
from reference.models import Receipt
from reference.repository.knowledge import KnowledgeRepository
from reference.repository.questions import QuestionRepository
from tests.running import NO_TLS, listening, served
from web.desk import Desk
from web.joining import join
from web.rendering import STATIC
from web.security import SecurityHeaders

PASSWORD = "青城的夏天很凉快"
SEEDS = Path(__file__).parents[3] / "samples" / "knowledge.toml"


@dataclass
class House:
    """A library with a desk, open at `url`."""

    url: str
    desk: ReferenceDesk
    staff: Staff
    sessions: Sessions
    outbox: Outbox
    live: LiveEvents
    asked: int = 0
    tokens: dict[str, str] = field(default_factory=dict)

    async def asks(self, text: str, patron: str = "") -> Receipt:
        patron = patron or new_id()
        self.asked += 1
        return await self.desk.ask(patron, text, alias=alias(patron), message=f"m{self.asked}")

    async def librarian(self, login: str, name: str) -> Librarian:
        librarian, password = await self.staff.add(login, name)
        return await self.staff.change_password(librarian, password, PASSWORD)

    async def signed_in(self, login: str, name: str) -> "Browser":
        librarian = await self.librarian(login, name)
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


@pytest.fixture
async def house(database, redis):
    for repository in (QuestionRepository(database), StaffRepository(database), Outbox(database)):
        await repository.prepare()
    live = LiveEvents(redis)
    desk = ReferenceDesk(QuestionRepository(database), live)
    staff, sessions = Staff(StaffRepository(database)), Sessions(SessionRepository(database))
    knowledge = KnowledgeBase(KnowledgeRepository(database))
    await knowledge.add_missing(
        [entry for entry in read_entries(SEEDS) if entry.id in {"deposit", "new-card"}]
    )
    listener, url = listening()
    outbox = Outbox(database)
    face = Desk(
        desk,
        staff,
        sessions,
        live,
        outbox,
        knowledge=knowledge,
        throttle=SignInThrottle(redis),
        base_url=url,
    )
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=STATIC))
    join(app.router, face.routes())
    async with served(app, listener):
        yield House(url, desk, staff, sessions, outbox, live)

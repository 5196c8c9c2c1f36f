"""The whole of Shutong, running for a test: real HTTP, real servers, and WeChat played by the simulator."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, SSLContext

import httpx
import uvicorn
from starlette.types import ASGIApp

from bot.phone import Bubble, Phone
from config.local_servers import LocalServers
from config.settings import AccountSettings, Settings
from config.wiring import House, open_house
from jobs.answers import Answers
from jobs.worker import work
from library.clock import Clock, utc_now
from library.identity import new_id
from library.staff import Librarian
from reference.models import Question
from tests.waiting import PATIENCE, until
from web.app import create_app
from web.simulator.chats import Chats, Side
from web.simulator.people import People

TOKEN = "a-token-for-tests"


NO_TLS = SSLContext(PROTOCOL_TLS_CLIENT)
"""For clients that speak plain HTTP; of its own accord httpx reads all the world's certificates each time."""


class Server(uvicorn.Server):
    """Serves until it is told to `stop`, at once; uvicorn's own looks up ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    def stop(self) -> None:
        self.force_exit = True
        self._told.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._told.wait()

    def capture_signals(self) -> AbstractContextManager[None]:
        return nullcontext()  # a test leaves Ctrl-C to pytest


def listening() -> tuple[socket.socket, str]:
    """A socket of our own, and the address that leads there."""
    # asyncio answers without delay only on sockets that name TCP, and `create_server` names none: 40 ms each.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def served(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    server = Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve([listener]))
    try:
        yield
    finally:
        server.stop()
        await serving


class Chat:
    """A patron's phone in the simulator: what she does, and what she reads in answer."""

    def __init__(self, house: House, http: httpx.AsyncClient, url: str, openid: str) -> None:
        self._chats, self._http, self._url, self._openid = Chats(house.redis, "main"), http, url, openid
        self._seen = 0
        self.bubble: Bubble | None = None

    async def follows(self) -> str:
        return await self._do("follows")

    async def says(self, words: str) -> str:
        return await self._do("says", words=words)

    async def speaks(self) -> str:
        return await self._do("speaks")

    async def shows(self, picture: bytes) -> str:
        answer = await self._http.post(
            f"{self._url}/shows", files={"picture": ("照片", picture, "image/png")}
        )
        assert answer.status_code == 303, answer.text
        return await self._news()

    async def taps(self, key: str) -> str:
        return await self._do("taps", key=key)

    async def scans(self, content: str) -> str:
        return await self._do("scans", content=content)

    async def hears(self, seconds: float = PATIENCE) -> str:
        """Wait for the next bubble the account sends by itself."""
        return await until(self._news, seconds)

    async def reads(self, words: str) -> None:
        """Wait until the account has said this, whatever else it says meanwhile."""

        async def said() -> bool:
            return any(
                words in str(entry.bubble)
                for entry in await self._chats.history(self._openid)
                if entry.side is not Side.PATRON
            )

        await until(said)

    async def _do(self, deed: str, **form: str) -> str:
        answer = await self._http.post(f"{self._url}/{deed}", data=form, timeout=30)
        assert answer.status_code == 303, answer.text
        return await self._news()

    async def _news(self) -> str:
        """The newest bubble of the account's, if there is one she has not read."""
        history = [
            entry for entry in await self._chats.history(self._openid) if entry.side is not Side.PATRON
        ]
        unread, self._seen = history[self._seen :], len(history)
        self.bubble = unread[-1].bubble if unread else None
        return str(self.bubble or "")


@dataclass(frozen=True)
class Running:
    house: House
    base_url: str
    http: httpx.AsyncClient

    def phone(self, openid: str) -> Phone:
        """A phone that speaks to the callback directly."""
        return Phone(self.http, "main", TOKEN, openid, base_url=self.base_url)

    async def patron(self, name: str) -> Chat:
        """Somebody in the simulator who just followed the account."""
        person = await People(self.house.redis, "main").join(name)
        chat = Chat(self.house, self.http, f"{self.base_url}/simulator/main/{person.openid}", person.openid)
        await chat.follows()
        return chat

    async def answers(self, librarian: Librarian, question: Question, words: str) -> None:
        """What the desk's page does when a librarian presses 发送."""
        seen = (await self.house.casework.thread(question.id)).question.last_seq
        entry = await self.house.casework.answer(question.id, librarian, words, key=new_id(), last_seq=seen)
        await Answers(self.house.upkeep, self.house.outbox).send(question, entry)

    async def librarian(self, login: str = "chen", name: str = "陈静") -> Librarian:
        return (await self.house.staff.add(login, name))[0]


def redis_database(servers: LocalServers, number: int) -> str:
    """The address of one of Redis' databases; the servers' own address names the first."""
    return f"{servers.redis_url.rpartition('/')[0]}/{number}"


@asynccontextmanager
async def running(
    mongodb_uri: str, redis_url: str, data_dir: Path, *, now: Clock = utc_now
) -> AsyncIterator[Running]:
    listener, base_url = listening()
    account = AccountSettings(app_id="wxtest", secret="s" * 32, token=TOKEN, notice_template="notice")
    settings = Settings(
        second_factor=False,
        _env_file=None,
        mongodb_uri=mongodb_uri,
        redis_url=redis_url,
        base_url=base_url,
        data_dir=data_dir,
        platform_url=f"{base_url}/simulator/platform",
        accounts={"main": account},
        simulator=True,
    )
    async with (
        open_house(settings, now=now) as house,
        httpx.AsyncClient(verify=NO_TLS) as http,
        served(create_app(house), listener),
    ):
        working = asyncio.create_task(work(house))
        try:
            yield Running(house, base_url, http)
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working

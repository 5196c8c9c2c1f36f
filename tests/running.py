"""The whole of Shutong, running for a test: real HTTP, real servers, and WeChat played by the simulator."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from bot.phone import Phone
from config.settings import AccountSettings, Settings
from config.wiring import House, open_house
from jobs.worker import work
from library.staff import Librarian
from web.app import create_app
from web.simulator.chats import Chats, Side

TOKEN = "a-token-for-tests"


class Server(uvicorn.Server):
    def capture_signals(self) -> AbstractContextManager[None]:
        return nullcontext()  # a test leaves Ctrl-C to pytest


@dataclass(frozen=True)
class Running:
    house: House
    base_url: str
    http: httpx.AsyncClient

    def phone(self, openid: str, **options: object) -> Phone:
        """A follower's phone."""
        return Phone(self.http, "main", TOKEN, openid, base_url=self.base_url, **options)

    async def arrives(self, openid: str, words: str, seconds: float = 5) -> str:
        """Wait until a bubble with these words has been pushed to a phone."""
        async with asyncio.timeout(seconds):
            while True:
                for entry in await Chats(self.house.redis, "main").history(openid):
                    if entry.side is Side.ACCOUNT and words in str(entry):
                        return str(entry)
                await asyncio.sleep(0.02)

    async def librarian(self, login: str = "chen", name: str = "陈静") -> Librarian:
        return (await self.house.staff.add(login, name))[0]


@asynccontextmanager
async def running(mongodb_uri: str, redis_url: str, data_dir: Path) -> AsyncIterator[Running]:
    listener = socket.create_server(("127.0.0.1", 0))
    base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    account = AccountSettings(app_id="wxtest", secret="s" * 32, token=TOKEN)
    settings = Settings(
        _env_file=None,
        mongodb_uri=mongodb_uri,
        redis_url=redis_url,
        base_url=base_url,
        data_dir=data_dir,
        platform_url=f"{base_url}/simulator/platform",
        accounts={"main": account},
        simulator=True,
    )
    async with open_house(settings) as house, httpx.AsyncClient() as http:
        server = Server(uvicorn.Config(create_app(house), log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve([listener]))
        working = asyncio.create_task(work(house))
        try:
            yield Running(house, base_url, http)
        finally:
            working.cancel()
            server.should_exit = server.force_exit = True
            with suppress(asyncio.CancelledError):
                await working
            await serving

"""`shutong demo`: everything in one process, with a pretend WeChat."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from rich.markup import escape
from starlette.types import ASGIApp

from config import demo
from config.settings import Settings
from config.wiring import open_house
from jobs.sample_library import stock, teach
from jobs.worker import work
from shutong.serving import UVICORN
from shutong.stopping import run_until_stopped
from shutong.terminal import console
from web.app import create_app

WELCOME = """
[bold]书童 is up.[/] Open

  {here}/simulator   phones with a pretend WeChat
  {here}/desk        the librarians' desk, {login}
  {here}/kiosk       the wall of books in the hall

Try

  1. On a phone, send 找书 {title}, then 1, then 开始, and 继续 as often as you like.
  2. Send 咨询 and a question. Claim it at the desk (认领) and answer: it arrives on the phone.
  3. Scan a code from the kiosk's wall with the phone (扫一扫).

All is kept in {data}/. Ctrl-C stops everything.
"""


def demonstrate(told: Settings, port: int | None) -> None:
    port = demo.free_port(port)
    run_until_stopped(_demonstrate(demo.demo_settings(told, port), port))


async def _demonstrate(settings: Settings, port: int) -> None:
    async with open_house(settings) as house:
        await stock(house.catalogue, house.shelf, settings.data_dir / "samples")
        await teach(house.knowledge)
        password = await demo.one_time_password(house.staff)
        newest = await house.catalogue.newest(1)
        welcome = _welcome(settings, password, newest[0].name if newest else "…")
        server = Server(create_app(house), port, welcome)
        async with asyncio.TaskGroup() as group:
            group.create_task(work(house))
            group.create_task(server.until_cancelled())


class Server(uvicorn.Server):
    """A web server that is one of several things in a program, and leaves the signals to it."""

    def __init__(self, application: ASGIApp, port: int, welcome: str) -> None:
        super().__init__(uvicorn.Config(application, demo.HOST, port, **UVICORN))
        self._welcome = welcome

    async def until_cancelled(self) -> None:
        serving = asyncio.ensure_future(self.serve())
        try:
            await asyncio.shield(serving)
        finally:
            self.should_exit = True
            await serving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        console.print(self._welcome)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _welcome(settings: Settings, password: str | None, title: str) -> str:
    here = settings.base_url
    login = f"as {demo.LOGIN}, password {password or 'the one you chose'}"
    return WELCOME.format(here=here, login=login, title=escape(title), data=settings.data_dir)

"""The command line."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import uvicorn
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from bot.wechat.errors import CannotSend
from bot.wechat.menus import Menu, WrongMenu
from bot.wechat.menus import check as check_menu
from bot.wechat.menus import read as read_menu
from config import demo as demonstration
from config import logs
from config.check import Finding, OutOfReach, examine
from config.local_servers import CannotStart, reachable
from config.settings import Settings, WrongSettings, load, load_for_serving
from config.wiring import open_client, open_house, open_staff
from handlers.menu import is_answered, menu
from jobs.importing import Line, Outcome, Report, find_files, import_files
from jobs.sample_library import stock, teach
from jobs.worker import work as do_the_work
from library.staff import LoginInUse, Staff, WrongPassword
from web.app import create_app
from web.process import Process

GRACE = 3
"""Seconds a request may take to end once the program was asked to stop; live pages never end unasked."""
SLOW_START = 60
"""Seconds a worker may take to answer its parent; on a busy machine uvicorn's five are too few to load it."""
UVICORN: dict[str, Any] = {
    "log_config": None,
    "access_log": False,  # WeChat puts an openid into the address it calls
    "server_header": False,
    "timeout_graceful_shutdown": GRACE,
    "timeout_worker_healthcheck": SLOW_START,
    "lifespan": "on",
}
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
MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: " "}
COLOURS = {
    Outcome.ACCEPTED: "green",
    Outcome.DUPLICATE: "yellow",
    Outcome.REFUSED: "red",
    Outcome.SKIPPED: "dim",
}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they show what variables hold, secrets among them
    help="书童 Shutong, for a library on WeChat.",
)
staff = typer.Typer(no_args_is_help=True, help="Who may sit at the desk.")
app.add_typer(staff, name="staff")
menus = typer.Typer(no_args_is_help=True, help="What patrons may tap below the chat.")
app.add_typer(menus, name="menu")
console = Console(highlight=False, soft_wrap=True)


def main() -> None:
    """Run a command; what a person can put right is said in words, without a traceback."""
    try:
        app()
    except (WrongSettings, CannotStart) as refusal:
        sys.exit(str(refusal))
    except OutOfReach as trouble:
        sys.exit(f"A server does not answer ({type(trouble).__name__}). `shutong check` says which.")


@app.command()
def demo(port: Annotated[int | None, typer.Option(help="The first port to try.")] = None) -> None:
    """Everything on this machine: a sample library, a desk, a kiosk, and a pretend WeChat with phones."""
    told = load()
    port = demonstration.free_port(port)
    told.data_dir.mkdir(parents=True, exist_ok=True)
    logs.set_up(told.log_level, told.data_dir / "shutong.log")
    _run(_demonstrate(demonstration.demo_settings(told, port), port))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many processes.")] = 1,
) -> None:
    """Serve WeChat, patrons and librarians."""
    told = load_for_serving()
    logs.set_up(told.log_level)
    # The parent has the local servers, and its workers find them in the data folder.
    with reachable(told) as settings:
        application = Process(settings) if workers == 1 else "web.process:application"
        uvicorn.run(application, host=host, port=port, workers=workers, factory=workers > 1, **UVICORN)


@app.command()
def work() -> None:
    """Send what the outbox holds, and do what the clock and the queue ask for."""
    told = load_for_serving()
    logs.set_up(told.log_level)
    _run(_work(told))


@app.command("import")
def import_books(
    paths: Annotated[list[Path], typer.Argument(help="EPUB and text files, or folders of them.")],
) -> None:
    """Take books into the library. Exit code 1 if a file was refused."""
    told = load()
    logs.set_up("WARNING")
    report = asyncio.run(_import(told, find_files(paths)))
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome)
    console.print(f"{len(report.lines)} files: {counts}")
    sys.exit(1 if report.count(Outcome.REFUSED) else 0)


@app.command()
def check() -> None:
    """Say what is configured, which servers answer, and what is missing. Exit code 1 if something is."""
    told = load()
    logs.set_up("WARNING")
    with reachable(told) as settings:
        findings = asyncio.run(_examine(told, settings))
    for finding in findings:
        console.print(f"{MARKS[finding.well]} {finding.subject:22} {escape(finding.words)}")
    sys.exit(1 if any(finding.well is False for finding in findings) else 0)


@staff.command("add")
def add_librarian(
    login: Annotated[str, typer.Argument(help="What she types to sign in.")],
    name: Annotated[str, typer.Option(help="What patrons and colleagues read.")],
) -> None:
    """Let a librarian sit at the desk, and print her one-time password."""
    try:
        password = _with_staff(lambda people: people.add(login, name))[1]
    except LoginInUse as taken:
        sys.exit(
            f"The login {taken.login} is taken. `shutong staff reset {taken.login}` gives it a new password."
        )
    console.print(f"{name} signs in at /desk as {login} with {password}, once, and then chooses her own.")


@menus.command("push")
def push_menu(
    account: Annotated[str | None, typer.Argument(help="Whose; may be left out where there is one.")] = None,
    file: Annotated[Path | None, typer.Option(help="A TOML file; without one, the built-in menu.")] = None,
) -> None:
    """Show patrons a menu. It is checked first, and refused with the place of everything wrong in it."""
    told = load()
    name = account or (next(iter(told.accounts)) if len(told.accounts) == 1 else "")
    if name not in told.accounts:
        sys.exit(f"Which account? There are: {', '.join(told.accounts) or 'none'}.")
    logs.set_up("WARNING")
    try:
        wanted = read_menu(file) if file else menu()
        check_menu(wanted, is_answered)
        asyncio.run(_push_menu(told, name, wanted))
    except WrongMenu as wrong:
        sys.exit(f"This menu cannot be pushed:\n\n{wrong}")
    except CannotSend as refusal:
        sys.exit(f"WeChat does not take the menu: {type(refusal).__name__} {refusal}")
    console.print(f"{name} has a new menu. Phones show it within five minutes.")


@staff.command("reset")
def reset_password(login: Annotated[str, typer.Argument(help="The login of one who forgot.")]) -> None:
    """Print a new one-time password for a librarian; the old one stops working."""
    try:
        password = _with_staff(lambda people: people.reset(login))
    except WrongPassword:
        sys.exit(f"There is no login {login}.")
    console.print(f"{login} signs in at /desk with {password}, once, and then chooses a new one.")


Result = TypeVar("Result")


def _with_staff(deed: Callable[[Staff], Coroutine[None, None, Result]]) -> Result:
    async def do(settings: Settings) -> Result:
        async with open_staff(settings) as people:
            return await deed(people)

    logs.set_up("WARNING")
    return asyncio.run(do(load()))


def _run(deed: Coroutine[None, None, None]) -> None:
    """Until it is done, or somebody asks it to stop and it has put its things away."""

    async def stoppable() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, task.cancel if task else loop.stop)
        await deed

    # uvloop where there is one, as for `serve`.
    with suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(stoppable())


async def _demonstrate(settings: Settings, port: int) -> None:
    async with open_house(settings) as house:
        await stock(house.catalogue, house.shelf, settings.data_dir / "samples")
        await teach(house.knowledge)
        password = await demonstration.one_time_password(house.staff)
        newest = await house.catalogue.newest(1)
        welcome = _welcome(settings, password, newest[0].name if newest else "…")
        server = Server(create_app(house), port, welcome)
        async with asyncio.TaskGroup() as group:
            group.create_task(do_the_work(house))
            group.create_task(server.until_cancelled())


class Server(uvicorn.Server):
    """A web server that is one of several things in a program, and leaves the signals to it."""

    def __init__(self, application: ASGIApp, port: int, welcome: str) -> None:
        super().__init__(uvicorn.Config(application, demonstration.HOST, port, **UVICORN))
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


async def _work(settings: Settings) -> None:
    async with open_house(settings) as house:
        await do_the_work(house)


async def _import(settings: Settings, files: list[Path]) -> Report:
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("reading", total=len(files))

        def show(line: Line) -> None:
            bar.advance(task)
            words = f"{line.outcome:10}{line.path.name}  {line.words}"
            console.print(words, style=COLOURS[line.outcome], markup=False)

        async with open_house(settings) as house:
            return await import_files(files, house.catalogue, house.shelf, show)


async def _push_menu(settings: Settings, name: str, wanted: Menu) -> None:
    async with open_client(settings, name) as client:
        await client.menus.push(wanted)


async def _examine(told: Settings, reached: Settings) -> list[Finding]:
    return [finding async for finding in examine(told, reached)]


def _welcome(settings: Settings, password: str | None, title: str) -> str:
    here = settings.base_url
    login = f"as {demonstration.LOGIN}, password {password or 'the one you chose'}"
    return WELCOME.format(here=here, login=login, title=escape(title), data=settings.data_dir)


if __name__ == "__main__":
    main()

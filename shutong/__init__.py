"""The command line. Each command loads its own module when it is asked for: a whole house takes seconds."""

import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from config import logs
from config.loading import WrongSettings, load, load_for_serving
from config.local_server import CannotStart
from library.roles import Role

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
index = typer.Typer(no_args_is_help=True, help="What finds titles and passages on this machine.")
app.add_typer(index, name="index")
licences = typer.Typer(no_args_is_help=True, help="What the library may lend, and how much of it at once.")
app.add_typer(licences, name="licences")


def main() -> None:
    """Run a command; what a person can put right is said in words, without a traceback."""
    try:
        app()
    except (WrongSettings, CannotStart) as refusal:
        sys.exit(str(refusal))


@app.command()
def demo(port: Annotated[int | None, typer.Option(help="The first port to try.")] = None) -> None:
    """Everything on this machine: a sample library, a desk, a kiosk, and a pretend WeChat with phones."""
    told = load()
    told.data_dir.mkdir(parents=True, exist_ok=True)
    logs.set_up(told.log_level, told.data_dir / "shutong.log")
    _module("demonstration").demonstrate(told, port)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many processes.")] = 1,
) -> None:
    """Serve WeChat, patrons and librarians."""
    told = load_for_serving()
    logs.set_up(told.log_level)
    _module("serving").serve(told, host, port, workers)


@app.command()
def work() -> None:
    """Send what the outbox holds, and do what the clock and the queue ask for."""
    told = load_for_serving()
    logs.set_up(told.log_level)
    _module("working").work(told)


@app.command("import")
def import_books(  # noqa: PLR0913 - one command, many options
    paths: Annotated[list[Path] | None, typer.Argument(help="EPUB, PDF and text files, or folders.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only try them; keep nothing.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Read known files, too: what is found in them today is shown.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="With --check: a JSON object a line.")] = False,
    text: Annotated[bool, typer.Option("--text", help="With --json: the text as it would be read.")] = False,
    metadata: Annotated[
        Path | None,
        typer.Option(help="MARC, MARCXML or CSV: say more of titles that are here, license them."),
    ] = None,
    feed: Annotated[
        str | None, typer.Option(help="The address of an OPDS feed: take what it offers to everybody.")
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="With --feed: it is in our own network.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --metadata: write nothing.")] = False,
) -> None:
    """Take books into the library. Exit code 1 if a file or a record was refused."""
    logs.set_up("WARNING")
    if metadata and not paths:
        sys.exit(_module("describing").describe(load(), metadata, dry=dry_run, as_json=json))
    if feed and not paths and not metadata:
        sys.exit(_module("importing").import_feed(load(), feed, private=private))
    if not paths or metadata or feed or dry_run or (again and check):
        raise typer.BadParameter("files and folders, or --metadata with one file, or --feed with an address")
    if (json and not check) or (text and not json):
        raise typer.BadParameter("--text goes with --json, and --json with --check")
    if check:
        sys.exit(_module("trying").try_books(paths, as_json=json, with_text=text))
    sys.exit(_module("importing").import_books(load(), paths, again=again))


@app.command()
def check() -> None:
    """Say what is configured, which servers answer, and what is missing. Exit code 1 if something is."""
    told = load()
    logs.set_up("WARNING")
    sys.exit(_module("checking").check(told))


@staff.command("add")
def add_librarian(
    login: Annotated[str, typer.Argument(help="What she types to sign in.")],
    name: Annotated[str, typer.Option(help="What patrons and colleagues read.")],
    role: Annotated[Role, typer.Option(help="What she may do.")] = Role.LIBRARIAN,
) -> None:
    """Let a librarian sit at the desk, and print her one-time password."""
    told = load()
    logs.set_up("WARNING")
    _module("staffing").add(told, login, name, role)


@staff.command("reset")
def reset_password(login: Annotated[str, typer.Argument(help="The login of one who forgot.")]) -> None:
    """Print a new one-time password for a librarian; the old one stops working."""
    told = load()
    logs.set_up("WARNING")
    _module("staffing").reset(told, login)


@staff.command("forget-telephone")
def forget_telephone(
    login: Annotated[str, typer.Argument(help="The login of one whose codes fail.")],
) -> None:
    """Ask somebody for no code until she has set a telephone up again."""
    told = load()
    logs.set_up("WARNING")
    _module("staffing").forget_telephone(told, login)


@staff.command("role")
def appoint_librarian(
    login: Annotated[str, typer.Argument(help="Her login.")],
    role: Annotated[Role, typer.Argument(help="What she may do from now on.")],
) -> None:
    """Make somebody a librarian, a supervisor or an administrator."""
    told = load()
    logs.set_up("WARNING")
    _module("staffing").appoint(told, login, role)


@index.command()
def rebuild() -> None:
    """Make the search indexes of this machine anew, from MongoDB, while everything goes on."""
    _module("indexing").rebuild(load())


@licences.command("add")
def add_licence(
    title: Annotated[str, typer.Argument(help="The title's code, as it stands under its QR code.")],
    copies: Annotated[int, typer.Option(min=1, help="How many may be out at once.")] = 1,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it ends.")] = None,
    loans: Annotated[int | None, typer.Option(min=1, help="How many loans it gives in all.")] = None,
    venue: Annotated[str, typer.Option(help="The only place that hands it out.")] = "",
) -> None:
    """Lend a title from now on, as often as this licence allows. Without any, a title is open to all."""
    told = load()
    logs.set_up("WARNING")
    _module("licensing").add(told, title, copies=copies, until=until, loans=loans, venue=venue)


@licences.command("list")
def list_licences() -> None:
    """Show every licence: the title's code, its own number, its terms, the title."""
    told = load()
    logs.set_up("WARNING")
    _module("licensing").show(told)


@licences.command("end")
def end_licence(
    title: Annotated[str, typer.Argument(help="The title's code.")],
    licence: Annotated[str, typer.Argument(help="The licence's number, as `list` shows it.")],
) -> None:
    """Lend no more from a licence; loans that are out go on to their ends."""
    told = load()
    logs.set_up("WARNING")
    _module("licensing").end(told, title, licence)


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
    _module("menus").push(told, name, file)


def _module(name: str) -> ModuleType:
    return import_module(f"shutong.{name}")

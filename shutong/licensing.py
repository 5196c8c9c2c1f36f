"""`shutong licences`: what the library may lend, and how much of it at once."""

import sys
from collections.abc import Awaitable, Callable
from datetime import datetime

from rich.markup import escape

from config.licensing import Licences, open_licences
from config.settings import Settings
from ebooks.lending.licences import Licence
from ebooks.titles import NoSuchTitle, read_code
from library.clock import utc_now
from library.identity import new_id
from shutong.terminal import Result, console, run

PAGE = 200


def add(
    told: Settings, code: str, *, copies: int, until: datetime | None, loans: int | None, venue: str
) -> None:
    licence = Licence(
        id=new_id(),
        added_at=utc_now(),
        copies=copies,
        until=until and until.astimezone(),
        loans_left=loans,
        venue=venue,
    )

    async def do(licences: Licences) -> str:
        title = await licences.titles.find(read_code(code) or "")
        if title is None:
            raise NoSuchTitle(code)
        await licences.licensing.add(title.id, licence)
        return title.name

    try:
        name = _with_licences(told, do)
    except NoSuchTitle:
        sys.exit(f"There is no title {code}. Its code stands on its page and under its QR code.")
    console.print(f"《{escape(name)}》 is lent from now on: {_terms(licence)}. Its licence is {licence.id}.")


def end(told: Settings, code: str, licence_id: str) -> None:
    async def do(licences: Licences) -> bool:
        title_id = read_code(code) or ""
        known = any(one.id == licence_id for one in await licences.licensing.of(title_id))
        if known:
            await licences.licensing.end(title_id, licence_id)
        return known

    if not _with_licences(told, do):
        sys.exit(f"The title {code} has no licence {licence_id}. `shutong licences list` shows them.")
    console.print("No more loans from it. Those that are out go on to their ends.")


def show(told: Settings) -> None:
    _with_licences(told, _show)


async def _show(licences: Licences) -> None:
    offset = 0
    while page := await licences.licensing.page(limit=PAGE, offset=offset):
        names = {title.id: title.name for title in await licences.titles.find_all(list(page))}
        for title_id, those in page.items():
            for one in those:
                console.print(f"{title_id}  {one.id}  {_terms(one)}  {escape(names.get(title_id, ''))}")
        offset += PAGE


def _terms(licence: Licence) -> str:
    terms = [f"{licence.copies} at once"]
    if licence.until:
        terms.append(f"until {licence.until.astimezone():%Y-%m-%d}")
    if licence.loans_left is not None:
        terms.append(f"{licence.loans_left} loans left")
    if licence.venue:
        terms.append(f"only at {licence.venue}")
    return ", ".join(terms)


def _with_licences(settings: Settings, deed: Callable[[Licences], Awaitable[Result]]) -> Result:
    async def do() -> Result:
        async with open_licences(settings) as licences:
            return await deed(licences)

    return run(do())

"""`shutong menu`: what patrons may tap below the chat."""

import sys
from pathlib import Path

from bot.wechat.errors import CannotSend
from bot.wechat.menus import Menu, WrongMenu, check, read
from config.check import OutOfReach
from config.settings import Settings
from config.wiring import open_client
from handlers.menu import is_answered, menu
from shutong.terminal import console, run


def push(told: Settings, account: str, file: Path | None) -> None:
    try:
        wanted = read(file) if file else menu()
        check(wanted, is_answered)
        run(_push(told, account, wanted), away=OutOfReach)
    except WrongMenu as wrong:
        sys.exit(f"This menu cannot be pushed:\n\n{wrong}")
    except CannotSend as refusal:
        sys.exit(f"WeChat does not take the menu: {type(refusal).__name__} {refusal}")
    console.print(f"{account} has a new menu. Phones show it within five minutes.")


async def _push(settings: Settings, account: str, wanted: Menu) -> None:
    async with open_client(settings, account) as client:
        await client.menus.push(wanted)

"""An account's menu: read from a file, held against WeChat's limits, and pushed."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.wechat.calls import Calls

Button = dict[str, Any]
Menu = dict[str, Any]
"""WeChat's own JSON, `{"button": […]}`; `conditional` holds personalised menus, each with a `matchrule`."""

MOST, MOST_BELOW = 3, 5
NAME_BYTES, NAME_BYTES_BELOW = 16, 60
KEY_BYTES, URL_BYTES = 128, 1024
PAGES = "view"
WITH_KEY = {
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin",
    "location_select",
}  # fmt: skip
HANDLED = {"click", "scancode_waitmsg"}
MATCHED_BY = {"tag_id", "client_platform_type"}  # WeChat withdrew sex, region and language (65320)


class WrongMenu(Exception):
    """The menu would be refused, or an entry of it would do nothing; `problems` says each, with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(path: Path) -> Menu:
    """The menu in a TOML file. An entry with a `key` is a tap, one with a `url` a page. Raises WrongMenu."""
    try:
        menu = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise WrongMenu([f"{path}: {wrong}"]) from wrong
    for one in (menu, *menu.get("conditional", [])):
        for button in one.get("button", []):
            for entry in button.get("sub_button") or [button]:
                entry.setdefault("type", PAGES if "url" in entry else "click")
    return menu


def check(menu: Menu, is_answered: Callable[[Button], bool]) -> None:
    """Raises WrongMenu. `is_answered` says whether a tap on an entry does something."""
    problems = list(_problems("", menu, is_answered))
    for count, personal in enumerate(menu.get("conditional", []), 1):
        problems += _problems(f"conditional {count}: ", personal, is_answered)
        problems += _unmatched(f"conditional {count}: ", personal.get("matchrule", {}))
    if problems:
        raise WrongMenu(problems)


def _unmatched(where: str, rule: dict[str, str]) -> Iterator[str]:
    if not rule or not rule.keys() <= MATCHED_BY:
        yield f"{where}matchrule holds {', '.join(rule) or 'nothing'}, not {' or '.join(sorted(MATCHED_BY))}"


def _problems(where: str, menu: Menu, is_answered: Callable[[Button], bool]) -> Iterator[str]:
    buttons = menu.get("button", [])
    if not 1 <= len(buttons) <= MOST:
        yield f"{where}{len(buttons)} entries, where WeChat takes 1 to {MOST}"
    for button in buttons:
        name = f"{where}{button.get('name', '')!r}"
        yield from _misnamed(name, button, NAME_BYTES)
        below = button.get("sub_button", [])
        if len(below) > MOST_BELOW:
            yield f"{name}: {len(below)} entries below it, where WeChat takes {MOST_BELOW}"
        for entry in below:
            yield from _misnamed(f"{name} › {entry.get('name', '')!r}", entry, NAME_BYTES_BELOW)
            yield from _wrong_deed(f"{name} › {entry.get('name', '')!r}", entry, is_answered)
        if not below:
            yield from _wrong_deed(name, button, is_answered)


def _misnamed(where: str, button: Button, most: int) -> Iterator[str]:
    if not 1 <= (size := len(str(button.get("name", "")).encode())) <= most:
        yield f"{where}: its name has {size} bytes, where WeChat takes 1 to {most}"


def _wrong_deed(where: str, button: Button, is_answered: Callable[[Button], bool]) -> Iterator[str]:
    kind = button.get("type")
    if kind == PAGES:
        yield from _wrong_url(where, str(button.get("url", "")))
    elif kind not in WITH_KEY:
        yield f"{where}: its type {kind!r} is none we know"
    elif not 1 <= (size := len(str(button.get("key", "")).encode())) <= KEY_BYTES:
        yield f"{where}: its key has {size} bytes, where WeChat takes 1 to {KEY_BYTES}"
    elif kind in HANDLED and not is_answered(button):
        yield f"{where}: nobody answers its key {button['key']!r}"


def _wrong_url(where: str, url: str) -> Iterator[str]:
    if not url.startswith(("http://", "https://")):
        yield f"{where}: its url {url!r} is no web address"
    elif (size := len(url.encode())) > URL_BYTES:
        yield f"{where}: its url has {size} bytes, where WeChat takes {URL_BYTES}"


class Menus:
    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def push(self, menu: Menu) -> None:
        """Replace the account's menu and its personalised ones; phones show it within five minutes."""
        await self._calls.post("/cgi-bin/menu/create", {"button": menu["button"]})
        shown = await self._calls.get("/cgi-bin/menu/get")
        for old in shown.get("conditionalmenu", []):
            await self._calls.post("/cgi-bin/menu/delconditional", {"menuid": old["menuid"]})
        for personal in menu.get("conditional", []):
            await self._calls.post("/cgi-bin/menu/addconditional", personal)

"""The account's menu, in WeChat's own JSON; every key in it has a handler."""

from typing import Any

from bot.conversation import Conversation
from bot.messages import Barcode, Tap
from bot.router import Turn
from handlers import root
from language.translation import _

NOBODY: Any = {"account": "", "openid": "", "to": "", "key": "", "sent_at": 0}


def menu() -> dict[str, Any]:
    """3 entries at most, 5 below each; names of 16 bytes, 60 below (WeChat's limits)."""
    reading = [_tap(_("继续读"), "CONTINUE"), _tap(_("我的书架"), "SHELF"), _tap(_("找书"), "SEARCH")]
    return {
        "button": [
            {"name": _("读书"), "sub_button": reading},
            _tap(_("问馆员"), "ASK"),
            _tap(_("帮助"), "HELP"),
        ]
    }


def is_answered(button: dict[str, Any]) -> bool:
    """Whether some handler waits for this very entry."""
    key, scans = button["key"], button["type"] == "scancode_waitmsg"
    message = Barcode(**NOBODY, menu_key=key, kind="", content="") if scans else Tap(**NOBODY, menu_key=key)
    route = root.match(Turn(message, Conversation()))
    return route is not None and bool(route.filters)


def _tap(name: str, key: str) -> dict[str, str]:
    return {"type": "click", "name": name, "key": key}

"""The account's menu, in WeChat's own JSON; every key in it has a handler."""

from typing import Any

from language.translation import _


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


def _tap(name: str, key: str) -> dict[str, str]:
    return {"type": "click", "name": name, "key": key}

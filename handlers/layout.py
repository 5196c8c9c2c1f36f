"""How facts are laid out in a chat bubble."""

from collections.abc import Iterable

from bot.bubbles import BUBBLE_BYTES
from bot.replies import Say, say
from language.translation import _
from reader.places import Page

SPARE = 20  # bytes kept free, since WeChat's limit is measured by others, not documented
AN_HOUR_AND_A_HALF = 90  # minutes; from here on people think in hours
BAR = 10  # squares of a progress bar


def instalment(page: Page) -> Say:
    """An instalment under its chapter's name, with what to say next; always one bubble."""
    foot = _("全书完 🎉") if page.is_last else _("回复「继续」· 已读 {percent}%").format(percent=page.percent)
    place = f"（{page.number}/{page.of}）"
    room = BUBBLE_BYTES - SPARE - len(f"{place}\n\n{page.text}\n\n{foot}".encode())
    return say("{head}{place}\n\n{text}\n\n{foot}", head=shorten(page.chapter_name or page.title_name, room),
               place=place, text=page.text, foot=foot)  # fmt: skip


def shorten(text: str, limit: int) -> str:
    """The text within `limit` bytes of UTF-8, with "…" where something was left out."""
    if len(text.encode()) <= limit:
        return text
    return text.encode()[: max(0, limit - len("…".encode()))].decode(errors="ignore") + "…"


def lines(items: Iterable[str]) -> str:
    """Numbered from 1, a line each."""
    return "\n".join(f"{count}. {item}" for count, item in enumerate(items, 1))


def span(minutes: int) -> str:
    """How long something takes, as one would say it."""
    if minutes < AN_HOUR_AND_A_HALF:
        return _("{n} 分钟").format(n=max(1, minutes))
    return _("{n} 小时").format(n=round(minutes / 60))


def called(alias: str) -> str:
    """An alias as other patrons read it; librarians read it as it is."""
    return _("读者 {letters}").format(letters=alias.split()[-1])


def bar(percent: int) -> str:
    filled = percent * BAR // 100
    return "■" * filled + "□" * (BAR - filled)

"""Pages handed out together: one is a bubble, more are a card that opens exactly these."""

from bot.replies import Card, Reply
from handlers.layout import instalment, shorten, span
from handlers.links import Links
from language.translation import _
from reader.pace import Amount, Pace, whole_minutes
from reader.places import Portion

OPENING = 90  # bytes of its first words on a card


class Portions:
    def __init__(self, links: Links) -> None:
        self._links = links

    def reply(self, patron: str, portion: Portion, pace: Pace | None = None) -> Reply:
        """With a measured pace, how long it takes her."""
        first, count = portion.pages[0], len(portion.pages)
        if count == 1:
            return instalment(first)
        return Card(
            title=_("《{title}》接下来的 {count} 段").format(
                title=shorten(first.title_name, 60), count=count
            ),
            description=f"{_time(portion, pace or Pace())}\n{shorten(first.text, OPENING)}",
            url=self._links.portion(patron, portion.pages),
            picture_url=self._links.cover(first.title_id),
        )


def _time(portion: Portion, pace: Pace) -> str:
    amount = sum((Amount.of(page.text) for page in portion.pages), Amount())
    takes = _("大约 {span}").format(span=span(whole_minutes(pace.minutes(amount))))
    if not pace.is_measured:
        return takes
    if amount.words > amount.han:
        return takes + _("（按您每分钟约 {n} 词）").format(n=round(pace.words_a_minute, -1))
    return takes + _("（按您每分钟约 {n} 字）").format(n=round(pace.han_a_minute, -1))

"""What a patron reads when a title comes to her by itself."""

from dataclasses import dataclass

from bot.replies import Card, Say, say
from handlers import plan_days
from handlers.layout import instalment
from handlers.links import Links
from handlers.schedules import occasion
from language.translation import _
from reader.delivery import Delivery
from reader.places import Page, Portion
from reader.planned import Handed
from reader.refusals import BookFinished, CannotRead, NeedsLoan, NoSuchPlan, NotAMember, PlanFinished

OPENING = 40  # characters under a card's title


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """As few messages as possible.

    Where none may be sent, a notice says `headline` and opens `page`; else they wait for her to write, and
    then begin with `waited`. Where the line broke while one was sent, she reads `doubt` when she writes.
    """

    replies: tuple[Say | Card, ...]
    headline: str = ""
    page: str = ""
    waited: str = ""
    doubt: str = ""


class Mornings:
    """The words of deliveries."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def letter(self, delivery: Delivery, given: Portion | Handed | CannotRead) -> Letter:
        """An instalment is one bubble; a longer portion its first and a card that opens all of it."""
        if isinstance(given, NotAMember | NoSuchPlan):  # she has just left
            return Letter(replies=())
        if isinstance(given, CannotRead):
            return Letter(replies=(self._over(given),))
        if isinstance(given, Handed):
            return self._day(delivery, given)
        first, page = given.pages[0], self._links.portion(delivery.patron, given.pages)
        replies: list[Say | Card] = [instalment(first)]
        if len(given.pages) > 1:
            replies.append(self._card(given, page))
        if given.page.is_last:
            replies.append(_congratulation(first.title_name))
        headline = _("《{title}》今天的一段").format(title=first.title_name)
        return Letter(
            replies=tuple(replies),
            headline=headline,
            page=page,
            waited=_waited(delivery),
            doubt=_doubt(first.title_name, page),
        )

    def _day(self, delivery: Delivery, handed: Handed) -> Letter:
        page = self._links.portion(delivery.patron, handed.portion.pages)
        return Letter(
            replies=(plan_days.day(handed, delivery.patron, self._links),),
            headline=plan_days.headline(handed),
            page=page,
            waited=_waited(delivery),
            doubt=_doubt(handed.portion.page.title_name, page),
        )

    def _over(self, refusal: CannotRead) -> Say | Card:
        if isinstance(refusal, PlanFinished):
            return plan_days.finished(refusal.course, self._links)
        return _over(refusal)

    def _card(self, portion: Portion, page: str) -> Card:
        first, count = portion.pages[0], len(portion.pages)
        return Card(
            title=_("《{title}》今天的 {count} 段").format(title=first.title_name, count=count),
            description=_opening(portion.pages[1]),
            url=page,
            picture_url=self._links.cover(first.title_id),
        )


def _waited(delivery: Delivery) -> str:
    """It may be read days later, so it says which morning's it is."""
    if delivery.next_due is None:
        return ""
    return _("{day}的一段在这里等您 👇").format(day=occasion(delivery.next_due, delivery.schedule))


def _doubt(title: str, page: str) -> str:
    """The place has moved on and nobody sends that again unasked, so the text must not be out of reach."""
    words = _("《{title}》有一段，发给您时断了线，不知道您收到没有。没收到的话，点这里看：{page}")
    return words.format(title=title, page=page)


def _opening(page: Page) -> str:
    return page.text if len(page.text) <= OPENING else page.text[:OPENING] + "…"


def _over(refusal: CannotRead) -> Say:
    if isinstance(refusal, BookFinished):
        return _congratulation(refusal.title_name)
    if isinstance(refusal, NeedsLoan):
        return say(
            _(
                "《{title}》要借了才能读，现在不在您手里，送书先停一停，读到的地方替您留着。\n"
                "回复「借《{title}》」，借到以后回复「恢复送书」，从停的地方接着送。"
            ),
            title=refusal.title_name,
        )
    return say(_("您每天读的那本书暂时读不了，先不发了。回复「找书」挑一本别的。"))


def _congratulation(title: str) -> Say:
    return say(_("🎉 恭喜，您把《{title}》读完了！每天的送书就到这里。回复「找书」挑下一本。"), title=title)

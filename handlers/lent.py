"""What a patron is told of what she has borrowed, and of what she waits for."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.outbox import Post
from bot.replies import Say, say
from ebooks.lending.notices import Kind, Notice
from ebooks.titles import Title
from handlers.layout import shorten
from handlers.links import Links
from handlers.schedules import hour
from language.translation import _, later
from reader.days import HERE

NAME = 90  # bytes
NEWS = {
    Kind.READY: later(
        "您等的《{title}》到了，替您留到{until}。\n回复「借《{title}》」就是您的；不想要了，回复「取消预约《{title}》」。"
    ),
    Kind.LAPSED: later(
        "《{title}》替您留到了期限，先让给下一位读者了。\n还想看，回复「预约《{title}》」再排一次。"
    ),
    Kind.ENDING: later(
        "《{title}》借到{until}，到时自动归还，不用您操心。\n没读完，回复「续借《{title}》」。"
    ),
    Kind.ENDED: later("《{title}》到期了，已经自动归还。\n还想读，回复「借《{title}》」。"),
}
HEADLINES = {Kind.READY: later("您等的《{title}》到了"), Kind.ENDING: later("《{title}》快到期了")}


class Announcements:
    def __init__(self, links: Links) -> None:
        self._links = links

    def of(self, notice: Notice, title: Title) -> Post:
        """What she must not miss may go as a notice or wait for her; the rest is said now or never."""
        headline = _(HEADLINES[notice.kind]).format(title=title.name) if notice.kind in HEADLINES else ""
        return Post(
            patron=notice.patron,
            reply=_words(notice, title),
            key=notice.key,
            headline=headline,
            page=self._links.title(title.id) if headline else "",
            passing=not headline,
        )


def _words(notice: Notice, title: Title) -> Say:
    return say(_(NEWS[notice.kind]), title=shorten(title.name, NAME), until=until(notice.until))


def until(moment: datetime) -> str:
    """12月14日晚上8:05, by the library's clock."""
    here = moment.astimezone(ZoneInfo(HERE))
    return _("{month}月{day}日{hour}").format(month=here.month, day=here.day, hour=hour(here.time()))

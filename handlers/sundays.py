"""What a patron reads on Sunday evening."""

from bot.replies import Say, say
from handlers.layout import shorten, span
from language.translation import _, later
from reader.weeks import Week

NAMED = 3  # books
KIND = (
    later("慢慢读，日子就长了。"),
    later("书在，我也在，下周见。"),
    later("读多读少都好，翻开就好。"),
    later("这一周辛苦了，早些休息。"),
    later("好书不赶路，您也不用赶。"),
)


def summary(week: Week) -> Say:
    """A few lines; the kind one is another each week."""
    books = "".join(f"《{shorten(name, 60)}》" for name in week.books[:NAMED])
    more = _("等 {n} 本").format(n=len(week.books)) if len(week.books) > NAMED else ""
    return say(
        _("📖 这一周您读了 {days} 天、{count} 段，大约 {span}：{books}{more}{row}\n\n"
          "{kind}\n（不想收到，回复「不要周报」）"),
        days=week.days, count=week.instalments, span=span(week.minutes), books=books, more=more,
        row=_row(week), kind=_(KIND[week.monday.toordinal() // 7 % len(KIND)]),
    )  # fmt: skip


def _row(week: Week) -> str:
    kept = week.streak
    if kept.weeks > 1:
        return _("\n已经连着 {n} 周了 🌿").format(n=kept.weeks)
    return _("\n已经连着 {n} 天了 🌿").format(n=kept.days) if kept.days > 1 else ""

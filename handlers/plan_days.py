"""What a patron reads on a day of her plan, and on its last."""

from bot.replies import Card, Say
from handlers.layout import called, shorten
from handlers.links import Links
from language.translation import _, language
from library.patrons import alias
from reader.certificates import Certificate
from reader.days import HERE, local_day
from reader.planned import Course, Handed

NAME = 60  # bytes of a plan's name in a line


def day(handed: Handed, patron: str, links: Links) -> Say:
    """The day's number, the librarian's note and the first instalment; a longer portion goes on on a page."""
    first, pages = handed.portion.pages[0], handed.portion.pages
    head = _("📖 {plan} · 第 {n}/{of} 天").format(
        plan=shorten(handed.plan.name, NAME), n=handed.number, of=len(handed.plan.days)
    )
    if handed.again:
        head += "\n" + _("（这一天还等着您，慢慢来）")
    note = "\n" + _("馆员的话：{note}").format(note=handed.day.note) if handed.day.note else ""
    place = f"《{shorten(first.title_name, NAME)}》{shorten(first.chapter_name, NAME)}"
    foot = _foot(len(pages), links.portion(patron, pages))
    return Say(f"{head}{note}\n\n{place}\n\n{first.text}\n\n{foot}")


def _foot(count: int, page: str) -> str:
    if count == 1:
        return _("读完请回复「读完了」。")
    return _('今天共 {count} 段，<a href="{page}">点这里接着读</a>。读完请回复「读完了」。').format(
        count=count, page=page
    )


def headline(handed: Handed) -> str:
    """For a notice, where no message may be sent."""
    return _("《{plan}》第 {n} 天").format(plan=handed.plan.name, n=handed.number)


def finished(course: Course, links: Links) -> Card:
    """With a certificate, which opens as a picture to keep."""
    page = links.certificate(_certificate(course, links.library))
    return Card(
        title=_("🎓 恭喜，您读完了「{plan}」").format(plan=shorten(course.plan.name, NAME)),
        description=_("{n} 天，一天不少。点开看您的阅读证书，长按保存。回复「读书计划」挑下一个。").format(
            n=len(course.plan.days)
        ),
        url=page,
        picture_url=f"{page}.png",
    )


def _certificate(course: Course, library: str) -> Certificate:
    membership = course.membership
    ended = membership.finished_at or membership.joined_at
    first, last = local_day(membership.joined_at, HERE), local_day(ended, HERE)
    return Certificate(
        plan=course.plan.name,
        name=called(alias(membership.patron)),
        days=(last - first).days + 1,
        titles=course.plan.titles,
        date=last,
        library=library,
        language=language(),
    )

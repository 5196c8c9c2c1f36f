"""Joining a reading plan: which one, alone or with friends, and at what hour."""

from collections.abc import Sequence
from datetime import time

from bot.conversation import Conversation
from bot.filters import at, free_words, means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, choice, intent
from handlers import plan_days
from handlers.layout import lines, shorten
from handlers.links import Links
from handlers.reference import CANCEL
from handlers.schedules import hour
from language.clock_words import read as read_clock
from language.numerals import number
from language.translation import _, later
from reader.diary import Diary
from reader.groups import Groups
from reader.planned import Course, Plan
from reader.plans import Plans
from reader.refusals import CannotPlan, NoSuchGroup, PlanFinished
from reader.schedule import Schedule
from reader.shelf import Shelf

router = Router()

COUNT = "[0-9零一二两三四五六七八九十]{1,3}"
PLAN, CODE = "(?P<plan>[0-9a-z]{26})", "(?P<code>[2-9a-hj-km-np-tv-z]{6})"
ENTER = r"(?:我?[要想]?(?:要|来)?)(?:加入|参加|报名)(?:参加)?(?:读书|阅读|共读)?(?:计划|小组|群)?"

PLANS = intent(
    "plans", "看看有哪些读书计划", "读书计划", "计划", "阅读计划", "共读计划", "共读", "有什么计划",
    "有哪些计划", "有什么读书计划", "有哪些读书计划", "看看读书计划", "21天读书计划", "二十一天读书计划",
    "馆员推荐的计划", "图书馆的读书计划", "最近有什么读书计划", "reading plan", "reading plans", "plans",
    "show reading plans", "унших төлөвлөгөө", "уншлагын төлөвлөгөө", "төлөвлөгөө", "ямар төлөвлөгөө байна",
)  # fmt: skip
JOIN = intent(
    "join_plan", "加入一个读书计划", "加入", "加入计划", "加入读书计划", "参加读书计划", "参加计划",
    "报名读书计划", "我想参加读书计划", "我要加入读书计划", "怎么加入读书计划", "加入小组", "加入读书小组",
    "join a plan", "join plan", "join a reading plan", "join a group", "join", "төлөвлөгөөнд нэгдэх",
    "бүлэгт нэгдэх", "нэгдэх",
    patterns=[
        rf"{ENTER} ?{PLAN}",
        rf"{ENTER} ?第? ?(?P<number>{COUNT}) ?[个号]?(?:计划)?",
        rf"{ENTER}[ :]*{CODE}",
        rf"join(?: the)?(?: group| plan)? (?:{CODE}|(?P<number>[0-9]{{1,2}}))",
        rf"{CODE} (?:бүлэгт )?нэгд\w+",
        rf"(?:бүлэгт )?нэгд\w+ (?:{CODE}|(?P<number>[0-9]{{1,2}}))",
    ],
)  # fmt: skip

ASKED = "planning:hour"
HOURS = (later("早上7:30"), later("中午12:30"), later("晚上8:00"), later("晚上9:30"))
NAME = 90  # bytes


@router.on(means(PLANS))
async def show_plans(_words: Text, conversation: Conversation, plans: Plans) -> Reply:
    return await _open(conversation, plans)


async def _open(conversation: Conversation, plans: Plans) -> Reply:
    found = await plans.open()
    if not found:
        return say(_("现在没有开放的读书计划，馆员正在准备。回复「找书」先挑一本书读。"))
    conversation.offer(*(f"加入 {plan.id}" for plan in found))
    return say(
        _("📅 读书计划：\n{plans}\n\n回复数字加入。朋友给过您小组码，就回复「加入」加小组码。"),
        plans=lines(map(_one_line, found)),
    )


def _one_line(plan: Plan) -> str:
    about = shorten(plan.introduction.replace("\n", " "), 150)
    days = _("{name}（{n} 天）").format(name=shorten(plan.name, NAME), n=len(plan.days))
    return f"{days}\n   {about}" if about else days


@router.on(means(JOIN))
async def choose(
    _words: Text, meaning: Meaning, conversation: Conversation, plans: Plans, groups: Groups
) -> Reply:
    """Which plan it is; the hour is asked next."""
    slots = meaning.slots
    if code := slots.get("code"):
        try:
            group = await groups.get(code)
        except NoSuchGroup:
            return say(_("没有小组码 {code}。请照朋友发的再抄一遍，六个字。"), code=code.upper())
        return _ask_hour(group.plan, conversation, group=group.code)
    found = {plan.id: plan for plan in await plans.open()}
    plan = found.get(slots.get("plan", "").upper())
    if "number" in slots:
        plan = _nth(tuple(found.values()), number(slots["number"]) or 0)
    return _ask_hour(plan, conversation) if plan else await _open(conversation, plans)


def _nth(plans: tuple[Plan, ...], count: int) -> Plan | None:
    return plans[count - 1] if 1 <= count <= len(plans) else None


def _ask_hour(plan: Plan, conversation: Conversation, *, group: str = "") -> Reply:
    conversation.goto(ASKED, plan=plan.id, group=group)
    together = _("（和小组 {code} 一起）").format(code=group) if group else ""
    titles = "".join(f"《{title}》" for title in plan.titles)
    return say(
        _("{name}{together}\n{about}\n{n} 天读{titles}\n\n"
          "每天几点送来？回复数字，或直接写时间，例如「晚上9点」。\n{hours}\n不参加了就回复「取消」。"),
        name=shorten(plan.name, NAME), together=together, about=shorten(plan.introduction, 600),
        n=len(plan.days), titles=shorten(titles, 300), hours=lines(map(_, HOURS)),
    )  # fmt: skip


@router.on(at(ASKED), means(CANCEL))
def not_joining(_words: Text, conversation: Conversation) -> Reply:
    conversation.end()
    return say(_("好的，不参加了。想看时再回复「读书计划」。"))


@router.on(at(ASKED), free_words)
async def join_at(
    words: Text,
    conversation: Conversation,
    plans: Plans,
    groups: Groups,
    diary: Diary,
    links: Links,
    shelf: Shelf,
) -> Reply:
    when = _hour(words.content)
    if when is None:
        return say(_("没听懂是几点。请回复数字，或写「晚上9点」这样的时间；不参加了就回复「取消」。"))
    plan_id, code = conversation.notes["plan"], conversation.notes["group"]
    conversation.end()
    schedule = Schedule(at=when, timezone=await diary.timezone(words.patron))
    try:
        course = await (
            groups.join(words.patron, code, schedule) if code else plans.join(words.patron, plan_id, schedule)
        )
    except PlanFinished as finished:
        return plan_days.finished(finished.course, links)
    except CannotPlan:
        return say(_("这个计划刚刚收起来了。回复「读书计划」看看别的。"))
    return _joined(course, schedule, await _to_borrow(words.patron, course.plan, shelf))


def _hour(said: str) -> time | None:
    count = choice(said)
    if count and count <= len(HOURS):
        return read_clock(HOURS[count - 1]).at
    return read_clock(said).at or (read_clock(f"{count}点").at if count else None)


async def _to_borrow(patron: str, plan: Plan, shelf: Shelf) -> tuple[str, ...]:
    """The titles of a plan that she has yet to borrow."""
    titles = {day.title_id: day.title_name for day in plan.days}
    return tuple([name for one, name in titles.items() if not await shelf.may_read(patron, one)])


def _joined(course: Course, schedule: Schedule, to_borrow: Sequence[str]) -> Reply:
    titles = "".join(f"《{title}》" for title in to_borrow)
    borrow = (
        _("\n{titles}要先借到才读得了：回复「借」加书名。").format(titles=shorten(titles, 300))
        if titles
        else ""
    )
    return say(
        _("🎉 您加入了《{name}》，从第 {n} 天开始，每天{hour}送到这里。\n"
          "读完一天就回复「读完了」，漏下的日子会等您。\n"
          "现在就想读，回复「今天的计划」；想和朋友一起，回复「一起读」。{borrow}"),
        name=shorten(course.plan.name, NAME), n=course.number, hour=hour(schedule.at), borrow=borrow,
    )  # fmt: skip

"""Reading plans: choosing one, keeping it day by day, and reading it together."""

from datetime import time

from bot.conversation import Conversation
from bot.filters import at, free_words, means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, choice, intent
from handlers import plan_days
from handlers.layout import bar, called, lines, shorten
from handlers.links import Links
from handlers.reference import CANCEL
from handlers.schedules import hour
from language.clock_words import read as read_clock
from language.numerals import number
from language.translation import _, later
from reader.diary import Diary
from reader.groups import Groups, Standing
from reader.planned import Course, Plan
from reader.plans import Plans
from reader.refusals import (
    CannotPlan,
    NoSuchGroup,
    NotAMember,
    NothingHandedOut,
    NotReadable,
    PlanFinished,
)
from reader.schedule import Schedule

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
    "join_plan", "加入一个读书计划", "加入计划", "加入读书计划", "参加读书计划", "参加计划", "报名读书计划",
    "我想参加读书计划", "我要加入读书计划", "怎么加入读书计划", "加入小组", "加入读书小组", "join a plan",
    "join plan", "join a reading plan", "join a group", "join", "төлөвлөгөөнд нэгдэх", "бүлэгт нэгдэх",
    "нэгдэх",
    patterns=[
        rf"{ENTER} ?{PLAN}",
        rf"{ENTER} ?第? ?(?P<number>{COUNT}) ?[个号]?(?:计划)?",
        rf"{ENTER}[ :]*{CODE}",
        rf"join(?: the)?(?: group| plan)? (?:{CODE}|(?P<number>[0-9]{{1,2}}))",
        rf"{CODE} (?:бүлэгт )?нэгд\w+",
        rf"(?:бүлэгт )?нэгд\w+ (?:{CODE}|(?P<number>[0-9]{{1,2}}))",
    ],
)  # fmt: skip
TOGETHER = intent(
    "read_together", "和朋友一起读", "一起读", "建群", "建个群", "建小组", "建一个小组", "建读书小组",
    "建一个读书小组", "和朋友一起读", "邀请朋友", "邀请好友", "邀请朋友一起读", "组队", "组队读书", "邀请码",
    "我的邀请码", "小组邀请码", "拉朋友一起读", "start a group", "create a group", "read together",
    "invite friends", "invite my friends", "хамт унших", "хамтдаа унших", "бүлэг үүсгэх", "найзаа урих",
)  # fmt: skip
MINE = intent(
    "my_plans", "看我的读书计划", "我的计划", "我的读书计划", "计划进度", "读书计划进度", "我的计划进度",
    "计划到第几天了", "计划读到第几天了", "我参加的计划", "我加入的计划", "我的小组", "小组进度", "我们小组",
    "小组读得怎么样", "小组读到哪了", "我们组读得怎么样了", "大家读到第几天了", "my plan", "my plans",
    "my reading plan", "plan progress", "my group", "how is my group doing", "миний төлөвлөгөө",
    "төлөвлөгөөний явц", "манай бүлэг",
)  # fmt: skip
TODAY = intent(
    "plan_today", "读计划今天的一段", "今天的计划", "今日计划", "今天计划读什么", "计划今天读什么",
    "今天的读书计划", "今日读书计划", "今天的任务", "今日任务", "今天的读书任务", "计划的下一天", "下一天",
    "读下一天", "再读一天", "多读一天", "明天的也读了", "today's plan", "plan for today", "next day",
    "next day of the plan", "өнөөдрийн төлөвлөгөө", "дараагийн өдөр",
    patterns=[rf"今天的计划 {PLAN}"],
)  # fmt: skip
READ = intent(
    "plan_read", "今天的计划读完了", "读完了", "今天读完了", "今天的读完了", "今天的计划读完了", "我读完了",
    "都读完了", "看完了", "今天看完了", "今天的看完了", "今天的任务完成了", "完成今天的计划", "今日完成",
    "今天完成了", "今天的完成了", "done for today", "i have read it", "finished today's reading",
    "finished for today", "уншиж дууслаа", "өнөөдрийнхийг уншлаа",
    patterns=[rf"读完了 {PLAN}"],
)  # fmt: skip
LEAVE = intent(
    "leave_plan", "退出读书计划", "退出计划", "退出读书计划", "退出我的计划", "不参加计划了",
    "不读这个计划了", "不想参加计划了", "退出小组", "退出读书小组", "取消计划", "取消读书计划",
    "leave the plan", "leave plan", "quit the plan", "leave the group", "төлөвлөгөөнөөс гарах",
    "бүлгээс гарах",
    patterns=[rf"(?P<sure>确定)?退出计划 {PLAN}"],
    careful=True,
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
    words: Text, conversation: Conversation, plans: Plans, groups: Groups, diary: Diary, links: Links
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
    return _joined(course, schedule)


def _hour(said: str) -> time | None:
    count = choice(said)
    if count and count <= len(HOURS):
        return read_clock(HOURS[count - 1]).at
    return read_clock(said).at or (read_clock(f"{count}点").at if count else None)


def _joined(course: Course, schedule: Schedule) -> Reply:
    return say(
        _("🎉 您加入了《{name}》，从第 {n} 天开始，每天{hour}送到这里。\n"
          "读完一天就回复「读完了」，漏下的日子会等您。\n"
          "现在就想读，回复「今天的计划」；想和朋友一起，回复「一起读」。"),
        name=shorten(course.plan.name, NAME), n=course.number, hour=hour(schedule.at),
    )  # fmt: skip


@router.on(means(MINE))
async def show_mine(words: Text, conversation: Conversation, plans: Plans, groups: Groups) -> Reply:
    mine = await plans.mine(words.patron)
    if not mine:
        return _no_plan()
    conversation.offer(*(f"今天的计划 {course.plan.id}" for course in mine))
    told = [_progress(course) + await _together(course, groups) for course in mine]
    return say(_("{plans}\n\n回复数字读下一段。"), plans=lines(told))


def _progress(course: Course) -> str:
    done, of = course.membership.done, len(course.plan.days)
    name, so_far = shorten(course.plan.name, NAME), bar(100 * done // of)
    if course.day is None:
        return _("{name}\n   {bar} 读完了 🎓").format(name=name, bar=so_far)
    told = _("{name}\n   {bar} 读完 {done}/{of} 天").format(name=name, bar=so_far, done=done, of=of)
    return told + _("，第 {n} 天等着您").format(n=course.number) * course.waits


async def _together(course: Course, groups: Groups) -> str:
    if not course.membership.group:
        return ""
    return "\n" + _group(await groups.standing(course.membership.group))


def _group(standing: Standing) -> str:
    members = "\n".join(
        _("   · {alias} 读完 {n} 天").format(alias=called(alias), n=days) for alias, days in standing.members
    )
    more = standing.count - len(standing.members)
    return _("   小组 {code}：{n} 人，{finished} 人读完全程\n{members}").format(
        code=standing.code, n=standing.count, finished=standing.finished, members=members
    ) + _("\n   · 还有 {n} 人").format(n=more) * (more > 0)


@router.on(means(TODAY))
async def today(
    words: Text, meaning: Meaning, conversation: Conversation, plans: Plans, links: Links
) -> Reply:
    course = await _meant(words.patron, meaning, conversation, plans, "今天的计划")
    if not isinstance(course, Course):
        return course
    try:
        handed = await plans.hand_out(words.patron, course.plan.id, message=words.key)
    except PlanFinished as finished:
        return plan_days.finished(finished.course, links)
    except NotAMember:
        return _no_plan()
    except NotReadable:
        return say(_("计划里的这本书暂时读不了，过些时候再试。"))
    conversation.topic = handed.day.title_id
    return plan_days.day(handed, words.patron, links)


@router.on(means(READ))
async def read(
    words: Text, meaning: Meaning, conversation: Conversation, plans: Plans, links: Links
) -> Reply:
    course = await _meant(words.patron, meaning, conversation, plans, "读完了", waiting=True)
    if not isinstance(course, Course):
        return course
    try:
        course = await plans.read(words.patron, course.plan.id)
    except (NothingHandedOut, NotAMember):
        return say(_("今天的都读完了。想多读一天，回复「今天的计划」。"))
    except PlanFinished as finished:
        return plan_days.finished(finished.course, links)
    if course.day is None:
        return plan_days.finished(course, links)
    return say(
        _("✅ 第 {n} 天读完了！{bar} {n}/{of}\n明天接着读；今天还想读，就回复「今天的计划」。"),
        n=course.membership.done, of=len(course.plan.days),
        bar=bar(100 * course.membership.done // len(course.plan.days)),
    )  # fmt: skip


async def _meant(
    patron: str,
    meaning: Meaning,
    conversation: Conversation,
    plans: Plans,
    command: str,
    *,
    waiting: bool = False,
) -> Course | Reply:
    """The plan she named, or the only one it can be; else she is asked which."""
    going = [course for course in await plans.mine(patron) if course.day]
    named = [course for course in going if course.plan.id == meaning.slots.get("plan", "").upper()]
    likely = named or [course for course in going if course.waits or not waiting] or going
    if not likely:
        return _no_plan()
    if len(likely) == 1:
        return likely[0]
    conversation.offer(*(f"{command} {course.plan.id}" for course in likely))
    return say(_("哪一个计划？回复数字即可。\n{plans}"), plans=lines(map(_progress, likely)))


@router.on(means(TOGETHER))
async def together(
    words: Text, meaning: Meaning, conversation: Conversation, plans: Plans, groups: Groups
) -> Reply:
    course = await _meant(words.patron, meaning, conversation, plans, "今天的计划")
    if not isinstance(course, Course):
        return course
    group = await groups.start(course)
    return say(
        _("👥 把下面这段话转发给朋友：\n\n"
          "我在读「{name}」，{n} 天，一起来吧！关注图书馆公众号，回复「加入 {code}」。\n\n"
          "回复「我的计划」看看大家读到哪了。"),
        name=shorten(group.plan.name, NAME), n=len(group.plan.days), code=group.code,
    )  # fmt: skip


@router.on(means(LEAVE))
async def leave(words: Text, meaning: Meaning, conversation: Conversation, plans: Plans) -> Reply:
    course = await _meant(words.patron, meaning, conversation, plans, "退出计划")
    if not isinstance(course, Course):
        return course
    name = shorten(course.plan.name, NAME)
    if "sure" not in meaning.slots:
        conversation.offer(f"确定退出计划 {course.plan.id}", "我的计划")
        return say(
            _("退出「{name}」，读到第几天就不再记着了；书架上的位置还在。真的退出吗？\n1. 退出\n2. 再想想"),
            name=name,
        )
    await plans.leave(words.patron, course.plan.id)
    return say(_("已退出「{name}」，不再每天送了。想读时回复「书架」接着读。"), name=name)


def _no_plan() -> Reply:
    return say(_("您还没有参加读书计划。回复「读书计划」看看有哪些。"))

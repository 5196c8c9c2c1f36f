"""Keeping a reading plan day by day, alone and together, to its certificate."""

from collections.abc import Sequence

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers import plan_days
from handlers.joining import NAME, PLAN
from handlers.layout import bar, called, lines, shorten
from handlers.links import Links
from handlers.phrasings import MY, SEE, WHERE
from language.translation import _
from reader.groups import Groups, Standing
from reader.planned import Course
from reader.plans import Plans
from reader.refusals import NotAMember, NothingHandedOut, NotReadable, PlanFinished

router = Router()

TOGETHER = intent(
    "read_together", "和朋友一起读", "一起读", "建群", "建个群", "建小组", "建一个小组", "建读书小组",
    "建一个读书小组", "和朋友一起读", "邀请朋友", "邀请好友", "邀请朋友一起读", "组队", "组队读书", "邀请码",
    "我的邀请码", "小组邀请码", "拉朋友一起读", "start a group", "create a group", "read together",
    "invite friends", "invite my friends", "хамт унших", "хамтдаа унших", "бүлэг үүсгэх", "найзаа урих",
    patterns=[
        r"我?想?(?:和|跟|约)我?的?(?:朋友|同学|家人|同事|孩子)们?一起读(?:这本书|书|计划)?",
    ],
)  # fmt: skip
MINE = intent(
    "my_plans", "看我的读书计划", "我的计划", "我的读书计划", "计划进度", "读书计划进度", "我的计划进度",
    "计划到第几天了", "计划读到第几天了", "我参加的计划", "我加入的计划", "我的小组", "小组进度", "我们小组",
    "小组读得怎么样", "小组读到哪了", "我们组读得怎么样了", "大家读到第几天了", "my plan", "my plans",
    "my reading plan", "plan progress", "my group", "how is my group doing", "миний төлөвлөгөө",
    "төлөвлөгөөний явц", "манай бүлэг",
    patterns=[
        r"(?:我|我们)?的?(?:读书)?计划(?:现在)?(?:进行|读|走)?到(?:第几天|哪里?|哪儿)了",
    ],
)  # fmt: skip
TODAY = intent(
    "plan_today", "读计划今天的一段", "今天的计划", "今日计划", "今天计划读什么", "计划今天读什么",
    "今天的读书计划", "今日读书计划", "今天的任务", "今日任务", "今天的读书任务", "计划的下一天", "下一天",
    "读下一天", "再读一天", "多读一天", "明天的也读了", "today's plan", "plan for today", "next day",
    "next day of the plan", "өнөөдрийн төлөвлөгөө", "дараагийн өдөр",
    patterns=[
        rf"今天的计划 {PLAN}",
        r"把(?:今天)?计划(?:今天)?(?:里)?要读的(?:内容)?(?:发|给)(?:给)?我",
    ],
)  # fmt: skip
READ = intent(
    "plan_read", "今天的计划读完了", "读完了", "今天读完了", "今天的读完了", "今天的计划读完了", "我读完了",
    "都读完了", "看完了", "今天看完了", "今天的看完了", "今天的任务完成了", "完成今天的计划", "今日完成",
    "今天完成了", "今天的完成了", "done for today", "i have read it", "finished today's reading",
    "finished for today", "уншиж дууслаа", "өнөөдрийнхийг уншлаа",
    patterns=[
        rf"读完了 {PLAN}",
        r"(?:今天|今日)的?(?:计划|任务|份量)?我?(?:已经|都)*+[读看]完了",
    ],
)  # fmt: skip
LEAVE = intent(
    "leave_plan", "退出读书计划", "退出计划", "退出读书计划", "退出我的计划", "不参加计划了",
    "不读这个计划了", "不想参加计划了", "退出小组", "退出读书小组", "取消计划", "取消读书计划",
    "leave the plan", "leave plan", "quit the plan", "leave the group", "төлөвлөгөөнөөс гарах",
    "бүлгээс гарах",
    patterns=[
        rf"(?P<sure>确定)?退出计划 {PLAN}",
        r"我?不(?:想|要)?再?参加(?:这个|那个)?(?:读书)?计划了",
    ],
    careful=True,
)  # fmt: skip
CERTIFICATE = intent(
    "certificate", "再看一次我的证书", "我的证书", "证书", "阅读证书", "我的阅读证书", "读书证书", "计划证书",
    "看证书", "我有哪些证书", "证书在哪", "证书在哪里", "证书丢了", "我的证书丢了", "证书不见了",
    "证书找不到了", "我的证书找不到了", "再发一次证书", "重新发证书", "把证书再发给我", "补发证书",
    "领证书", "重新领证书", "怎么领证书", "下载证书", "certificate", "certificates", "my certificate",
    "my certificates", "show my certificate", "send my certificate again", "i lost my certificate",
    "гэрчилгээ",
    "миний гэрчилгээ", "гэрчилгээгээ дахин авах",
    patterns=[
        rf"证书 {PLAN}",
        r"我?的?(?:读书|阅读|计划)?的?证书(?:找不到|丢|不见)了[ ,]*"
        r"(?:能不能|能|可以)?(?:再|重新)?[发补给]我?一[次张份]",
        rf"{SEE}{MY}的?(?:读书|阅读|计划)?的?证书{WHERE}",
        r"(?:再|重新|补)发?(?:给我)?一[张份]证书",
    ],
)  # fmt: skip


@router.on(means(MINE))
async def show_mine(words: Text, conversation: Conversation, plans: Plans, groups: Groups) -> Reply:
    mine = await plans.mine(words.patron)
    if not mine:
        return _no_plan()
    conversation.offer(*(f"{'今天的计划' if course.day else '证书'} {course.plan.id}" for course in mine))
    told = [_progress(course) + await _together(course, groups) for course in mine]
    return say("{plans}\n\n{hint}", plans=lines(told), hint=_hint(mine))


def _hint(mine: Sequence[Course]) -> str:
    going = [course for course in mine if course.day]
    if not going:
        return _("回复数字看证书，「读书计划」挑下一个。")
    if len(going) < len(mine):
        return _("回复数字读下一段，读完的看证书。")
    return _("回复数字读下一段。")


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


@router.on(means(CERTIFICATE))
async def certificate(
    words: Text, meaning: Meaning, conversation: Conversation, plans: Plans, links: Links
) -> Reply:
    """Once more, whenever she asks: the link in the first one does not live for ever."""
    finished = [course for course in await plans.mine(words.patron) if course.day is None]
    named = [course for course in finished if course.plan.id == meaning.slots.get("plan", "").upper()]
    likely = named or finished
    if not likely:
        return say(_("读完一个读书计划就有证书。回复「我的计划」看读到哪了，「读书计划」看看有哪些。"))
    if len(likely) == 1:
        return plan_days.finished(likely[0], links)
    conversation.offer(*(f"证书 {course.plan.id}" for course in likely))
    listed = lines(shorten(course.plan.name, NAME) for course in likely)
    return say(_("哪一张证书？回复数字即可。\n{plans}"), plans=listed)


def _no_plan() -> Reply:
    return say(_("您还没有参加读书计划。回复「读书计划」看看有哪些。"))

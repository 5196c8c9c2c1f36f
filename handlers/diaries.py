"""What is kept of her reading: how long she has kept it up, and the switch that keeps nothing."""

from datetime import date

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.layout import span
from handlers.phrasings import EVERY_WEEK, FROM_NOW_ON, SO_FAR
from language.translation import _
from library.clock import Clock
from reader.days import Day, local_day
from reader.diary import Diary
from reader.streaks import ENOUGH, Streak, streak
from reader.weeks import Weeks

router = Router()

STREAK = intent(
    "streak", "看我读了几天", "打卡天数", "我读了几天", "我读了多少天", "连续读了几天", "连续几天了",
    "连续打卡几天", "我坚持了几天", "坚持多少天了", "读书天数", "阅读天数", "打卡几天了", "打卡了几天",
    "我连续读了多少天", "读了几周", "我读了几周了", "今天读了多少", "今天读了多久", "my streak", "streak",
    "how many days have i read", "days in a row", "хэдэн өдөр уншсан", "хэдэн өдөр уншсан бэ",
    patterns=[
        rf"我?{SO_FAR}(?:连续|坚持)?(?:打卡|读书?|阅读)了?(?:几|多少)天了?",
    ],
)  # fmt: skip
RECORDS = intent(
    "records", "看我的阅读记录", "我的阅读记录", "阅读记录", "读书记录", "我的读书记录", "阅读日记",
    "我的阅读日记", "你记了我什么", "你记录了什么", "记了些什么", "我的数据", "看阅读记录",
    "my reading record", "my reading history", "what do you know about me", "what do you keep",
    "унших тэмдэглэл", "уншлагын бүртгэл", "миний уншлагын бүртгэл",
    patterns=[
        r"你?(?:都|到底)?(?:记录?|保存|存)了我的?(?:什么|哪些)(?:数据|信息|东西)?",
    ],
)  # fmt: skip
NO_RECORD = intent(
    "no_record", "不要记录我读了什么", "不要记录", "别记录", "不要记录我读了什么", "停止记录", "关闭记录",
    "不记录", "别记我读了什么", "不要记我读了什么", "隐私模式", "打开隐私模式", "删除阅读记录",
    "清除阅读记录", "删掉阅读记录", "do not record", "don't record", "stop recording", "private mode",
    "бүү тэмдэглэ", "бичихээ болих",
    patterns=[r"(?P<sure>确定)不要记录"],
    careful=True,
)  # fmt: skip
RECORD = intent(
    "record", "恢复记录我读了什么", "恢复记录", "开始记录", "重新记录", "打开记录", "恢复阅读记录",
    "关闭隐私模式", "退出隐私模式", "继续记录", "可以记录", "可以记录了", "重新开始记录", "record again",
    "start recording", "resume recording", "дахин тэмдэглэ",
    patterns=[
        rf"{FROM_NOW_ON}(?:可以)?(?:重新|继续|恢复)记录我?(?:读的书|读了什么|的阅读)了?",
    ],
)  # fmt: skip
NO_SUMMARY = intent(
    "no_summary", "不要每周的小结", "不要周报", "别发周报", "不要发周报", "关闭周报", "取消周报", "退订周报",
    "不想收周报", "停止周报", "不要小结", "周报不要了", "no summary", "no weekly summary",
    "stop weekly summary", "долоо хоногийн тойм бүү илгээ",
    patterns=[
        rf"{FROM_NOW_ON}(?:{EVERY_WEEK}的?)?(?:周报|小结){FROM_NOW_ON}(?:不要|别|不用|不必)再?发?(?:给我)?了?",
        rf"{FROM_NOW_ON}我?(?:不要|别|不用|不必|不想)再?(?:给我)?(?:{EVERY_WEEK}都?)?(?:发|收到?|看到?)(?:{EVERY_WEEK}的?)?(?:周报|小结)了?",
    ],
)  # fmt: skip
SUMMARY = intent(
    "summary", "每周给我小结", "恢复周报", "要周报", "我要周报", "打开周报", "开启周报", "重新发周报",
    "订阅周报", "周报", "想收周报", "weekly summary", "send weekly summary", "долоо хоногийн тойм",
    patterns=[
        rf"{EVERY_WEEK}(?:都|再)?(?:给我)?(?:发|来|写)(?:一[句个份]|个|份)?(?:周报|小结)",
        rf"(?:重新|恢复|继续)(?:给我)?发?(?:{EVERY_WEEK}的?)?(?:周报|小结)",
    ],
)  # fmt: skip

BEGINNING = date(2000, 1, 1)


@router.on(means(STREAK))
async def show_streak(words: Text, diary: Diary, now: Clock) -> Reply:
    if not await diary.records(words.patron):
        return _not_recorded()
    today = local_day(now(), await diary.timezone(words.patron))
    days = await diary.days(words.patron, BEGINNING)
    if not days:
        return say(_("还没有开始。回复「找书」挑一本，读一段就是第一天。"))
    kept = streak(days, today)
    return say(
        _("📅 一共读了 {all} 天\n{row}{weeks}\n{today}\n（一周歇一天不算断；一周读满 {enough} 天就算一周）"),
        all=len(days), row=_row(kept), weeks=_weeks(kept), today=_today(days[-1], today), enough=ENOUGH,
    )  # fmt: skip


def _row(kept: Streak) -> str:
    if not kept.days:
        return _("这几天歇着，随时回来，前面读的都算数。")
    return _("连着 {n} 天").format(n=kept.days)


def _weeks(kept: Streak) -> str:
    return _("，连着 {n} 周").format(n=kept.weeks) if kept.weeks and kept.days else ""


def _today(last: Day, today: date) -> str:
    if last.date != today:
        return _("今天还没读，回复「继续」就好。")
    return _("今天读了 {n} 段，大约 {span}。").format(n=last.instalments, span=span(round(last.seconds / 60)))


@router.on(means(RECORDS))
async def show_records(words: Text, diary: Diary) -> Reply:
    if not await diary.records(words.patron):
        return _not_recorded()
    days, pace = await diary.days(words.patron, BEGINNING), await diary.pace(words.patron)
    speed = (
        _("每分钟约 {n} 字").format(n=round(pace.han_a_minute, -1)) if pace.is_measured else _("还没量出来")
    )
    return say(
        _("我记着：\n· 书架上每本书读到哪里\n· {days} 天里每天读了几段、多少字\n· 您的阅读速度（{speed}）\n"
          "只用来接着读、算天数、按时间送书和荐书；馆员看不到谁在读什么。\n"
          "回复「不要记录」就都删掉，不再记。"),
        days=len(days), speed=speed,
    )  # fmt: skip


@router.on(means(NO_RECORD))
async def stop_recording(words: Text, meaning: Meaning, conversation: Conversation, diary: Diary) -> Reply:
    if not await diary.records(words.patron):
        return _not_recorded()
    if "sure" not in meaning.slots:
        conversation.offer("确定不要记录", "我的阅读记录")
        return say(
            _("关掉记录以后，只留没读完的书读到哪里。每天读了多少、阅读速度、读完和放下的书，都会删掉，找不回来；"
              "打卡天数、周报和荐书也就没有了。您自己放的书签、摘抄、笔记和订的书照旧。\n"
              "1. 确定不要记录\n2. 先看看记了什么\n不关就不用理我。")
        )  # fmt: skip
    await diary.stop_recording(words.patron)
    return say(_("好的，都删掉了，从现在起只留没读完的书读到哪里。回复「恢复记录」从头记起。"))


@router.on(means(RECORD))
async def record(words: Text, diary: Diary) -> Reply:
    if await diary.records(words.patron):
        return say(_("一直记着呢。回复「我的阅读记录」看记了什么，「不要记录」就不记。"))
    await diary.record(words.patron)
    return say(_("好的，从今天起重新记。回复「打卡天数」看读了几天，「不要记录」随时关掉。"))


@router.on(means(NO_SUMMARY))
async def stop_summaries(words: Text, weeks: Weeks) -> Reply:
    await weeks.stop(words.patron)
    return say(_("好的，星期天不再发小结。想看了回复「恢复周报」。"))


@router.on(means(SUMMARY))
async def resume_summaries(words: Text, weeks: Weeks) -> Reply:
    await weeks.resume(words.patron)
    return say(_("好的，读过书的星期天晚上给您一句小结。不想要了回复「不要周报」。"))


def _not_recorded() -> Reply:
    return say(_("您选了「不要记录」：我只留着没读完的书读到哪里，别的都没有记。回复「恢复记录」从头记起。"))

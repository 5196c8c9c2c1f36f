"""The first words, the help, and the goodbye."""

from contextlib import suppress

from bot.filters import means, tapped
from bot.messages import Follow, Scan, SubscriptionConsent, Tap, Text, Unfollow
from bot.replies import Reply, Silence, say
from bot.repository import Consents
from bot.router import Router
from bot.understanding import intent
from handlers.traces import Traces
from language.translation import _
from library.patrons import Patrons
from reference.desk import ReferenceDesk
from reference.refusals import NothingOpen

router = Router()

HELP = intent(
    "help", "看看我能做什么", "帮助", "使用帮助", "使用说明", "说明书", "怎么用", "怎么使用", "这个怎么用",
    "你怎么用", "你能做什么", "你能干什么", "你能干嘛", "你会做什么", "你会干什么", "你会什么",
    "你都会什么", "你都会啥", "你能帮我做什么", "有什么功能", "你有什么功能", "有哪些功能", "功能",
    "功能介绍", "菜单", "菜单在哪", "指令", "你是谁", "你是机器人吗", "你叫什么", "你叫什么名字", "你好",
    "您好", "你好呀", "哈喽", "哈啰", "嗨", "早", "早上好", "早安", "上午好", "中午好", "下午好", "晚上好",
    "在", "在吗", "在么", "在不在", "你在吗", "help", "menu", "what can you do", "how to use",
    "who are you", "hi", "hello", "hey", "good morning", "тусламж", "цэс", "сайн байна уу", "сайн уу",
    "sain bainuu", "sain uu",
    patterns=[r"[?]+"],
)  # fmt: skip


@router.on()
def greet(_follow: Follow) -> Reply:
    return say(_("您好，我是图书馆的书童 📖\n{can}"), can=_abilities())


@router.on()
def greet_scan(_scan: Scan) -> Reply:
    """A code whose scene nobody else wanted."""
    return say(_("您好，我是图书馆的书童 📖\n{can}"), can=_abilities())


@router.on(means(HELP))
def help_(_words: Text) -> Reply:
    return say(_abilities())


@router.on(tapped("HELP"))
def help_by_menu(_tap: Tap) -> Reply:
    return say(_abilities())


def _abilities() -> str:
    return _(
        "【找书】发书名或作者，例如「找书 鲁迅」\n"
        "【读书】「开始」「继续」「上一段」「目录」「跳到第5章」「进度」「书架」\n"
        "【带走】看到喜欢的书，回复「下载」\n"
        "【咨询】「咨询」加上您的问题，馆员在这里回答；「我的问题」看排到哪了\n"
        "随时回复「帮助」再看这一页。"
    )


@router.on()
async def remember_consent(told: SubscriptionConsent, consents: Consents) -> Reply:
    """Each yes is good for one notice; a no, in our page or in her phone's settings, ends them all."""
    for answer in told.answers:
        change = consents.give if answer.given else consents.withdraw
        await change(told.patron, answer.template_id)
    return Silence()


@router.on()
async def goodbye(unfollow: Unfollow, patrons: Patrons, desk: ReferenceDesk, traces: Traces) -> Reply:
    """She left: nobody waits for an answer any more, what she read is gone, and who she was is forgotten.

    Her questions stay countable, under an id that leads to nobody. That tie is cut last, so that this can be
    done again where it was interrupted.
    """
    await traces.forget(unfollow.patron)
    with suppress(NothingOpen):
        await desk.cancel(unfollow.patron)
    await patrons.forget(unfollow.patron)
    return Silence()

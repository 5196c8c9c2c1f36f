"""「删除我的数据」: all of it, after one question back that says what goes and what stays."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from ebooks.lending.lending import Lending
from handlers.forgetting import Forgetting
from handlers.links import Links
from language.translation import _
from reference.desk import ReferenceDesk

router = Router()

ERASE = intent(
    "erase", "删除我的数据", "删除我的数据", "删除我的全部数据", "删除我的所有数据", "清除我的数据",
    "删掉我的数据", "清空我的数据", "删除数据", "删除我的信息", "删除我的个人信息", "删除个人信息",
    "删除我的资料", "删除我的账号", "注销", "注销账号", "注销我的账号", "我要注销", "忘了我", "忘掉我",
    "忘记我", "把我忘了", "把我的数据都删了", "把我的信息都删掉", "行使删除权", "delete my data",
    "delete all my data", "erase my data", "delete my account", "delete everything about me", "forget me",
    "миний мэдээллийг устга", "миний өгөгдлийг устга", "намайг март", "бүртгэлээ устгах",
    patterns=[
        r"(?P<sure>确定)删除我的数据",
        r"(?:请|麻烦)?(?:你们?|您)?(?:帮我)?(?:把|将)(?:有关|关于)?我(?:的|所有的?|全部的?)*"
        r"(?:数据|信息|资料|记录|账号)(?:全部?|都|统统)?(?:删除|删掉|删了|清除|清空|抹掉)(?:掉|吧|了)?",
        r"(?:请|麻烦)?(?:帮我)?(?:删除|删掉|清除|清空|抹掉)(?:有关|关于)?我的?"
        r"(?:所有|全部|一切|个人)的?(?:数据|信息|资料|东西)(?:吧)?",
    ],
    careful=True,
)  # fmt: skip


@router.on(means(ERASE))
async def erase(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    forgetting: Forgetting,
    lending: Lending,
    desk: ReferenceDesk,
    links: Links,
) -> Reply:
    if "sure" in meaning.slots:
        await forgetting.forget(words.patron)
        conversation.forget()
        return say(_("都删掉了。从现在起我不认得您；您再写来，就是一位新读者。"))
    conversation.offer("确定删除我的数据", "我的阅读记录")
    return say(
        _("我这里关于您的一切都会删掉，找不回来：\n· 读到哪里、打卡、书签、摘抄、笔记、订阅、读书计划\n"
          "· 您的提问和馆员的回答，一个字也不留{withdrawn}\n{returned}· 您的微信标识、语言、同意过的通知\n\n"
          "这些会留下：\n· 次数，例如某天有人提问、有人借书；馆里要统计，但不知道是谁\n"
          "· 馆员整理成常见问题的，身份早已去掉\n· 您手机上的聊天记录和下载的书，我够不着\n"
          "· 纸书的借还，在图书馆的借书证上，不在我这里\n\n"
          "1. 确定删除我的数据\n2. 先看看记了什么\n不删就不用理我。细则：{page}"),
        withdrawn=await _withdrawn(words.patron, desk), returned=await _returned(words.patron, lending),
        page=links.privacy,
    )  # fmt: skip


async def _withdrawn(patron: str, desk: ReferenceDesk) -> str:
    return _("；正在问的那个会取消") if await desk.open_question(patron) else ""


async def _returned(patron: str, lending: Lending) -> str:
    borrowed = await lending.of(patron)
    if not borrowed.loans and not borrowed.holds:
        return ""
    return _("· 借着的 {loans} 本电子书现在就还，{holds} 个预约取消\n").format(
        loans=len(borrowed.loans), holds=len(borrowed.holds)
    )

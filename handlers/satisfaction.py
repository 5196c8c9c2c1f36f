"""How was it? Asked once after a librarian has answered, and thanked for."""

import re

from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, Say, say
from bot.router import Router
from bot.understanding import intent
from handlers import reference
from language.folding import fold
from language.translation import _
from reference.desk import ReferenceDesk
from reference.satisfaction import How, NothingToRate, Satisfaction

router = Router()

NOT = re.compile("不|没|\\bnot\\b|unsatisf|dissatisf|бус|биш")
SO_SO = re.compile("一般|so[ -]?so|дунд")

RATE = intent(
    "rate", "评价馆员的回答", "满意", "很满意", "非常满意", "挺满意", "比较满意", "还算满意", "满意的",
    "一般", "一般般", "不满意", "不太满意", "不是很满意", "很不满意", "回答很满意", "服务很满意", "satisfied",
    "very satisfied", "not satisfied", "so so", "сэтгэл хангалуун", "сэтгэл хангалуун бус", "дунд зэрэг",
    patterns=[
        r"(?:我?对)?(?:这次|这个|这位|馆员|您|你们?)*的*(?:回答|答复|服务|解答|咨询)(?:我)?"
        r"(?:很|非常|挺|还算|比较|不太|不是很|很不|不|还|感到|觉得)*(?:满意|一般般?)[的了吧啊]*",
        r"我(?:很|非常|挺|还算|比较|不太|不是很|很不|不)*满意[的了吧啊]*",
    ],
)  # fmt: skip


def asked() -> Say:
    """What she is sent after her question was resolved."""
    return say(
        _(
            "刚才馆员的回答，您满意吗？回复「满意」「一般」或「不满意」。不想回答就不用管它，以后不会再问这一次。"
        )
    )


@router.on(means(RATE))
async def rate(words: Text, satisfaction: Satisfaction, desk: ReferenceDesk) -> Reply:
    how = _how(fold(words.content))
    try:
        await satisfaction.rate(words.patron, how)
    except NothingToRate:
        thanks = say(_("谢谢您告诉我。有问题想问馆员，请回复「咨询」。"))
        return await reference.follow_up(words, desk) or thanks
    if how is How.NOT:
        return say(_("对不起，没有帮到您。请写下还想知道什么，馆员会接着回答。"))
    return say(_("谢谢您的评价！还有疑问，直接写给我就行。"))


def _how(words: str) -> How:
    return How.NOT if NOT.search(words) else How.SO_SO if SO_SO.search(words) else How.WELL

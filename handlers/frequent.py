"""What is often asked: a few of it by number, and the page with all of it."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import intent
from handlers.layout import lines
from handlers.links import Links
from language.translation import _
from reference.deflection import Deflection
from reference.knowledge import KnowledgeBase

router = Router()

FREQUENT = intent(
    "frequent", "看常见问题", "常见问题", "看常见问题", "常见问答", "常见解答", "常问问题", "问答大全",
    "有哪些常见问题", "大家都问什么", "别人都问什么", "读者常问什么", "读者都问些什么", "你能回答什么问题",
    "你能回答哪些问题", "你知道些什么", "faq", "faqs", "frequently asked questions", "common questions",
    "түгээмэл асуулт", "түгээмэл асуултууд", "байнга асуудаг асуултууд",
    patterns=[
        r"(?:有没有|有|看一?[下看]?|[想要]+看?)?(?:大家|读者|别人|其他人)?(?:的|最|都)?常[见问]的?问题"
        r"(?:和|与|及)?(?:答案|回答|解答)?(?:有哪些|在哪[里儿]?|是什么|列表|大全)?[吗么呢]?[?]?",
        r"(?:大家|读者|别人|其他人)(?:一般|平时|通常|最近)?(?:都|常|经常|最爱|总)?(?:问|在问)(?:些|点)?(?:什么|啥|哪些问题)[?]?",
    ],
)  # fmt: skip

SHOWN = 5


@router.on(means(FREQUENT))
async def show(
    _words: Text, conversation: Conversation, knowledge: KnowledgeBase, deflection: Deflection, links: Links
) -> Reply:
    entries = {entry.id: entry for entry in await knowledge.all()}
    if not entries:
        return say(_("还没有整理好的常见问题。回复「咨询」加上您的问题，馆员会回答您。"))
    first = [one for one in await deflection.most_offered() if one in entries]
    shown = [entries[one] for one in dict.fromkeys((*first, *entries))][:SHOWN]
    conversation.offer(*(f"咨询 {entry.question}" for entry in shown))
    return say(
        _("大家常问：\n{listed}\n回复数字看回答。全部在这里：{page}\n没有您要问的，就直接写给我。"),
        listed=lines(entry.question for entry in shown),
        page=links.answers,
    )

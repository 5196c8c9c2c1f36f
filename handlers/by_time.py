"""As much as she has time for."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.portions import Portions
from handlers.reading import nothing_open, read_through
from handlers.reference import follow_up
from language.clock_words import MINUTES_SAID, minutes
from language.translation import _
from reader.diary import Diary
from reader.refusals import BookFinished, NothingOpen, NotReadable
from reader.shelf import Shelf
from reference.desk import ReferenceDesk

router = Router()

SPAN = rf"(?P<span>{MINUTES_SAID})"
BY_TIME = intent(
    "by_time", "按时间读一会儿", "读一会儿", "读一会", "看一会儿", "看一会", "我有点时间", "我有一点时间",
    "有空读一会儿", "有点空", "按时间读", "i have some time", "read for a while", "надад жаахан цаг байна",
    patterns=[
        r"(?:我|咱)?(?:现在|手头|手上|还|只|就|正好|刚好|大概|大约|差不多)*+有个?(?:大概|大约)? ?"
        rf"{SPAN}(?:左右)?的?(?:时间|空|空闲)?[ ,]*"
        r"(?:可以读书?|可以看书?|能读什么|读什么|看什么|读点什么)?[?]?",
        r"(?:我?想|我?要|给我|陪我|再|先)?(?:读|看|念|来)(?:上|个)?(?:大约)? ?"
        rf"{SPAN}(?:左右)?的?(?:书|内容)?",
        rf"{SPAN}(?:的书|的内容|读什么|能读什么|够读什么|能读多少)?[?]?",
        rf"(?:i have|i've got|i got|i only have|read(?: for)?|give me) ?{SPAN}(?: to read)?",
        rf"(?:надад )?{SPAN} (?:байна|уншъя|унших|уншина)",
    ],
)  # fmt: skip
LONGEST = 180  # minutes; whoever has more is told to begin


@router.on(means(BY_TIME))
async def read_for(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    shelf: Shelf,
    diary: Diary,
    portions: Portions,
    desk: ReferenceDesk,
) -> Reply:
    said = meaning.slots.get("span", "")
    if said == words.content and (added := await follow_up(words, desk)):
        return added  # a mere span of time may be what a librarian has just asked for
    span = minutes(said)
    if not span:
        conversation.offer("读5分钟", "读10分钟", "读一刻钟", "读半小时")
        return say(
            _("有多少时间？回复数字，或写「我有5分钟」。\n1. 5 分钟\n2. 10 分钟\n3. 一刻钟\n4. 半小时")
        )
    try:
        portion = await shelf.portion_for(words.patron, min(span, LONGEST), message=words.key)
    except NothingOpen:
        return nothing_open()
    except BookFinished as finished:
        return read_through(finished)
    except NotReadable:
        return say(_("正读的这本书暂时下架了。回复「书架」换一本。"))
    conversation.topic = portion.page.title_id
    return portions.reply(words.patron, portion, await diary.pace(words.patron))

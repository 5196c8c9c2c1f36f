"""When no command was meant: a thread goes on, a book is found, the knowledge base knows, or we ask back."""

import re

from bot.conversation import Conversation
from bot.messages import Link, Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import STATED, Meaning
from ebooks.catalogue import Catalogue
from handlers import books, branches, reference
from handlers.first_answers import FirstAnswers
from handlers.help_pages import HELP
from handlers.layout import lines, shorten
from handlers.places import Places
from handlers.signposts import Signposts
from language.folding import fold, key
from language.numerals import number
from language.translation import _
from reference.desk import ReferenceDesk

router = Router()

LIKELY = 2  # meanings we ask back with
LONGEST_BOOK_NAME = 40  # characters; longer words are a question, not a title
LIKE_A_NAME = re.compile(rf"{STATED}[^?,!]{{2,12}}")
COURTESY = re.compile(  # letters alone, as `key` leaves them
    r"(?:好的?|嗯+|ok|非常|太|真是?)*+(?:谢谢?|多谢|感谢|辛苦)[你您了啦]*(?:的?帮助)?|不用[了啦]?(?:谢谢)?|好[的吧]?|嗯+[呐呢]?|ok(?:ay)?"
    r"|哈+|呵+|嘻+|太好了|真棒|再见|拜拜|晚安|明天见|回头见|thanks?(?:you)?|bye|goodnight|баярлалаа|баяртай|за"
)


@router.on()
async def make_sense(  # noqa: PLR0913 - what nobody else understood may concern every room
    words: Text,
    meanings: tuple[Meaning, ...],
    conversation: Conversation,
    catalogue: Catalogue,
    desk: ReferenceDesk,
    answers: FirstAnswers,
    places: Places,
    signposts: Signposts,
) -> Reply:
    if number(words.content) is not None and len(words.content) <= 2:
        return say(_("刚才的列表里没有这一项。请回复列表里的数字，或直接写出您要什么。"))
    if added := await reference.follow_up(words, desk):
        return added
    if COURTESY.fullmatch(key(words.content)):
        return say(_("我在呢 🌱 想读了回复「继续」，有事回复「咨询」。"))
    if there := await branches.named(words.content, conversation, signposts):
        return there
    if len(words.content) <= LONGEST_BOOK_NAME and (
        listed := await books.list_titles(words.content, conversation, catalogue)
    ):
        return listed
    if taken_up := await reference.take_up(words, desk):
        return taken_up
    if await answers.are_sure(words.content):
        return await reference.ask(words, words.content, conversation, desk, answers, places)
    return _ask_back(words.content, meanings, conversation)


def _ask_back(content: str, meanings: tuple[Meaning, ...], conversation: Conversation) -> Reply:
    """Two or three things the words may mean, and always the way to a person."""
    wanted = [one.intent for one in meanings if one.intent.phrases and one.intent is not HELP]
    likely = wanted[:LIKELY]
    offers = [(_(one.label), one.phrases[0]) for one in likely]
    offers.append((_("把这句话转给馆员"), f"咨询 {content}"))
    offers.append((_("看看我能做什么"), "帮助"))
    conversation.offer(*(command for _label, command in offers))
    return say(
        _begging(content), content=shorten(content, 90), offers=lines(label for label, _command in offers)
    )


def _begging(content: str) -> str:
    """A few words that ask nothing were most likely meant to be a book's or an author's name."""
    if LIKE_A_NAME.fullmatch(fold(content)):
        return _("没有找到叫「{content}」的书或作者。您是想：\n{offers}\n回复数字即可，也可以换个说法。")
    return _("我没太明白「{content}」。您是想：\n{offers}\n回复数字即可。")


@router.on()
async def not_a_browser(_link: Link) -> Reply:
    return say(_("我打不开外面的网页。请把您要找的书或想问的问题写给我，回复「帮助」看看我能做什么。"))

"""What to read today: a few titles, each with the reason why."""

from datetime import datetime

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.candidates import Choice, Chooser, Chosen
from handlers.layout import lines, shorten, span
from language.translation import _
from reader.solar_terms import term
from reader.suggestions import PartOfDay, Reason, Suggestion

router = Router()

SUGGEST = intent(
    "suggest", "推荐今天读什么", "今天读什么", "今天看什么", "今天读点什么", "今天看点什么", "读什么",
    "看什么书", "读什么书好", "看什么书好", "读点什么好", "看点什么好", "不知道读什么", "不知道看什么",
    "不知道看什么书好", "推荐一本书", "推荐一本", "推荐几本书", "推荐几本", "推荐本书", "推荐书",
    "推荐点书", "推荐", "推荐一下", "有什么推荐", "有什么书推荐", "有什么好书", "有什么好看的书",
    "有什么好看的", "有啥好看的", "有什么好书推荐", "好书推荐", "给我推荐一本书", "给我推荐几本书",
    "帮我选一本书", "帮我挑一本书", "替我挑一本", "帮我挑一本", "随便来一本", "随便来一本书",
    "随便来本书", "来本书", "来一本书", "来本好书", "随便读点什么", "随便看看", "猜我喜欢", "我该读什么",
    "我该看什么书", "接下来读什么", "下一本读什么", "recommend a book", "recommend", "what should i read",
    "what to read", "what should i read today", "what to read today", "suggest a book",
    "any recommendations", "pick a book for me", "surprise me", "ном санал болго", "юу унших вэ",
    "өнөөдөр юу унших вэ", "сайхан ном санал болго", "ямар ном унших вэ",
    patterns=[
        r"(?:不知道|不晓得|没想好)?(?:我|今天|今晚|现在|这会儿|早上|中午|晚上|周末|睡前|路上)*+"
        r"(?:可以|应该|适合|该|想|能|要)?[读看](?:点儿?|些|本)?(?:什么|啥)书?(?:比较)?(?:好|合适)?[呢啊]?[?]?",
        r"(?:可以|能)?(?:请?给我|帮我|替我|请)?(?:随便)?(?:推荐|介绍|挑|选|来)(?:一下)?(?:[一几两]?本|一?点|一?些)"
        r"(?:好看的|有意思的|值得[读看]的|合适的|好)?书?(?:给我)?(?:看看|读读)?[吗么?]*",
        r"随便(?:给我)?(?:推荐|挑|选|来)(?:[一几两]?本|一?点|一?些)书?(?:看看|读读)?",
        r"(?:最近)?有(?:没有)?(?:什么|啥)?(?:好书|好看的|好看的书|值得[读看]的书?)(?:推荐|可以[看读])?[吗么?]*",
        r"(?:can you )?(?:recommend|suggest) (?:me )?(?:a |some |any )?(?:good )?(?:books?|something)"
        r"(?: to read)?(?: for me)?[?]?",
        r"(?:надад )?(?:нэг )?(?:сайн |сонирхолтой )?ном санал болг(?:ооч|оорой|оно уу|ож өгнө үү)?[?]?",
    ],
)  # fmt: skip
OTHERS = intent(
    "others", "换一批推荐的书", "换一批", "换一批书", "换一组", "换几本", "换几本别的", "换换", "再换一批",
    "再推荐几本", "再推荐一本", "还有别的推荐吗", "还有别的书吗", "还有什么推荐", "这些我不喜欢", "都不喜欢",
    "都不想看", "都不想读", "都看过了", "推荐点别的", "推荐别的", "换点别的看", "show me others",
    "other books", "something else", "another suggestion", "other suggestions", "өөр ном санал болго",
    "өөр ном", "өөрийг санал болго",
    patterns=[
        r"换一批 (?P<turn>[0-9]{1,2})",
        r"(?:这些|这几本)?我?都?(?:看过了?|读过了?|不喜欢|不想[看读])[ ,]*"
        r"(?:请?给我)?再?换(?:一批|一组|几本|别的)",
        r"(?:还有|有没有)(?:其他|其它|别)的(?:书|推荐)[吗么?]*",
        r"өөр ном (?:үзүүл|үзүүлээч|санал болгооч|байна уу|байгаа юу)[?]?",
        r"(?:这些|这几本)书?我?都?(?:看过|读过|不喜欢)了?[ ,]*再(?:推荐|挑|选)(?:几本|一些|点)?",
        r"还有没有(?:其他|其它|别)的书?(?:可以|能)?推荐",
    ],
)  # fmt: skip


@router.on(means(SUGGEST))
async def suggest(words: Text, conversation: Conversation, chooser: Chooser) -> Reply:
    return _show(await chooser.choose(words.patron), 0, conversation)


@router.on(means(OTHERS))
async def show_others(words: Text, meaning: Meaning, conversation: Conversation, chooser: Chooser) -> Reply:
    asked = f"换一批 {meaning.slots['turn']}" if "turn" in meaning.slots else conversation.more
    turn = _turn(asked)
    chosen = await chooser.choose(words.patron, turn)
    if turn and not chosen.choices:
        conversation.offer()
        return say(_("今天能想到的都给您看过了。回复「今天读什么」从头看，或「找书」自己挑。"))
    return _show(chosen, turn, conversation)


def _turn(command: str) -> int:
    """How often she asked for others; she who was shown none yet begins."""
    what, _blank, number = command.partition(" ")
    return int(number) if what == "换一批" and number.isdecimal() else 0


def _show(chosen: Chosen, turn: int, conversation: Conversation) -> Reply:
    if not chosen.choices:
        return say(_("馆里的书您都有了，一时想不出别的。回复「书架」接着读，或「找书」看看。"))
    conversation.offer(*(f"书 {choice.title.id}" for choice in chosen.choices), more=f"换一批 {turn + 1}")
    return say(
        "{listed}\n\n{foot}{reading}",
        listed=lines(_one_line(choice, chosen.at) for choice in chosen.choices),
        foot=_("回复数字看介绍，「换一批」再挑。"),
        reading=_reading(chosen.reading),
    )


def _reading(name: str) -> str:
    return "\n" + _("《{name}》您还没读完，「继续」接着读。").format(name=shorten(name, 60)) if name else ""


def _one_line(choice: Choice, at: datetime) -> str:
    author = choice.title.authors[0] if choice.title.authors else ""
    name = shorten(f"《{choice.title.name}》{author}", 150)
    return f"{name}\n   {_why(choice.suggestion, at)}"


def _why(suggestion: Suggestion, at: datetime) -> str:
    about = shorten(suggestion.about, 180)
    match suggestion.reason:
        case Reason.COMPANIONS:
            return _("和您一样读过《{name}》的读者也在读").format(name=about)
        case Reason.AUTHOR:
            return _("因为您读过《{name}》，作者是同一位").format(name=about)
        case Reason.SUBJECT:
            return _("因为您读过《{name}》，题材相同").format(name=about)
        case Reason.FEATURED:
            return _("馆员推荐：{words}").format(words=about)
        case Reason.NEW:
            return _("馆里新到的")
        case Reason.CHANCE:
            return _("从书架上随手抽的一本")
    return _of_these_days(suggestion, at)


def _of_these_days(suggestion: Suggestion, at: datetime) -> str:
    if suggestion.reason is Reason.HOUR:
        return _of_the_hour(at, int(suggestion.about))
    return _("{term}时节，书名里正有“{word}”").format(term=_(term(at.date())), word=suggestion.about)


def _of_the_hour(at: datetime, minutes: int) -> str:
    match PartOfDay.of(at):
        case PartOfDay.MORNING:
            return _("清晨适合短的：约 {span}").format(span=span(minutes))
        case PartOfDay.NOON:
            return _("中午歇一会儿，读篇短的：约 {span}").format(span=span(minutes))
    return _("晚上静得下心，读本长的：约 {span}").format(span=span(minutes))

"""What a patron has borrowed and waits for: to look at, give back, keep longer, or give up."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, Say, say
from bot.router import Router
from bot.understanding import Meaning, intent
from ebooks.catalogue import Catalogue
from ebooks.lending.holds import Hold
from ebooks.lending.lending import Lending
from ebooks.lending.loans import Loan
from ebooks.lending.refusals import CannotRenew, LicenceEnds, OthersWaiting, RenewedTooOften
from ebooks.titles import Title
from handlers.borrowing import NAMED, UNMARKED, WANT
from handlers.layout import lines, shorten
from handlers.lent import NAME, until
from handlers.links import Links
from language.folding import key
from language.translation import _

router = Router()

LOANS = intent(
    "loans", "看看我的借阅", "我的借阅", "我借的书", "我借了什么书", "我借了哪些书", "我都借了哪些书",
    "我借了几本书", "查一下我借了几本书", "我借了多少本书", "我的借阅记录", "借阅记录", "查询借阅记录",
    "查询借阅", "借阅情况", "我的借阅情况", "借了什么书", "借了哪些书", "借了几本", "在借的书",
    "我现在借着什么书", "我的预约", "我预约的书", "我预约了哪些书", "我在等哪些书", "查看我的预约",
    "预约到哪了", "我排到第几位了", "我预约的书到了吗", "什么时候到期", "我借的书什么时候到期", "哪天到期",
    "我哪些书快到期了", "my loans", "loans", "my holds", "what have i borrowed", "my borrowed books",
    "when is my book due", "миний зээл", "зээлсэн ном", "миний зээлсэн ном", "миний дараалал",
)  # fmt: skip
RETURN = intent(
    "return", "还一本书", "还书", "还", "归还", "还这本书", "还这本", "我要还书", "我想还书", "我来还书",
    "归还图书", "归还这本书", "我要归还这本书", "把书还了", "把这本书还了", "这本书还了", "这本我还了",
    "这本书我要还", "这本书我看完了要还", "提前还书", "我要提前还书", "提前归还", "还掉", "还掉这本书",
    "帮我还书", "帮我把书还了", "书还给你", "书还给你们", "return", "return it", "return this book",
    "return the book", "return my book", "return a book", "буцаах", "ном буцаах", "номоо буцаах",
    "номоо буцааж өгөх",
    patterns=[
        rf"{WANT}(?:先|提前)?(?:归还|还掉?){NAMED}(?:吧|了)?",
        rf"(?:请|麻烦)?(?:帮我)?把{NAMED}(?:给我)?(?:归还|还)(?:了|掉|掉了)?(?:吧)?",
        rf"{NAMED}(?:我)?(?:看完|读完)?了?,? ?(?:我)?(?:要)?(?:还了|归还)(?:吧)?",
        rf"return{UNMARKED}",
        r"(?:ном )?буцаах 《?(?P<name>[^《》?]{2,60}?)》?",
    ],
    careful=True,
)  # fmt: skip
RENEW = intent(
    "renew", "续借一本书", "续借", "续借这本书", "续借这本", "我要续借", "我想续借", "我要续借这本书",
    "我想续借这本书", "帮我续借", "帮我续借这本书", "续期", "续借图书", "延期归还", "再借几天",
    "我想再借几天", "我要再借几天", "多借几天", "我想多借几天", "这本书我想多借几天", "延长借期",
    "延长借阅时间", "没读完想续借", "还没看完想续借", "没看完能续借吗", "renew", "renew it",
    "renew this book", "renew my book", "renew my loan", "keep it longer", "сунгах", "ном сунгах",
    "зээл сунгах", "зээлээ сунгах",
    patterns=[
        rf"{WANT}(?:续借|续期|延期){NAMED}(?:吧)?",
        rf"(?:请|麻烦)?(?:帮我)?把{NAMED}(?:续借|续期|再借|多借)(?:一下|几天|一次)?(?:吧)?",
        rf"{NAMED}(?:我)?(?:还没(?:看|读)完,? ?)?(?:我)?(?:想|要)?(?:续借|再借几天|多借几天)(?:吧)?",
        rf"renew{UNMARKED}",
        r"(?:зээл )?сунгах 《?(?P<name>[^《》?]{2,60}?)》?",
    ],
)  # fmt: skip
GIVE_UP = intent(
    "cancel_hold", "取消一个预约", "取消预约", "取消这个预约", "取消我的预约", "我要取消预约",
    "我想取消预约", "帮我取消预约", "请帮我取消预约", "取消这本书的预约", "把预约取消", "把预约取消了",
    "不预约了", "我不预约了", "不想预约了", "预约不要了", "不等了", "我不等了", "不想等了", "不排了",
    "不排队了", "我不排队了", "cancel hold", "cancel my hold", "cancel the hold", "cancel reservation",
    "cancel my reservation", "дараалал цуцлах", "дараалал болих", "дараалалаас гарах",
    patterns=[
        rf"{WANT}(?:取消|退掉)(?:对|我对)?{NAMED}的预约(?:吧|了)?",
        rf"{WANT}取消预约{NAMED}(?:吧|了)?",
        rf"(?:请|麻烦)?(?:帮我)?把{NAMED}的预约(?:给我)?(?:取消|退)(?:了|掉)?(?:吧)?",
        rf"{NAMED}(?:我)?(?:不预约|不等|不排)了(?:吧)?",
        rf"cancel (?:my |the )?(?:hold|reservation)(?: (?:on|of|for))?{UNMARKED}",
        r"дараалал цуцлах 《?(?P<name>[^《》?]{2,60}?)》?",
    ],
    careful=True,
)  # fmt: skip

Names = Mapping[str, str]
Held = TypeVar("Held", Loan, Hold)


@router.on(means(LOANS))
async def show_loans(
    words: Text, conversation: Conversation, lending: Lending, catalogue: Catalogue, links: Links
) -> Reply:
    borrowed = await lending.of(words.patron)
    names = await _names((*borrowed.loans, *borrowed.holds), catalogue)
    if not names:
        return say(_("您手里没有借的书，也没有在等的书。回复「找书」看看有什么。"))
    listed = [_loan(one, names) for one in borrowed.loans] + [_hold(one, names) for one in borrowed.holds]
    conversation.offer(*(f"书 {title_id}" for title_id in names))
    return say(
        _('您的借阅：\n{listed}\n\n回复数字看这本书；「续借」「还书」「取消预约」后面加上书名就行。\n'
          '<a href="{page}">在网页上看和办</a>'),
        listed=lines(listed), page=links.loans(words.patron),
    )  # fmt: skip


@router.on(means(RETURN))
async def return_(
    words: Text, meaning: Meaning, conversation: Conversation, lending: Lending, catalogue: Catalogue
) -> Reply:
    loan = await _meant(meaning, conversation, catalogue, (await lending.of(words.patron)).loans, "还 {}")
    if not isinstance(loan, Loan):
        return loan or _nothing_lent()
    name = (await _names([loan], catalogue))[loan.title_id]
    await lending.return_(words.patron, loan.title_id)
    return say(_("《{title}》还好了，谢谢您让给下一位。"), title=name)


@router.on(means(RENEW))
async def renew(
    words: Text, meaning: Meaning, conversation: Conversation, lending: Lending, catalogue: Catalogue
) -> Reply:
    loan = await _meant(meaning, conversation, catalogue, (await lending.of(words.patron)).loans, "续借 {}")
    if not isinstance(loan, Loan):
        return loan or _nothing_lent()
    name = (await _names([loan], catalogue))[loan.title_id]
    try:
        longer = await lending.renew(words.patron, loan.title_id)
    except CannotRenew as refusal:
        return not_renewed(refusal, name)
    if longer.until == loan.until:
        return say(
            _("《{title}》刚借不久，已经能借到{until}，快到期时再续吧。"), title=name, until=until(loan.until)
        )
    return say(_("续好了，《{title}》可以借到{until}。"), title=name, until=until(longer.until))


@router.on(means(GIVE_UP))
async def give_up(
    words: Text, meaning: Meaning, conversation: Conversation, lending: Lending, catalogue: Catalogue
) -> Reply:
    placed = await _meant(
        meaning, conversation, catalogue, (await lending.of(words.patron)).holds, "取消预约 {}"
    )
    if not isinstance(placed, Hold):
        return placed or say(_("您没有在等的书。回复「我的借阅」看看。"))
    name = (await _names([placed], catalogue))[placed.title_id]
    await lending.cancel_hold(words.patron, placed.title_id)
    return say(_("《{title}》不等了。想看的时候，再回复「借《{title}》」。"), title=name)


async def _meant(
    meaning: Meaning,
    conversation: Conversation,
    catalogue: Catalogue,
    hers: Sequence[Held],
    command: str,
) -> Held | Reply | None:
    """The one she named, the one she looks at, or the only one; else a list; None where she has none."""
    names, name = await _names(hers, catalogue), meaning.slots.get("name", "")
    code = meaning.slots.get("code", "").upper() or ("" if name else conversation.topic)
    named = [one for one in hers if code == one.title_id or (name and key(name) in key(names[one.title_id]))]
    left = named or list(hers)
    if len(named) == 1 or (len(left) == 1 and not name):
        return left[0]
    if not left:
        return None
    conversation.offer(*(command.format(one.title_id) for one in left))
    return say(
        _("是哪一本？回复数字即可。\n{listed}"), listed=lines(f"《{names[one.title_id]}》" for one in left)
    )


async def _names(those: Sequence[Loan | Hold], catalogue: Catalogue) -> Names:
    """By title, short enough to be said; a title that is gone goes by its code."""
    known: dict[str, Title] = {
        title.id: title for title in await catalogue.those(one.title_id for one in those)
    }
    return {
        one.title_id: shorten(known[one.title_id].name, NAME) if one.title_id in known else one.title_id
        for one in those
    }


def _loan(loan: Loan, names: Names) -> str:
    return _("《{title}》借到{until}").format(title=names[loan.title_id], until=until(loan.until))


def _hold(placed: Hold, names: Names) -> str:
    name = names[placed.title_id]
    if placed.until:
        return _("《{title}》到了，替您留到{until}，回复「借《{title}》」").format(
            title=name, until=until(placed.until)
        )
    return _("《{title}》在等，第 {n} 位").format(title=name, n=placed.position)


def not_renewed(refusal: CannotRenew, name: str) -> Say:
    """Why not, and until when she may read on."""
    match refusal:
        case OthersWaiting():
            words = _("还有 {n} 位在等《{title}》，这次续不了，您可以读到{until}。")
            return say(words, n=refusal.waiting, title=name, until=until(refusal.loan.until))
        case RenewedTooOften():
            words = _("《{title}》已经续过 {n} 次了，读到{until}。到期后还可以再借。")
            return say(words, n=refusal.loan.renewals, title=name, until=until(refusal.loan.until))
        case LicenceEnds():
            words = _("馆里《{title}》的授权就到那一天，续不了了，您可以读到{until}。")
            return say(words, title=name, until=until(refusal.loan.until))
    return _nothing_lent()


def _nothing_lent() -> Say:
    return say(_("您手里没有借的书。回复「我的借阅」看看。"))

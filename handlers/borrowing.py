"""Borrowing: a copy of what the library has licensed, or a place in the queue for it."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, Say, say
from bot.router import Router
from bot.understanding import Meaning, intent
from ebooks.catalogue import Catalogue
from ebooks.lending.holds import Hold
from ebooks.lending.loans import Loan
from ebooks.lending.refusals import (
    AlreadyOnLoan,
    CannotBorrow,
    CopyAvailable,
    NotLicensed,
    NotLicensedHere,
    OpenAccess,
    TooManyHolds,
    TooManyLoans,
)
from ebooks.titles import Title
from handlers.layout import lines, shorten
from handlers.lent import NAME, until
from handlers.links import Links
from handlers.places import Places
from language.folding import key
from language.translation import _
from reader.refusals import NeedsLoan

router = Router()

NAMED = r" ?(?:《(?P<name>[^《》]+)》|(?P<code>[0-9a-z]{10}))(?:这本书|这本|电子书)?"
NO_NAME = r"(?!(?:an?|the|it|this|that|some|any|my|me|books?|titles?|e-?books?|polic\w+|rules?)\b)"
UNMARKED = rf" {NO_NAME}《?(?P<name>[^《》?]{{2,60}}?)》?"
WANT = r"(?:请|麻烦)?(?:你|您)?(?:帮我|给我)?我?(?:想要?|要|打算)?"
BORROW = intent(
    "borrow", "借一本电子书", "借书", "借", "借阅", "借这本", "借这本书", "借这一本", "我要借书",
    "我想借书", "我要借", "我想借", "我要借这本书", "我想借这本书", "我想借阅这本书", "帮我借这本书",
    "这本书我要借", "这本我借了", "这本书我想借来看", "借来看看", "借一本", "借一本书", "借本书",
    "借本书看", "借电子书", "我想借一本电子书", "我要借阅", "借走", "把这本书借给我", "这本书借我看看",
    "借到手机上", "borrow", "borrow this", "borrow this book", "borrow it", "borrow a book",
    "borrow the book", "check out", "check out this book", "зээлэх", "ном зээлэх", "ном зээлэе",
    "энэ номыг зээлэх", "зээлж авах",
    patterns=[
        rf"{WANT}(?:借阅|借)(?:一下|一?本|走|来看看?)?{NAMED}(?:吧|看看|来看)?",
        rf"(?:请|麻烦)?把{NAMED}借给我(?:吧|看看)?",
        rf"{NAMED}(?:我要借|我想借|借我看看|借给我)(?:吧|了)?",
        rf"(?:borrow|check out){UNMARKED}",
        r"(?:ном )?зээлэх 《?(?P<name>[^《》?]{2,60}?)》?",
        r"《(?P<name>[^《》]+)》(?:-?(?:ийг|ыг|г))? зээлэ(?:х|е|мээр байна)",
    ],
    careful=True,  # 能借几本书 sounds much like 能借本书
)  # fmt: skip
HOLD = intent(
    "hold", "预约一本书", "预约", "预约这本", "预约这本书", "预约图书", "预约书", "我要预约", "我想预约",
    "我要预约这本书", "我想预约这本书", "帮我预约", "帮我预约这本书", "预约借阅", "预约一本书",
     "帮我排队", "我要排队", "我排队等这本书", "有人还了告诉我", "有人还了叫我",
    "有人还书了通知我", "到书了通知我", "等有人还了通知我一声", "hold", "hold this", "hold this book",
    "place a hold", "reserve", "reserve this book", "reserve it", "номын дараалалд зогсох", "дараалал",
    "дараалалд зогсох",
    patterns=[
        rf"{WANT}(?:预约|预借|排队等)(?:一下|借阅|一?本)?{NAMED}(?:吧)?",
        rf"{NAMED}(?:有人还了|到了|还回来了)(?:请|就)?(?:告诉|通知|叫)我(?:一声|一下)?",
        rf"(?:place a hold on|hold|reserve){UNMARKED}",
        r"(?:дараалал|дараалалд зогсох) 《?(?P<name>[^《》?]{2,60}?)》?",
    ],
)  # fmt: skip

LISTED = 9


@router.on(means(BORROW))
async def borrow(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    catalogue: Catalogue,
    places: Places,
    links: Links,
) -> Reply:
    title = await _meant(meaning, conversation, catalogue, "借 {}")
    if not isinstance(title, Title):
        return title
    conversation.topic = title.id
    try:
        made = await places.borrow(words.patron, title.id, conversation)
    except CannotBorrow as refusal:
        return refused(refusal, title)
    return lent(made, title, links) if isinstance(made, Loan) else _waiting(made, title)


@router.on(means(HOLD))
async def hold(
    words: Text, meaning: Meaning, conversation: Conversation, catalogue: Catalogue, places: Places
) -> Reply:
    title = await _meant(meaning, conversation, catalogue, "预约 {}")
    if not isinstance(title, Title):
        return title
    conversation.topic = title.id
    try:
        return _waiting(await places.hold(words.patron, title.id, conversation), title)
    except CannotBorrow as refusal:
        return refused(refusal, title)


@router.excuse
def needs_loan(refusal: NeedsLoan, conversation: Conversation) -> Reply:
    """Whatever she wanted to read of it."""
    conversation.topic = refusal.title_id
    conversation.offer(f"借 {refusal.title_id}")
    return say(
        _("《{title}》要借了才能读，现在不在您手里。回复 1 就借；读到的地方、摘抄和笔记都替您留着。"),
        title=shorten(refusal.title_name, NAME),
    )


async def _meant(
    meaning: Meaning, conversation: Conversation, catalogue: Catalogue, command: str
) -> Title | Reply:
    """The title she named, else the one she looks at; a list to choose from where several bear that name."""
    name, code = meaning.slots.get("name", ""), meaning.slots.get("code", "") or conversation.topic
    if not name:
        title = await catalogue.find(code) if code else None
        return title or say(_("哪一本？发书名给我，选好以后再回复「借」。"))
    found = await catalogue.search(name, limit=LISTED)
    exact = [title for title in found.titles if key(title.name) == key(name)]
    if len(exact) == 1 or found.total == 1:
        return (exact or found.titles)[0]
    if not found.titles:
        return say(
            _("没有找到《{title}》。换个书名或作者试试，或回复「咨询」请馆员帮您找。"),
            title=shorten(name, NAME),
        )
    conversation.offer(*(command.format(title.id) for title in found.titles))
    listed = lines(f"《{shorten(title.name, NAME)}》{''.join(title.authors[:1])}" for title in found.titles)
    return say(_("是哪一本？回复数字即可。\n{listed}"), listed=listed)


def lent(loan: Loan, title: Title, links: Links) -> Reply:
    """The same words for a new loan and for one she has."""
    return say(
        _('《{title}》借给您了，到{until}，到时自动归还。\n<a href="{ticket}">点这里下载</a>\n\n'
          '也可以回复「开始」在聊天里读。早读完了，回复「还书」让给下一位。'),
        title=shorten(title.name, NAME), until=until(loan.until), ticket=links.borrowed(loan),
    )  # fmt: skip


def _waiting(placed: Hold, title: Title) -> Reply:
    name = shorten(title.name, NAME)
    if placed.until:
        return say(
            _("《{title}》正替您留着，留到{until}。回复「借」就是您的。"),
            title=name,
            until=until(placed.until),
        )
    return say(
        _("《{title}》都借出去了，给您排上了队，第 {n} 位。\n轮到您时我来叫您。不想等了，回复「取消预约」。"),
        title=name,
        n=placed.position,
    )


def refused(refusal: CannotBorrow, title: Title) -> Say:
    """Why not, and what she can do instead."""
    name = shorten(title.name, NAME)
    match refusal:
        case OpenAccess():
            return say(
                _("《{title}》不用借，人人可读：回复「开始」在聊天里读，回复「下载」带走。"), title=name
            )
        case NotLicensedHere():
            return say(_("《{title}》只在这里借得到：{venues}。到了那里，在借阅机上扫码。"), title=name,
                       venues="、".join(refusal.venues))  # fmt: skip
        case TooManyLoans():
            return say(_("您最多同时借 {n} 本，先还一本再借。回复「我的借阅」看看。"), n=refusal.limit)
        case TooManyHolds():
            return say(_("您最多同时等 {n} 本，先取消一本再排。回复「我的借阅」看看。"), n=refusal.limit)
        case CopyAvailable():
            return say(_("《{title}》现在就有，不用预约，回复「借」就是您的。"), title=name)
        case AlreadyOnLoan():
            return say(_("《{title}》就在您手里，借到{until}。回复「下载」再取一次。"), title=name,
                       until=until(refusal.loan.until))  # fmt: skip
        case NotLicensed() | _:
            return say(_("《{title}》现在借不了，馆里的授权用完了。回复「咨询」可以请馆员续上。"), title=name)

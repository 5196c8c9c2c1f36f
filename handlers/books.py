"""E-books: find a title, look at its card, take it along."""

from datetime import timedelta

from bot.conversation import Conversation
from bot.filters import means, scene, tapped
from bot.messages import Barcode, Scan, Tap, Text
from bot.replies import Card, Reply, say
from bot.router import Router
from bot.understanding import STATED, Meaning, intent
from ebooks.catalogue import Catalogue
from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.given import Way
from ebooks.kiosks import scenes
from ebooks.lending.availability import Standing
from ebooks.titles import NoSuchTitle, Title
from handlers.layout import lines, shorten
from handlers.lent import until
from handlers.links import Links
from handlers.places import Places
from language.translation import _

router = Router()

SEARCH = intent(
    "search", "找一本书", "找书", "搜书", "查书", "找本书", "找一本书", "找书看", "搜索", "检索",
    "有什么书", "有哪些书", "有啥书", "都有什么书", "都有哪些书", "都有啥书", "有什么书可以看",
    "有什么书看", "新书", "有什么新书", "新书推荐", "有新书吗", "书目", "书单", "看看有什么书", "search",
    "find a book", "find books", "any books", "new books", "ном хайх", "хайх", "ном хайя", "ямар ном байна",
    "шинэ ном",
    patterns=[
        r"(?:找书|搜书|查书|搜索|检索)[ :,]+(?P<words>[^《》]+?)(?: 从(?P<offset>\d+))?",
        rf"(?:找书|搜书|搜索|搜一?下|搜){STATED}(?P<words>[^《》]+?)",
        rf"找 {STATED}(?P<words>[^《》]+?)",
        rf"找(?:一下)?(?:一?本|一?些|几本){STATED}(?P<words>[^《》]+?)",
        rf"找(?:一下)?{STATED}(?P<words>[^《》]+?的(?:书|小说|作品|诗集?|散文))",
        rf"(?:你们|馆里|图书馆)?有(?:没有)?(?:一?[本些])?{STATED}"
        r"(?P<words>[^《》]{2,12}?)写?的(?:书|小说|作品)[吗么没?]*",
        r"[^《》]{0,10}?(?:找|搜|查|借|有|没有|do you have)(?:一下|一?本)? ?"
        r"《(?P<words>[^《》]+)》(?:这本书|这本)?[吗么没?]*",
        r"《(?P<words>[^《》]+)》(?:这本书|有吗|有没有|有么)?[?]?",
        r"isbn(?:-1[03])?[ :]*(?P<words>[\d -]{9,16}[\dx])",
        r"(?P<words>97[89](?:[ -]?\d){10})",
        r"(?:search(?: for)?|find|look for) (?!(?:out|my|the|an?|help) )《?(?P<words>[^《》]+?)》?",
        r"(?:ном )?хайх (?P<words>.+)",
    ],
)  # fmt: skip
TITLE = intent(
    "title", "看一本书的介绍",
    patterns=[
        r"书 ?(?P<code>[0-9a-z]{5} ?-? ?[0-9a-z]{5})",
        r"(?P<code>[0-9a-z]{5} ?- ?[0-9a-z]{5})",
        r"(?=.*[0-9])(?=.*[a-z])(?P<code>[0-9a-z]{5} ?[0-9a-z]{5})",  # university is no code
    ],
)  # fmt: skip
DOWNLOAD = intent(
    "download", "下载电子书", "下载", "下载电子书", "下载这本", "下载这本书", "下载下来", "这本书下载下来",
    "下载链接", "扫码下载", "带走", "把书带走", "带走这本书", "电子书", "存到手机", "татах", "татаж авах",
    "ном татах", "цахим ном", "download", "download this", "download this book", "download it",
    "download the book",
)  # fmt: skip

LISTED = 9  # titles in one answer, so that a single digit chooses
TICKET_LIFE = timedelta(days=7)


@router.on(means(SEARCH))
async def search(words: Text, meaning: Meaning, conversation: Conversation, catalogue: Catalogue) -> Reply:
    wanted, offset = meaning.slots.get("words", ""), int(meaning.slots.get("offset", "0"))
    return (
        await list_titles(wanted, conversation, catalogue, offset=offset)
        or await _meant_perhaps(wanted, conversation, catalogue)
        or say(
            _("没有找到「{wanted}」。可以换个书名或作者，也可以回复「咨询」请馆员帮您找。"),
            wanted=shorten(wanted, 120),
        )
    )


async def _meant_perhaps(wanted: str, conversation: Conversation, catalogue: Catalogue) -> Reply | None:
    found = await catalogue.resembling(wanted, limit=LISTED)
    if not found.titles:
        return None
    conversation.offer(*(f"书 {title.id}" for title in found.titles))
    return say(
        _("没有找到「{wanted}」，您是不是找：\n{listed}\n\n回复数字看详情；都不是，回复「咨询」请馆员帮您找。"),
        wanted=shorten(wanted, 120), listed=lines(_one_line(title) for title in found.titles),
    )  # fmt: skip


@router.on(tapped("SEARCH"))
async def newest(_tap: Tap, conversation: Conversation, catalogue: Catalogue) -> Reply:
    return await list_titles("", conversation, catalogue) or say(_("馆里还没有电子书。"))


async def list_titles(
    wanted: str, conversation: Conversation, catalogue: Catalogue, *, offset: int = 0
) -> Reply | None:
    """A numbered list of what was found (of the newest titles when nothing is wanted), or None."""
    found = await (
        catalogue.search(wanted, limit=LISTED, offset=offset)
        if wanted
        else catalogue.page(limit=LISTED, offset=offset)
    )
    if not found.titles:
        return None
    seen = offset + len(found.titles)
    more = f"找书 {wanted} 从{seen}" if seen < found.total and wanted else ""
    conversation.offer(*(f"书 {title.id}" for title in found.titles), more=more)
    listed = lines(_one_line(title) for title in found.titles)
    if seen < found.total and wanted:
        return say(
            _("找到 {total} 种：\n{listed}\n\n回复数字看详情，回复「更多」看后面的。"),
            total=found.total,
            listed=listed,
        )
    return say(_("共 {total} 种：\n{listed}\n\n回复数字看详情。"), total=found.total, listed=listed)


def _one_line(title: Title) -> str:
    author = title.authors[0] if title.authors else ""
    return shorten(f"《{title.name}》{author}", 150)


@router.on(means(TITLE))
async def show_title(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    catalogue: Catalogue,
    places: Places,
    links: Links,
) -> Reply:
    title = await catalogue.find(meaning.slots["code"])
    if title is None:  # ten letters may just as well be a word
        return await list_titles(words.content, conversation, catalogue) or _no_such_title()
    conversation.topic = title.id
    return _card(title, _hint(title, await places.standing(words.patron, title.id, conversation)), links)


@router.on(scene(scenes.POSTER))
@router.on(scene(scenes.KIOSK))
async def show_scanned(
    scan: Scan,
    conversation: Conversation,
    catalogue: Catalogue,
    places: Places,
    dossiers: Dossiers,
    links: Links,
) -> Reply:
    scanned = scenes.read(scan.scene)
    try:
        title = await catalogue.get(scanned.title_id)
    except NoSuchTitle:
        return _no_such_title()
    conversation.topic = title.id
    await places.arrive(scanned, conversation)
    await dossiers.count(title.id, Way.SCAN)
    hint = _hint(title, await places.standing(scan.patron, title.id, conversation))
    return _welcome(title, hint, links) if scan.first else _card(title, hint, links)


def _welcome(title: Title, hint: str, links: Links) -> Reply:
    """The code also made her follow us; an answer to it is one message, so the card becomes words."""
    return say(
        _('您好，我是图书馆的书童 📖\n您扫的是《{name}》。{hint}\n<a href="{page}">看看这本书</a>\n\n'
          '回复「帮助」看看我还能做什么。'),
        name=shorten(title.name, 90), hint=hint, page=links.title(title.id),
    )  # fmt: skip


def _hint(title: Title, standing: Standing | None) -> str:
    """What she can do with it: read and take what is open to all; else what her loan or the queue allows."""
    if standing is None and not title.chapters:
        return _("{format}，只供下载。回复「下载」把书带走。").format(format=title.format.upper())
    if standing is None:
        return _("回复「开始」在聊天里读，回复「下载」把书带走。")
    if standing.loan:
        return _("您借着，到{until}。回复「下载」把书带走，回复「还书」提前还。").format(
            until=until(standing.loan.until)
        )
    if standing.hold and standing.hold.until:
        return _("替您留着，到{until}。回复「借」就是您的。").format(until=until(standing.hold.until))
    if standing.hold:
        return _("您在排队，第 {n} 位。轮到您时我来叫您。").format(n=standing.hold.position)
    return _offer(standing)


def _offer(standing: Standing) -> str:
    copies = standing.availability
    if not copies.copies_total:
        return _("在这里借不到，回复「借」看看为什么。")
    if copies.copies_available:
        return _("共 {total} 本，可借 {free} 本。回复「借」就是您的。").format(
            total=copies.copies_total, free=copies.copies_available
        )
    if not copies.holds_total:
        return _("共 {total} 本，都借出去了。回复「预约」，还回来就是您的。").format(
            total=copies.copies_total
        )
    return _("共 {total} 本，都借出去了，{n} 位在等。回复「预约」排队。").format(
        total=copies.copies_total, n=copies.holds_total
    )


@router.on()
async def show_barcode(code: Barcode, conversation: Conversation, catalogue: Catalogue) -> Reply:
    return await list_titles(code.content, conversation, catalogue) or say(
        _("没有找到条码 {code} 的电子书。回复「咨询」可请馆员代查。"), code=shorten(code.content, 60)
    )


def _card(title: Title, hint: str, links: Links) -> Card:
    about = shorten(" · ".join((*title.authors, title.description)), 240)
    return Card(
        title=_("《{name}》").format(name=shorten(title.name, 90)),
        description=f"{about}\n{hint}",
        url=links.title(title.id),
        picture_url=links.cover(title.id),
    )


@router.on(means(DOWNLOAD))
async def download(
    words: Text, conversation: Conversation, catalogue: Catalogue, places: Places, links: Links
) -> Reply:
    title = await catalogue.find(conversation.topic) if conversation.topic else None
    if title is None:
        return say(_("想下载哪一本？发书名给我，选好以后再回复「下载」。"))
    if standing := await places.standing(words.patron, title.id, conversation):
        return _download_of_loan(standing, title, links)
    kiosk = await places.kiosk_id(conversation)
    return say(
        _('《{name}》{format}，{size:.1f} MB\n<a href="{ticket}">点这里下载</a>（{days} 天内有效）\n\n'
          '打不开时，请点右上角 ··· 选择「在浏览器打开」。\n<a href="{page}">二维码和介绍</a>'),
        name=title.name, format=title.format.upper(), size=max(0.1, title.size / 1_000_000),
        days=TICKET_LIFE.days,
        ticket=links.download(title.id, life=TICKET_LIFE, kiosk=kiosk), page=links.title(title.id),
    )  # fmt: skip


def _download_of_loan(standing: Standing, title: Title, links: Links) -> Reply:
    name = shorten(title.name, 90)
    if standing.loan is None:
        return say(_("《{name}》要先借。{hint}"), name=name, hint=_hint(title, standing))
    return say(
        _('《{name}》借到{until}\n<a href="{ticket}">点这里下载</a>\n\n'
          '打不开时，请点右上角 ··· 选择「在浏览器打开」。'),
        name=name, until=until(standing.loan.until), ticket=links.borrowed(standing.loan),
    )  # fmt: skip


def _no_such_title() -> Reply:
    return say(_("没有这个编号的书。发书名或作者给我，我来找。"))

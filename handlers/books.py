"""E-books: find a title, look at its card, take it along."""

from datetime import timedelta

from bot.conversation import Conversation
from bot.filters import means, scene, tapped
from bot.messages import Barcode, Scan, Tap, Text
from bot.replies import Card, Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from ebooks.catalogue import Catalogue
from ebooks.titles import NoSuchTitle, Title
from handlers.layout import lines, shorten
from handlers.links import Links
from language.translation import _

router = Router()

SEARCH = intent(
    "search", "找一本书", "找书", "搜书", "查书", "有什么书", "有哪些书", "推荐一本书", "看看有什么书",
    "书目", "ном хайх", "find a book",
    patterns=[
        r"(?:找书|搜书|查书|搜索|检索|查找|搜|找|查)(?:一?[本下])?(?:书)?"
        r"[ :]*《?(?P<words>[^《》]+?)》?(?: 从(?P<offset>\d+))?",
        r"有(?:没有)?(?:一?本)? ?《(?P<words>[^《》]+)》[吗么?]*",
        r"《(?P<words>[^《》]+)》",
    ],
)  # fmt: skip
TITLE = intent("title", "看一本书的介绍", patterns=[r"(?:书 ?)?(?P<code>[0-9a-z]{5} ?-? ?[0-9a-z]{5})"])
DOWNLOAD = intent(
    "download", "下载电子书", "下载", "下载电子书", "下载这本", "带走", "电子书", "татах", "download",
)  # fmt: skip

LISTED = 9  # titles in one answer, so that a single digit chooses
TICKET_LIFE = timedelta(days=7)
SCENE = "title:"


@router.on(means(SEARCH))
async def search(words: Text, meaning: Meaning, conversation: Conversation, catalogue: Catalogue) -> Reply:
    wanted, offset = meaning.slots.get("words", ""), int(meaning.slots.get("offset", "0"))
    return await list_titles(wanted, conversation, catalogue, offset=offset) or say(
        _("没有找到「{wanted}」。可以换个书名或作者，也可以回复「咨询」请馆员帮您找。"),
        wanted=shorten(wanted, 120),
    )


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
    words: Text, meaning: Meaning, conversation: Conversation, catalogue: Catalogue, links: Links
) -> Reply:
    title = await catalogue.find(meaning.slots["code"])
    if title is None:  # ten letters may just as well be a word
        return await list_titles(words.content, conversation, catalogue) or _no_such_title()
    return _card(title, conversation, links)


@router.on(scene(SCENE))
async def show_scanned(scan: Scan, conversation: Conversation, catalogue: Catalogue, links: Links) -> Reply:
    try:
        return _card(await catalogue.get(scan.scene.removeprefix(SCENE)), conversation, links)
    except NoSuchTitle:
        return _no_such_title()


@router.on()
async def show_barcode(code: Barcode, conversation: Conversation, catalogue: Catalogue) -> Reply:
    return await list_titles(code.content, conversation, catalogue) or say(
        _("没有找到条码 {code} 的电子书。回复「咨询」可请馆员代查。"), code=shorten(code.content, 60)
    )


def _card(title: Title, conversation: Conversation, links: Links) -> Card:
    conversation.topic = title.id
    hint = _("回复「开始」在聊天里读，回复「下载」把书带走。")
    about = shorten(" · ".join((*title.authors, title.description)), 240)
    return Card(
        title=_("《{name}》").format(name=shorten(title.name, 90)),
        description=f"{about}\n{hint}",
        url=links.title(title.id),
        picture_url=links.cover(title.id),
    )


@router.on(means(DOWNLOAD))
async def download(words: Text, conversation: Conversation, catalogue: Catalogue, links: Links) -> Reply:
    title = await catalogue.find(conversation.topic) if conversation.topic else None
    if title is None:
        return say(_("想下载哪一本？发书名给我，选好以后再回复「下载」。"))
    return say(
        _('《{name}》{format}，{size:.1f} MB\n<a href="{ticket}">点这里下载</a>（{days} 天内有效）\n\n'
          '打不开时，请点右上角 ··· 选择「在浏览器打开」。\n<a href="{page}">二维码和介绍</a>'),
        name=title.name, format=title.format.upper(), size=title.size / 1_000_000, days=TICKET_LIFE.days,
        ticket=links.download(title.id, life=TICKET_LIFE), page=links.title(title.id),
    )  # fmt: skip


def _no_such_title() -> Reply:
    return say(_("没有这个编号的书。发书名或作者给我，我来找。"))

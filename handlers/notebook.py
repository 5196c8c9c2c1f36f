"""What she has marked: looking it up, going back there, taking it along, throwing it away."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.layout import instalment, lines, shorten
from handlers.links import Links
from handlers.phrasings import MY, SEE, WHERE
from language.numerals import number
from language.translation import _, later
from reader.marked import Kind, Mark
from reader.marks import Marks, by_title
from reader.refusals import NoSuchMark, NotReadable
from reader.shelf import Shelf

router = Router()

BOOKMARKS = intent(
    "bookmarks", "看我的书签", "我的书签", "书签列表", "看书签", "看看书签", "所有书签", "全部书签",
    "书签在哪", "书签在哪里", "我放的书签", "我有哪些书签", "打开书签", "my bookmarks", "bookmarks",
    "show bookmarks", "миний хавчуурга",
    patterns=[
        r"(?:去|到|打开)书签 ?(?P<mark>[0-9a-z]{10})",
        rf"{SEE}{MY}(?:[放夹做加存](?:过|下|了)?的?)?(?:那些|所有|全部|那个)?书签{WHERE}",
        rf"(?:带我)?(?:看看?|回到|找找?){MY}(?:[放夹做加存](?:过|下|了)?)?的?书签",
    ],
)  # fmt: skip
EXCERPTS = intent(
    "excerpts", "看我的摘抄", "我的摘抄", "摘抄列表", "看摘抄", "看看摘抄", "所有摘抄", "全部摘抄",
    "我摘抄的句子", "我抄的句子", "我摘抄了什么", "我的摘录", "摘抄本", "打开摘抄本", "my excerpts",
    "my quotes", "quotes", "миний ишлэл",
    patterns=[
        r"(?:看|打开)(?:摘抄|笔记) ?(?P<mark>[0-9a-z]{10})",
        rf"{SEE}{MY}(?:摘抄|摘录|抄)(?:过|下来?|了)?的?(?:那些|所有|全部)?(?:句子|话)?{WHERE}",
        rf"(?:看看?|找找?){MY}(?:摘抄|摘录|抄)(?:过|下来?|了)的(?:句子|话)",
        rf"{MY}(?:摘抄|摘录)(?:过|了)(?:什么|哪些)(?:句子|话)?",
    ],
)  # fmt: skip
NOTES = intent(
    "notes", "看我的笔记", "我的笔记", "笔记列表", "看笔记", "看看笔记", "所有笔记", "全部笔记",
    "我写的笔记", "我记的笔记", "我写了什么笔记", "笔记本", "打开笔记本", "my notes", "notes", "show notes",
    "миний тэмдэглэл",
    patterns=[
        rf"{SEE}{MY}(?:[写记做](?:过|下|了)?的?)?(?:那些|所有|全部)?(?:读书)?笔记{WHERE}",
        rf"(?:看看?|找找?){MY}[写记做](?:过|下|了)?的(?:读书)?笔记",
        rf"{MY}[写记做](?:过|了)(?:什么|哪些)笔记",
    ],
)  # fmt: skip
EXPORT = intent(
    "export", "导出摘抄和笔记", "导出摘抄", "导出笔记", "导出我的摘抄", "导出我的笔记", "导出摘抄和笔记",
    "摘抄导出", "笔记导出", "下载摘抄", "下载笔记", "下载我的摘抄", "下载我的笔记", "把摘抄发给我",
    "把笔记发给我", "export excerpts", "export notes", "export my notes", "download my notes",
    "ишлэл татах", "тэмдэглэл татах",
    patterns=[
        r"(?:怎么)?把(?:我的?)?(?:全部|所有)?(?:摘抄|笔记)(?:和(?:笔记|摘抄))?(?:都|全)?(?:[存保]存?(?:下来?)?|导出来?|带走|下载下来?)",
    ],
)  # fmt: skip
REMOVE = intent(
    "remove_mark", "删除一条书签、摘抄或笔记", "删除一条", "删除书签", "删除摘抄", "删除笔记", "删掉书签",
    "删掉摘抄", "删掉笔记", "删一条", "删掉一条", "删除这条", "删掉这条", "delete mark", "delete note",
    "delete bookmark", "delete excerpt", "устгах",
    "тэмдэглэл устгах", "ишлэл устгах", "хавчуурга устгах",
    patterns=[
        r"(?:删除|删掉|删|去掉)(?:书签|摘抄|笔记)? ?第? ?"
        r"(?P<number>[0-9零〇一二两三四五六七八九十]+) ?[条个句号]?(?:书签|摘抄|笔记)?",
        r"(?:delete|remove)(?: bookmark| excerpt| note)? (?P<number>[0-9]+)",
        r"устга\w* (?P<number>[0-9]+)",
        r"(?P<number>[0-9]+)(?:-?[а-яөү]{1,4})? устга\w*",
        r"把(?:我的)?第? ?(?P<number>[0-9零〇一二两三四五六七八九十]+) ?[条个句](?:书签|摘抄|笔记)?"
        r"(?:删掉|删除|删了|去掉)",
    ],
)  # fmt: skip

LISTED = 9  # marks in one answer, so that a single digit chooses
HOME = ZoneInfo("Asia/Shanghai")
OPENS = {Kind.BOOKMARK: "去书签", Kind.EXCERPT: "看摘抄", Kind.NOTE: "看笔记"}
ID = re.compile(r"(?:去书签|看摘抄|看笔记) (\w{10})")
NAMES = {Kind.BOOKMARK: later("书签"), Kind.EXCERPT: later("摘抄"), Kind.NOTE: later("笔记")}
NONE = {
    Kind.BOOKMARK: later("还没有书签。读到想回来的地方，回复「书签」。"),
    Kind.EXCERPT: later("还没有摘抄。读到喜欢的句子，回复「摘抄」。"),
    Kind.NOTE: later("还没有笔记。有想法时，回复「笔记」加您的话。"),
}
HINTS = {
    Kind.BOOKMARK: later("回复数字去那里读，回复「删除 1」删掉第 1 个。"),
    Kind.EXCERPT: later("回复数字看全文，「删除 1」删掉第 1 条，「导出摘抄」整份带走。"),
    Kind.NOTE: later("回复数字看全文，「删除 1」删掉第 1 条，「导出笔记」整份带走。"),
}


@router.on(means(BOOKMARKS))
async def bookmarks(
    words: Text, meaning: Meaning, conversation: Conversation, shelf: Shelf, marks: Marks
) -> Reply:
    if mark_id := meaning.slots.get("mark"):
        return await _turn_to(words, mark_id.upper(), shelf, marks)
    return await _list(words.patron, Kind.BOOKMARK, conversation, marks)


@router.on(means(EXCERPTS))
async def excerpts(words: Text, meaning: Meaning, conversation: Conversation, marks: Marks) -> Reply:
    if mark_id := meaning.slots.get("mark"):
        return await _show(words.patron, mark_id.upper(), marks)
    return await _list(words.patron, Kind.EXCERPT, conversation, marks)


@router.on(means(NOTES))
async def notes(words: Text, conversation: Conversation, marks: Marks) -> Reply:
    return await _list(words.patron, Kind.NOTE, conversation, marks)


async def _list(patron: str, kind: Kind, conversation: Conversation, marks: Marks) -> Reply:
    newest = await marks.newest(patron, kind, LISTED)
    if not newest:
        return say(_(NONE[kind]))
    conversation.offer(*(f"{OPENS[kind]} {mark.id}" for mark in newest))
    return say(
        _("{name}共 {count} 条：\n{listed}\n\n{hint}"),
        name=_(NAMES[kind]), count=await marks.count(patron, kind), hint=_(HINTS[kind]),
        listed=lines(f"{shorten(mark.text, 75)}{_from(mark)}" for mark in newest),
    )  # fmt: skip


def _from(mark: Mark) -> str:
    return f"——《{shorten(mark.source.title_name, 45)}》" if mark.source else ""


async def _turn_to(words: Text, mark_id: str, shelf: Shelf, marks: Marks) -> Reply:
    try:
        mark = await marks.get(words.patron, mark_id)
        if mark.source is None:
            return say(mark.text)
        spot = await marks.spot(mark.source)
        return instalment(await shelf.turn_to(words.patron, mark.source.title_id, spot, message=words.key))
    except (NoSuchMark, NotReadable):
        return say(_("这个书签已经不在了。回复「我的书签」看现在有哪些。"))


async def _show(patron: str, mark_id: str, marks: Marks) -> Reply:
    try:
        return say("{whole}", whole=_whole(await marks.get(patron, mark_id)))
    except NoSuchMark:
        return say(_("这一条已经删除了。"))


@router.on(means(REMOVE))
async def remove(words: Text, meaning: Meaning, conversation: Conversation, marks: Marks) -> Reply:
    """The number is the one in the list she sees."""
    command = conversation.chosen(number(meaning.slots.get("number", "")) or 0)
    shown = ID.fullmatch(command or "")
    if shown is None:
        return say(_("删除哪一条？先回复「我的书签」「我的摘抄」或「我的笔记」，再回复例如「删除 2」。"))
    try:
        mark = await marks.remove(words.patron, shown[1])
    except NoSuchMark:
        return say(_("这一条已经删除了。"))
    return say(_("已删除：{text}"), text=shorten(mark.text, 120))


@router.on(means(EXPORT))
async def export(words: Text, marks: Marks, links: Links) -> Reply:
    if not await marks.export(words.patron):
        return say(_("还没有摘抄和笔记。读到喜欢的句子，回复「摘抄」。"))
    return say(
        _("点开就能看到并保存全部摘抄和笔记：\n{link}\n\n链接半小时内有效，里面有您的笔记，请不要转发。"),
        link=links.marks(words.patron),
    )


def as_text(marks: list[Mark]) -> str:
    """All excerpts and notes as a text, by book and as the book goes."""
    parts = [_("我的摘抄和笔记")]
    for found in by_title(marks).values():
        source = found[0].source
        head = f"《{source.title_name}》{source.author}" if source else _("其他笔记")
        parts += ["", "", head, "=" * 16, *(f"\n{_whole(mark, titled=False)}" for mark in found)]
    return "\n".join(parts) + "\n"


def _whole(mark: Mark, *, titled: bool = True) -> str:
    about = f"「{mark.about}」\n" if mark.about else ""
    words = f"「{mark.text}」" if mark.kind is Kind.EXCERPT else _("笔记：{text}").format(text=mark.text)
    source = mark.source
    title = f"《{source.title_name}》{source.author} " if source and titled else ""
    return f"{about}{words}\n  —— {title}{source.chapter_name if source else ''} {_day(mark.made_at)}"


def _day(moment: datetime) -> str:
    return moment.astimezone(HOME).date().isoformat()

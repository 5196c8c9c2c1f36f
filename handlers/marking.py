"""Marking what one reads: bookmarks, excerpts, notes, and the page to read on."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation import Conversation
from bot.filters import at, free_words, means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from ebooks.catalogue import Catalogue
from ebooks.titles import NoSuchTitle
from handlers.layout import instalment, lines, shorten
from handlers.links import Links
from language.numerals import number
from language.sentences import sentences
from language.translation import _, later
from reader.marked import Here, Kind, Mark
from reader.marks import Marks, by_title
from reader.places import Enrolment
from reader.refusals import (
    CannotMark,
    NoSuchMark,
    NothingToMark,
    NotInTheText,
    NotReadable,
    TooLong,
    TooManyMarks,
)
from reader.shelf import Shelf
from reader.spots import Spot

router = Router()

BOOKMARK = intent(
    "bookmark", "在这里放一个书签", "放书签", "书签", "放个书签", "放一个书签", "加书签", "加个书签",
    "添加书签", "夹书签", "夹个书签", "存书签", "做书签", "在这里放书签", "在这里放个书签", "这里放个书签",
    "标记这里", "记住这里", "记住这一页", "bookmark", "add bookmark", "bookmark this", "хавчуурга",
    "хавчуурга тавих",
)  # fmt: skip
BOOKMARKS = intent(
    "bookmarks", "看我的书签", "我的书签", "书签列表", "看书签", "看看书签", "所有书签", "全部书签",
    "书签在哪", "书签在哪里", "我放的书签", "我有哪些书签", "打开书签", "my bookmarks", "bookmarks",
    "show bookmarks", "миний хавчуурга",
    patterns=[r"(?:去|到|打开)书签 ?(?P<mark>[0-9a-z]{10})"],
)  # fmt: skip
EXCERPT = intent(
    "excerpt", "摘抄一句话", "摘抄", "摘抄一句", "摘抄一句话", "摘抄这一段", "摘抄这段", "摘抄上面这句",
    "摘抄上面的话", "我要摘抄", "摘录", "抄下来", "抄一句", "抄下这句", "收藏这句", "收藏这句话", "excerpt",
    "quote", "save quote", "тэмдэглэж авах", "ишлэл",
    patterns=[
        r"(?:摘抄|摘录|抄下|收藏)第?(?P<sentence>[0-9零〇一二两三四五六七八九十]+)句话?",
        r"(?:摘抄|摘录)[ :,「“\"](?P<words>.+)",
        r"(?:excerpt|ишлэл)[ :]+(?:(?P<sentence>[0-9]{1,2})|(?P<words>.+))",
    ],
)  # fmt: skip
EXCERPTS = intent(
    "excerpts", "看我的摘抄", "我的摘抄", "摘抄列表", "看摘抄", "看看摘抄", "所有摘抄", "全部摘抄",
    "我摘抄的句子", "我抄的句子", "我摘抄了什么", "我的摘录", "摘抄本", "打开摘抄本", "my excerpts",
    "my quotes", "quotes", "миний ишлэл",
    patterns=[r"(?:看|打开)(?:摘抄|笔记) ?(?P<mark>[0-9a-z]{10})"],
)  # fmt: skip
EXPORT = intent(
    "export", "导出摘抄和笔记", "导出摘抄", "导出笔记", "导出我的摘抄", "导出我的笔记", "导出摘抄和笔记",
    "摘抄导出", "笔记导出", "下载摘抄", "下载笔记", "下载我的摘抄", "下载我的笔记", "把摘抄发给我",
    "把笔记发给我", "export excerpts", "export notes", "export my notes", "download my notes",
    "ишлэл татах", "тэмдэглэл татах",
)  # fmt: skip
NOTE = intent(
    "note", "记一条笔记", "记笔记", "笔记", "写笔记", "记一条笔记", "做笔记", "做个笔记", "写一条笔记",
    "加笔记", "记下想法", "写想法", "写感想", "note", "take a note", "add note", "write a note",
    "тэмдэглэл", "тэмдэглэл бичих",
    patterns=[r"(?:记?笔记|写笔记)[ :,](?P<words>.+)", r"(?:note|тэмдэглэл)[ :]+(?P<words>.+)"],
)  # fmt: skip
NOTES = intent(
    "notes", "看我的笔记", "我的笔记", "笔记列表", "看笔记", "看看笔记", "所有笔记", "全部笔记",
    "我写的笔记", "我记的笔记", "我写了什么笔记", "笔记本", "打开笔记本", "my notes", "notes", "show notes",
    "миний тэмдэглэл",
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
    ],
)  # fmt: skip
PAGE = intent(
    "page", "在网页上读", "网页读", "网页阅读", "在网页上读", "在网页里读", "打开网页", "打开阅读页",
    "阅读页", "网页版", "用网页读", "整章读", "读整章", "看整章", "大字读", "字大一点", "字太小",
    "字太小了", "夜间模式", "web page", "read on the web", "open the page", "reading page", "вэб хуудас",
    "вэбээр унших",
)  # fmt: skip

LISTED = 9  # marks in one answer, so that a single digit chooses
NOTING = "noting"
SAID = re.compile(
    r"^\s*(?:摘抄|摘錄|摘录|記?筆記|记?笔记|写笔记|寫筆記|excerpt|note|ишлэл|тэмдэглэл)[\s:：,，]*",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^[「“\"『«](.*)[」”\"』»]$", re.DOTALL)
HOME = ZoneInfo("Asia/Shanghai")
OPENS = {Kind.BOOKMARK: "去书签", Kind.EXCERPT: "看摘抄", Kind.NOTE: "看笔记"}
ID = re.compile(r"(?:去书签|看摘抄|看笔记) (\w{10})")


@router.on(means(PAGE))
async def page(words: Text, shelf: Shelf, links: Links) -> Reply:
    here = await shelf.current(words.patron)
    if here is None:
        return _nothing_open()
    return say(
        _("点这里在网页上读《{title}》，可以看整章、调字号、换夜间背景：\n{link}\n\n链接是您个人的，请不要转发。"),
        title=here.title_name, link=links.reading(words.patron, here.title_id),
    )  # fmt: skip


@router.on(means(BOOKMARK))
async def bookmark(words: Text, shelf: Shelf, marks: Marks, catalogue: Catalogue) -> Reply:
    here = await shelf.current(words.patron)
    if here is None:
        return _nothing_open()
    try:
        mark = await marks.bookmark(words.patron, await _here(here, catalogue))
    except CannotMark as refused:
        return _refusal(refused)
    return say(_("🔖 已放好书签：《{title}》{text}……\n回复「我的书签」随时回来。"),
               title=here.title_name, text=shorten(mark.text, 90))  # fmt: skip


@router.on(means(BOOKMARKS))
async def bookmarks(
    words: Text, meaning: Meaning, conversation: Conversation, shelf: Shelf, marks: Marks
) -> Reply:
    if mark_id := meaning.slots.get("mark"):
        return await _turn_to(words, mark_id.upper(), shelf, marks)
    return await _list(words.patron, Kind.BOOKMARK, conversation, marks)


async def _turn_to(words: Text, mark_id: str, shelf: Shelf, marks: Marks) -> Reply:
    try:
        mark = await marks.get(words.patron, mark_id)
        if mark.source is None:
            return say(mark.text)
        spot = await marks.spot(mark.source)
        return instalment(await shelf.turn_to(words.patron, mark.source.title_id, spot, message=words.key))
    except (NoSuchMark, NotReadable):
        return say(_("这个书签已经不在了。回复「我的书签」看现在有哪些。"))


@router.on(means(EXCERPT))
async def excerpt(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    shelf: Shelf,
    marks: Marks,
    catalogue: Catalogue,
) -> Reply:
    here = await shelf.current(words.patron)
    if here is None:
        return _nothing_open()
    place = await _here(here, catalogue)
    quoted = _given(words.content) if "words" in meaning.slots else ""
    if not quoted:
        said = await _sentences(place, marks)
        count = number(meaning.slots.get("sentence", ""))
        if count is None or not 1 <= count <= len(said):
            return _which(said, conversation)
        quoted = said[count - 1]
    try:
        mark = await marks.excerpt(words.patron, place, quoted)
    except CannotMark as refused:
        return _refusal(refused)
    return say(_("✂ 已摘抄：\n{text}\n——《{title}》{author}\n\n回复「我的摘抄」看全部。"),
               text=mark.text, title=here.title_name, author=place.author)  # fmt: skip


def _which(said: list[str], conversation: Conversation) -> Reply:
    conversation.offer(*(f"摘抄第{count}句" for count in range(1, len(said) + 1)))
    listed = lines(shorten(one, 60) for one in said)
    return say(_("摘抄哪一句？回复数字，或发「摘抄」加原文。\n{listed}"), listed=listed)


async def _sentences(here: Here, marks: Marks) -> list[str]:
    text = await marks.text(here)
    return [
        found for paragraph in text.split("\n\n") for one in sentences(paragraph) if (found := one.strip())
    ]


@router.on(means(EXCERPTS))
async def excerpts(words: Text, meaning: Meaning, conversation: Conversation, marks: Marks) -> Reply:
    if mark_id := meaning.slots.get("mark"):
        return await _show(words.patron, mark_id.upper(), marks)
    return await _list(words.patron, Kind.EXCERPT, conversation, marks)


@router.on(means(NOTES))
async def notes(words: Text, conversation: Conversation, marks: Marks) -> Reply:
    return await _list(words.patron, Kind.NOTE, conversation, marks)


async def _show(patron: str, mark_id: str, marks: Marks) -> Reply:
    try:
        return say("{whole}", whole=_whole(await marks.get(patron, mark_id)))
    except NoSuchMark:
        return say(_("这一条已经删除了。"))


@router.on(means(NOTE))
async def note(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    shelf: Shelf,
    marks: Marks,
    catalogue: Catalogue,
) -> Reply:
    if "words" not in meaning.slots:
        conversation.goto(NOTING)
        return say(_("想记什么？直接发给我，最多 500 字。不想记了就回复「取消」。"))
    return await _note(words, _given(words.content), shelf, marks, catalogue)


@router.on(at(NOTING), free_words)
async def write_note(
    words: Text, conversation: Conversation, shelf: Shelf, marks: Marks, catalogue: Catalogue
) -> Reply:
    conversation.end()
    return await _note(words, words.content, shelf, marks, catalogue)


async def _note(words: Text, said: str, shelf: Shelf, marks: Marks, catalogue: Catalogue) -> Reply:
    current = await shelf.current(words.patron)
    here = await _here(current, catalogue) if current else None
    try:
        await marks.note(words.patron, said, message=words.key, here=here)
    except CannotMark as refused:
        return _refusal(refused)
    if current:
        return say(_("✎ 已记在《{title}》{chapter}。回复「我的笔记」看全部。"),
                   title=current.title_name, chapter=shorten(current.chapter_name, 60))  # fmt: skip
    return say(_("✎ 已记下。回复「我的笔记」看全部。"))


@router.on(means(EXPORT))
async def export(words: Text, marks: Marks, links: Links) -> Reply:
    if not await marks.export(words.patron):
        return say(_("还没有摘抄和笔记。读到喜欢的句子，回复「摘抄」。"))
    return say(
        _("点开就能看到并保存全部摘抄和笔记：\n{link}\n\n链接半小时内有效，里面有您的笔记，请不要转发。"),
        link=links.marks(words.patron),
    )


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


def _from(mark: Mark) -> str:
    return f"——《{shorten(mark.source.title_name, 45)}》" if mark.source else ""


def _given(content: str) -> str:
    """What follows the command, as she wrote it: folding would lose letters the book has."""
    words = SAID.sub("", content, count=1).strip()
    quoted = QUOTED.match(words)
    return quoted[1] if quoted else words


async def _here(enrolment: Enrolment, catalogue: Catalogue) -> Here:
    try:
        authors = (await catalogue.get(enrolment.title_id)).authors
    except NoSuchTitle:
        authors = ()
    return Here(title_id=enrolment.title_id, spot=Spot.of(enrolment.place), author="、".join(authors))


def _refusal(refused: CannotMark) -> Reply:
    match refused:
        case NotInTheText():
            return say(_("在您正读的地方没有找到这句话。摘抄要用书里的原文；自己的话可以用「笔记」记下。"))
        case TooLong(limit=limit):
            return say(_("太长了，一次最多 {limit} 字。"), limit=limit)
        case TooManyMarks(limit=limit):
            return say(_("已经有 {limit} 条了，请先删掉一些。"), limit=limit)
        case NothingToMark():
            return say(_("里面没有字。请再发一次。"))
    return say(_("没有记下，请再试一次。"))


def _nothing_open() -> Reply:
    return say(_("您还没有打开哪本书。回复「找书」看看有什么，或直接发书名给我。"))


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

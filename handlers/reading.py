"""Micro-reading: a book in instalments that fit a chat bubble."""

from reader.places import Enrolment
from reader.refusals import AtTheBeginning, BookFinished, NoSuchChapter, NothingOpen, NotReadable
from reader.shelf import Shelf

from bot.conversation import Conversation
from bot.filters import means, tapped
from bot.messages import Tap, Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from ebooks.catalogue import Catalogue
from ebooks.titles import Title
from handlers.layout import bar, instalment, lines
from language.numerals import number
from language.translation import _

router = Router()

SHELF = intent("shelf", "看看我的书架", "书架", "我的书架", "我的书", "我在读什么", "在读的书", "打开书架")
START = intent(
    "start", "开始读一本书", "开始", "开始读", "开始阅读", "读这本", "打开这本", "看这本书",
    patterns=[
        r"(?:开始读?|阅读|打开|读|看)(?:一?读)? ?《(?P<name>.+?)》?",
        r"(?:开始读?|阅读) ?(?P<name>.+?)",
    ],
)  # fmt: skip
CONTINUE = intent(
    "continue", "继续读", "继续", "继续读", "下一段", "下一页", "接着读", "接着看", "往下读", "往下",
    "继续看", "下一节", "再来一段", "读下去", "next", "үргэлжлүүлэх",
)  # fmt: skip
BACK = intent(
    "back", "回到上一段", "上一段", "上一页", "上一节", "前一段", "往回", "往前翻", "回到上一段", "退回去",
    "back", "өмнөх",
)  # fmt: skip
CONTENTS = intent(
    "contents", "看目录", "目录", "看目录", "有哪些章节", "章节", "章节目录", "一共几章", "гарчиг"
)
JUMP = intent(
    "jump", "跳到某一章", "跳到第五章", "跳到下一章",
    patterns=[
        r"(?:跳到|跳转到?|跳去|翻到|转到|直接看|直接读|看|读|去)? ?"
        r"第? ?(?P<chapter>[0-9零〇一二两三四五六七八九十百]+) ?[章回节卷篇]",
        r"(?:目录|跳到) ?(?P<chapter>[0-9]+)",
    ],
)  # fmt: skip
PROGRESS = intent(
    "progress", "看阅读进度", "进度", "阅读进度", "我读到哪了", "读到哪里了", "读了多少", "还有多少没读",
    "还剩多少", "явц",
)  # fmt: skip

CONTENTS_SHOWN = 20  # chapters a bubble holds with their names


@router.on(means(START))
async def start(
    words: Text, meaning: Meaning, conversation: Conversation, shelf: Shelf, catalogue: Catalogue
) -> Reply:
    if name := meaning.slots.get("name"):
        titles = (await catalogue.search(name, limit=5)).titles
        if len(titles) != 1 and not (titles and titles[0].name == name):
            return _which(name, titles, conversation)
        conversation.topic = titles[0].id
    if not conversation.topic:
        return say(_("想读哪一本？发书名给我，例如「开始 《书名》」，或回复「找书」看看有什么。"))
    try:
        return instalment(await shelf.start(words.patron, conversation.topic, message=words.key))
    except NotReadable:
        return say(_("这本书没有可以在聊天里读的文字。回复「下载」可以把它带走。"))


def _which(name: str, titles: tuple[Title, ...], conversation: Conversation) -> Reply:
    if not titles:
        return say(_("没有找到「{name}」。换个书名或作者再试试，例如「找书 鲁迅」。"), name=name)
    conversation.offer(*(f"开始 《{title.name}》" for title in titles))
    return say(_("是哪一本？回复数字即可。\n{titles}"), titles=lines(title.name for title in titles))


@router.on(means(CONTINUE))
async def go_on(words: Text, conversation: Conversation, shelf: Shelf) -> Reply:
    return await _continue(words.patron, words.key, conversation, shelf)


@router.on(tapped("CONTINUE"))
async def go_on_by_menu(tap: Tap, conversation: Conversation, shelf: Shelf) -> Reply:
    return await _continue(tap.patron, tap.key, conversation, shelf)


async def _continue(patron: str, message: str, conversation: Conversation, shelf: Shelf) -> Reply:
    try:
        page = await shelf.next(patron, message=message)
    except NothingOpen:
        return _nothing_open()
    except BookFinished as finished:
        return say(
            _("🎉 《{title}》已经读完了。回复「书架」看其他的书，或「找书」挑下一本。"),
            title=finished.title_name,
        )
    conversation.topic = page.title_id
    return instalment(page)


@router.on(means(BACK))
async def go_back(words: Text, shelf: Shelf) -> Reply:
    try:
        return instalment(await shelf.back(words.patron, message=words.key))
    except NothingOpen:
        return _nothing_open()
    except AtTheBeginning:
        return say(_("这里就是全书的开头了。回复「继续」往下读。"))


@router.on(means(JUMP))
async def jump(words: Text, meaning: Meaning, shelf: Shelf) -> Reply:
    chapter = number(meaning.slots.get("chapter", ""))
    if chapter is None:
        return say(_("想跳到第几章？例如「跳到第5章」。回复「目录」看全部章节。"))
    try:
        return instalment(await shelf.jump(words.patron, chapter, message=words.key))
    except NothingOpen:
        return _nothing_open()
    except NoSuchChapter as missing:
        return say(_("这本书只有 {last} 章。回复「目录」看全部章节。"), last=missing.last)


@router.on(means(CONTENTS))
async def contents(words: Text, conversation: Conversation, shelf: Shelf) -> Reply:
    enrolment = await shelf.current(words.patron)
    if enrolment is None:
        return _nothing_open()
    chapters = await shelf.contents(enrolment.title_id)
    first = max(0, enrolment.chapter - CONTENTS_SHOWN // 2)
    shown = chapters[first : first + CONTENTS_SHOWN]
    listed = "\n".join(
        f"{'▶' if entry.number == enrolment.chapter else ' '} {entry.number} {entry.name}" for entry in shown
    )
    return say(
        _("《{title}》共 {count} 章\n{listed}\n\n回复「跳到第N章」直接去读。"),
        title=enrolment.title_name, count=len(chapters), listed=listed,
    )  # fmt: skip


@router.on(means(PROGRESS))
async def progress(words: Text, shelf: Shelf) -> Reply:
    try:
        now = await shelf.progress(words.patron)
    except NothingOpen:
        return _nothing_open()
    return say(
        _(
            "《{title}》\n{bar} {percent}%\n第 {chapter}/{chapters} 章 {name}（{number}/{of}）\n"
            "大约还要读 {minutes} 分钟。回复「继续」往下读。"
        ),
        title=now.title_name, bar=bar(now.percent), percent=now.percent, chapter=now.chapter,
        chapters=now.chapters, name=now.chapter_name, number=now.number, of=now.of, minutes=now.minutes_left,
    )  # fmt: skip


@router.on(means(SHELF))
async def show_shelf(words: Text, conversation: Conversation, shelf: Shelf) -> Reply:
    return _shelf(await shelf.books(words.patron), conversation)


@router.on(tapped("SHELF"))
async def show_shelf_by_menu(tap: Tap, conversation: Conversation, shelf: Shelf) -> Reply:
    return _shelf(await shelf.books(tap.patron), conversation)


def _shelf(books: tuple[Enrolment, ...], conversation: Conversation) -> Reply:
    if not books:
        return say(_("您的书架还空着。回复「找书」看看有什么可读，或直接发书名给我。"))
    conversation.offer(*(f"开始 《{book.title_name}》" for book in books))
    listed = lines(f"《{book.title_name}》{book.percent}%" for book in books)
    return say(_("您的书架：\n{listed}\n\n回复数字接着读，或回复「继续」读最近的一本。"), listed=listed)


def _nothing_open() -> Reply:
    return say(_("您还没有打开哪本书。回复「找书」看看有什么，或直接发书名给我。"))

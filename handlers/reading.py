"""Micro-reading: a book in instalments that fit a chat bubble."""

from bot.conversation import Conversation
from bot.filters import means, tapped
from bot.messages import Tap, Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import STATED, Meaning, intent
from ebooks.book import Format
from ebooks.catalogue import Catalogue
from ebooks.dossiers.dossiers import Dossiers
from ebooks.dossiers.given import Way
from ebooks.titles import Title
from handlers.layout import bar, instalment, lines, span
from handlers.links import Links
from language.numerals import number
from language.translation import _
from reader.refusals import AtTheBeginning, BookFinished, NoSuchChapter, NothingOpen, NotReadable
from reader.shelf import Shelf

router = Router()

# A title as a phone without 《》 writes it; what is not marked may be more than a title.
QUOTED = r"[《«“„\"](?P<name>[^《》«»“”„\"]+)[》»”\"]"

START = intent(
    "start", "开始读一本书", "开始", "开始读", "开始看", "开始阅读", "开始读书", "从头开始", "从头开始读",
    "从头读", "读这本", "读这本书", "打开这本", "打开这本书", "看这本", "看这本书", "开始读这本",
    "开始读这本书", "读书", "读一本书", "start", "start reading", "read this", "read this book", "begin",
    "эхлэх", "эхлүүлэх", "унших", "уншиж эхлэх", "уншъя",
    patterns=[
        r"(?:从头)?(?:开始(?:读|看|阅读)?|阅读|打开|读|看)(?:一?[读看下])? ?"
        r"《(?P<name>[^《》]+)》(?:这本书|这本)?",
        rf"(?:start|begin|read|open|эхлэх|унших|нээх)(?: reading)? ?{QUOTED}",
        rf"{QUOTED}(?:-?[а-яөү]{{1,3}})? ?(?:эхлэх|унших|уншъя|нээх)",
        r"(?:开始(?:读|看|阅读)?|阅读)[ :,]+(?P<name>[^《》]+?)",
        rf"(?:开始读|我?[想要]要?读){STATED}(?P<name>[^《》]{{2,20}}(?<!书))",
    ],
)  # fmt: skip
CONTINUE = intent(
    "continue", "继续读", "继续", "继续读", "继续看", "继续看书", "继续读书", "继续阅读", "继续读下去",
    "继续看下去", "继续往下", "继续往后", "往后看",
     "继续讲", "继续念", "下一段", "下一页", "下一节", "下页", "下一篇", "翻页",
    "翻一页", "翻一下页", "往下", "xyd", "往下读", "往下看", "往下翻", "往后翻", "接着", "接着来", "接着读",
    "接着看", "接着讲", "接着念", "接着往下读", "接着往下看", "读下去", "看下去", "念下去", "讲下去",
    "再来一段", "再来一页", "来一段", "再读一段", "后面呢", "后面的", "后面的内容", "下面呢", "下面的内容",
    "下文", "然后呢", "后来呢", "next", "next page", "continue", "continue reading", "go on",
    "keep reading", "keep going", "read on", "more", "үргэлжлүүлэх", "үргэлжлүүл", "үргэлжлүүлнэ үү",
    "үргэлжлүүлээрэй", "цааш", "цааш унших", "дараагийн", "дараагийн хуудас", "дараах",
)  # fmt: skip
BACK = intent(
    "back", "回到上一段", "上一段", "上一页", "上一节", "上页", "前一段", "前一页", "前面一段", "往回",
    "往上翻", "往回翻", "往回翻一页", "往前翻", "往前翻一页", "翻回去", "翻回上一页", "翻回上一段",
    "回上一段", "回上一页", "回到上一段", "回到上一页", "退回去", "退回上一段", "退回上一页", "返回上一段",
    "返回上一页", "倒回去", "刚才那段", "刚才那一段", "刚刚那段", "刚刚那一段", "刚才那段再看一遍",
    "再看一遍", "再读一遍", "上一段再发一遍", "上一段再发一下", "再发一遍", "back", "go back", "previous",
    "previous page", "өмнөх", "өмнөх хуудас", "буцах", "буцаад",
)  # fmt: skip
CONTENTS = intent(
    "contents", "看目录", "目录", "看目录", "章节", "章节目录", "章节列表", "目录列表", "目次", "本书目录",
    "这本书的目录", "有哪些章节", "都有哪些章节", "有哪些章", "有几章", "有多少章", "一共几章",
    "一共有几章", "一共多少章", "一共有多少章", "总共几章", "这本书有几章", "这本书有多少章", "contents",
    "table of contents", "chapters", "toc", "гарчиг", "агуулга", "бүлгүүд",
)  # fmt: skip
JUMP = intent(
    "jump", "跳到某一章", "跳到哪一章", "跳章", "跳到下一章", "跳到上一章", "下一章", "上一章",
    "跳过这一章", "跳过这章", "next chapter", "previous chapter", "дараагийн бүлэг", "өмнөх бүлэг",
    patterns=[
        r"(?:直接|从)?(?:跳到?|跳转到?|跳去|翻到|转到|回到|看|读|去|到)? ?"
        r"第? ?(?P<chapter>[0-9零〇一二两三四五六七八九十百]+) ?[章回节卷篇](?:开始)?[看读]?",
        r"(?:目录|跳到) ?(?P<chapter>[0-9]+)",
        r"(?:go to |jump to |read )?ch(?:apter|ap)?\.? ?(?P<chapter>[0-9]+)",
        r"(?P<chapter>[0-9]+) ?(?:-? ?р|дугаар|дүгээр) бүлэг",
        r"бүлэг (?P<chapter>[0-9]+)",
    ],
)  # fmt: skip
PROGRESS = intent(
    "progress", "看阅读进度", "进度", "我的进度", "阅读进度", "读书进度", "我读到哪", "读到哪里",
    "看到哪里", "读到哪了", "上次读到哪里", "读到哪里了", "读到哪儿了", "看到哪了", "看到哪里了",
    "看到哪儿了", "读到第几章了", "看到第几章了", "读到第几章", "读了多少", "看了多少", "读了百分之几",
    "读了几章", "还有多少没读", "还有多少没看", "还有多少没看完", "还有多少没读完", "还剩多少",
    "还剩多少没读", "还剩多少没看", "还剩多少没读完", "还剩多少没看完", "还剩几章", "还要多久读完",
    "读完还要多久", "看完还要多久", "явц", "уншсан явц", "хаана хүрсэн", "хаана хүрсэн бэ", "progress",
    "my progress", "reading progress", "where am i", "where was i", "how much is left", "how far am i",
    patterns=[
        r"这本书?我?(?:现在|上次)?[读看]到(?:哪[里儿]?|第几[章页回])了?",
    ],
)  # fmt: skip
PAGE = intent(
    "page", "在网页上读", "网页读", "网页阅读", "在网页上读", "在网页里读", "打开网页", "打开阅读页",
    "阅读页", "网页版", "用网页读", "整章读", "整章看", "读整章", "看整章", "大字读", "字大一点", "字太小",
    "字太小了", "夜间模式", "web page", "read on the web", "open the page", "reading page", "вэб хуудас",
    "вэбээр унших",
    patterns=[
        r"字(?:有点|太|这么)小了?[ ,]*(?:看不清楚?|看不见|看着累)了?",
        r"字(?:体|号)?(?:能不能|可以)?调?大一?[点些]",
        r"(?:来|要)?(?:一?个)?(?:能|可以)[看读]?整章[看读]?的(?:网页|页面)",
        r"(?:晚上)?(?:看|屏幕)?太(?:亮|刺眼)了?[ ,]*有?(?:没有)?夜间模式吗?",
    ],
)  # fmt: skip

CONTENTS_SHOWN = 20  # chapters a bubble holds with their names


@router.on(means(START))
async def start(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    shelf: Shelf,
    catalogue: Catalogue,
    dossiers: Dossiers,
) -> Reply:
    if name := meaning.slots.get("name"):
        titles = (await catalogue.search(name, limit=5)).titles
        if len(titles) != 1 and not (titles and titles[0].name == name):
            return _which(name, titles, conversation)
        conversation.topic = titles[0].id
    if not conversation.topic:
        conversation.offer("今天读什么", "找书")
        return say(_("想读哪一本？直接发书名给我，或回复数字：\n1. 帮我挑几本\n2. 看看有什么书"))
    try:
        page = await shelf.start(words.patron, conversation.topic, message=words.key)
    except NotReadable:
        return await _only_to_download(conversation.topic, catalogue)
    await dossiers.count(page.title_id, Way.CHAT)
    return instalment(page)


async def _only_to_download(title_id: str, catalogue: Catalogue) -> Reply:
    title = await catalogue.find(title_id)
    if title and title.format is Format.PDF:
        return say(_("这本书是 PDF，只供下载，不能在聊天里读。回复「下载」可以把它带走。"))
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
        return nothing_open()
    except BookFinished as finished:
        return read_through(finished)
    conversation.topic = page.title_id
    return instalment(page)


@router.on(means(BACK))
async def go_back(words: Text, shelf: Shelf) -> Reply:
    try:
        return instalment(await shelf.back(words.patron, message=words.key))
    except NothingOpen:
        return nothing_open()
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
        return nothing_open()
    except NoSuchChapter as missing:
        return say(_("这本书只有 {last} 章。回复「目录」看全部章节。"), last=missing.last)


@router.on(means(CONTENTS))
async def contents(words: Text, conversation: Conversation, shelf: Shelf) -> Reply:
    enrolment = await shelf.current(words.patron)
    if enrolment is None:
        return nothing_open()
    chapters = await shelf.contents(enrolment.title_id)
    first = max(0, enrolment.chapter - CONTENTS_SHOWN // 2)
    shown = chapters[first : first + CONTENTS_SHOWN]
    listed = "\n".join(
        f"{'▶' if entry.number == enrolment.chapter else ' '} {entry.number} {entry.name}" for entry in shown
    )
    return say(
        _("《{title}》共 {count} 章\n{listed}\n\n回复例如「跳到第2章」直接去读。"),
        title=enrolment.title_name, count=len(chapters), listed=listed,
    )  # fmt: skip


@router.on(means(PROGRESS))
async def progress(words: Text, shelf: Shelf) -> Reply:
    try:
        now = await shelf.progress(words.patron)
    except NothingOpen:
        return nothing_open()
    return say(
        _(
            "《{title}》\n{bar} {percent}%\n第 {chapter}/{chapters} 章 {name}（{number}/{of}）\n"
            "大约还要读 {span}。回复「继续」往下读。"
        ),
        title=now.title_name, bar=bar(now.percent), percent=now.percent, chapter=now.chapter,
        chapters=now.chapters, name=now.chapter_name, number=now.number, of=now.of,
        span=span(now.minutes_left),
    )  # fmt: skip


@router.on(means(PAGE))
async def page(words: Text, shelf: Shelf, links: Links) -> Reply:
    here = await shelf.current(words.patron)
    if here is None:
        return nothing_open()
    said = _(
        "点这里在网页上读《{title}》，可以看整章、调字号、换夜间背景：\n{link}\n\n链接是您个人的，请不要转发。"
    )
    if await shelf.is_illustrated(here):
        said = _("这一章有插图，网页上能看到。") + "\n" + said
    return say(said, title=here.title_name, link=links.reading(words.patron, here.title_id))


def nothing_open() -> Reply:
    return say(_("您还没有打开哪本书。回复「找书」看看有什么，或直接发书名给我。"))


def read_through(finished: BookFinished) -> Reply:
    return say(
        _("🎉 《{title}》已经读完了。回复「书架」看其他的书，或「找书」挑下一本。"), title=finished.title_name
    )

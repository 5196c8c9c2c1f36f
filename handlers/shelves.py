"""Her books: those she reads, has read, and has put away."""

from collections.abc import Sequence
from contextlib import suppress

from bot.conversation import Conversation
from bot.filters import means, tapped
from bot.messages import Tap, Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.layout import lines, shorten
from handlers.phrasings import MY, SEE, SO_FAR, WHERE
from language.folding import fold
from language.translation import _
from reader.delivery import Deliveries
from reader.diary import Diary
from reader.places import Enrolment
from reader.refusals import NotDelivered
from reader.shelf import Shelf

router = Router()

SHELF = intent(
    "shelf", "看看我的书架", "书架", "我的书架", "打开书架", "我的书", "我的书有哪些", "我有哪些书",
    "我有什么书", "我都有哪些书", "我都有什么书", "我在读什么", "我在读什么书", "我在看什么", "我在看什么书",
    "我在看的书", "在读的书", "在看的书", "我在读的书", "正在读的书", "最近读的书", "最近在读", "我读过的书",
    "我看过的书", "我读过哪些书", "我看过哪些书", "миний ном", "миний номууд", "номын тавиур", "my books",
    "my book", "my shelf", "my bookshelf", "bookshelf", "shelf", "reading list",
)  # fmt: skip
FINISHED = intent(
    "finished", "看读完的书", "读完的书", "看完的书", "我读完的书", "我看完的书", "已读完的书",
    "读完了哪些书", "我读完了哪些书", "看完了哪些书", "我读完几本书了", "我读完了几本书", "读完几本了",
    "已读", "books i finished", "finished books", "my finished books", "уншиж дууссан ном", "дууссан ном",
    patterns=[
        rf"我?{SO_FAR}[读看]完(?:过|了)?(?:几|多少)本书?了?",
    ],
)  # fmt: skip
DROPPED = intent(
    "dropped", "看放下的书", "放下的书", "放下了哪些书", "我放下的书", "不读了的书", "没读完的书",
    "弃读的书", "搁下的书", "dropped books", "books i dropped", "books i put away", "орхисон ном",
    patterns=[
        rf"{SEE}{MY}(?:放下|弃读|搁下)(?:过|了)?(?:哪些书|的书{WHERE})",
        r"(?:还)?有?哪些书我?还?没有?[读看]完",
    ],
)  # fmt: skip
DROP = intent(
    "drop", "放下一本书", "放下这本书", "不读了", "不想读了", "这本不读了", "这本书不读了", "我不读了",
    "我不想读了", "放下", "放下这本", "不看了", "不想看了", "这本不看了", "弃了", "弃读", "先不读了",
    "从书架拿走", "从书架上拿走", "移出书架", "drop this book", "drop it", "put it away",
    "stop reading this", "уншихаа болих", "орхих",
    patterns=[
        r"(?:先|我)?(?:放下|不读|不看|不想读|不想看|弃读|移出书架|从书架上?拿走) ?"
        r"(?:《(?P<name>[^《》]+)》|(?P<code>[0-9a-z]{10}))(?:这本书|这本)?了?",
        r"(?:把|这本)?《(?P<name>[^《》]+)》(?:先|我)?(?:放下|不读了|不看了|不想读了|不想看了|弃了|移出书架|从书架上?拿走)(?:吧|了)?",
        r"(?:drop|put away|stop reading) 《?(?P<name>[^《》]{2,40})》?",
        r"这本书?(?:太|有点|不)[^《》,]{1,5}[ ,]+我?不想?再?[读看]了",
    ],
)  # fmt: skip

LISTED = 12
NAMED = 90  # bytes of a name


@router.on(means(SHELF))
async def show_shelf(words: Text, conversation: Conversation, shelf: Shelf) -> Reply:
    return await _shelf(words.patron, conversation, shelf)


@router.on(tapped("SHELF"))
async def show_shelf_by_menu(tap: Tap, conversation: Conversation, shelf: Shelf) -> Reply:
    return await _shelf(tap.patron, conversation, shelf)


async def _shelf(patron: str, conversation: Conversation, shelf: Shelf) -> Reply:
    books, dropped = await shelf.books(patron), await shelf.books(patron, dropped=True)
    if not books and not dropped:
        return say(_("您的书架还空着。回复「找书」看看有什么可读，或直接发书名给我。"))
    reading = [book for book in books if book.is_open][:LISTED]
    finished = [book for book in books if not book.is_open]
    _offer(reading, conversation)
    parts = [_reading(reading), _count(_("读完 {n} 本，回复「读完的书」看看。"), finished),
             _count(_("放下 {n} 本，回复「放下的书」看看。"), dropped)]  # fmt: skip
    return say("{all}", all="\n".join(filter(None, parts)))


def _reading(books: Sequence[Enrolment]) -> str:
    if not books:
        return _("您的书架上没有正在读的书。")
    listed = lines(f"《{shorten(book.title_name, NAMED)}》{book.percent}%" for book in books)
    return _("您的书架：\n{listed}\n\n回复数字接着读，或回复「继续」读最近的一本。").format(listed=listed)


def _count(words: str, books: Sequence[Enrolment]) -> str:
    return words.format(n=len(books)) if books else ""


@router.on(means(FINISHED))
async def show_finished(words: Text, conversation: Conversation, shelf: Shelf, diary: Diary) -> Reply:
    books = [book for book in await shelf.books(words.patron) if not book.is_open]
    if not books:
        return await _none(words.patron, _("还没有读完的书。回复「继续」往下读，总会读完的。"), diary)
    _offer(books[:LISTED], conversation)
    listed = lines(f"《{shorten(book.title_name, NAMED)}》{_day(book)}" for book in books[:LISTED])
    return say(_("读完 {n} 本：\n{listed}\n\n回复数字从头再读。"), n=len(books), listed=listed)


@router.on(means(DROPPED))
async def show_dropped(words: Text, conversation: Conversation, shelf: Shelf, diary: Diary) -> Reply:
    books = (await shelf.books(words.patron, dropped=True))[:LISTED]
    if not books:
        return await _none(words.patron, _("没有放下的书。"), diary)
    _offer(books, conversation)
    listed = lines(f"《{shorten(book.title_name, NAMED)}》{book.percent}%" for book in books)
    return say(_("放下的书，读到的地方都还在：\n{listed}\n\n回复数字接着读。"), listed=listed)


async def _none(patron: str, words: str, diary: Diary) -> Reply:
    if await diary.records(patron):
        return say(words)
    return say(_("您选了「不要记录」，读完和放下的书都没有留下。回复「恢复记录」从头记起。"))


@router.on(means(DROP))
async def drop(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    shelf: Shelf,
    deliveries: Deliveries,
    diary: Diary,
) -> Reply:
    """Its delivery pauses: whoever puts a book away does not want it tomorrow morning."""
    books = [book for book in await shelf.books(words.patron) if book.is_open]
    named = _named(books, meaning)
    if named is None:
        return _which(books, conversation)
    await shelf.drop(words.patron, named.title_id)
    with suppress(NotDelivered):
        await deliveries.pause(words.patron, named.title_id)
    if conversation.topic == named.title_id:
        conversation.topic = ""
    kept = (
        _("读到的 {percent}% 替您留着，想读时回复「开始《{title}》」。")
        if await diary.records(words.patron)
        else _("您选了「不要记录」，读到哪里也不留了。")
    )
    title = shorten(named.title_name, NAMED)
    kept = kept.format(percent=named.percent, title=title)
    return say(_("好的，《{title}》放下了，订过的也先不送了。\n{kept}"), title=title, kept=kept)


def _named(books: Sequence[Enrolment], meaning: Meaning) -> Enrolment | None:
    """The one she named, or the one she reads."""
    name, code = meaning.slots.get("name", ""), meaning.slots.get("code", "").upper()
    if not name and not code:
        return books[0] if books else None
    return next((b for b in books if code == b.title_id or (name and name in fold(b.title_name))), None)


def _which(books: Sequence[Enrolment], conversation: Conversation) -> Reply:
    if not books:
        return say(_("书架上没有正在读的书。回复「找书」看看有什么。"))
    conversation.offer(*(f"放下 {book.title_id}" for book in books[:LISTED]))
    listed = lines(f"《{shorten(book.title_name, NAMED)}》" for book in books[:LISTED])
    return say(_("书架上没有这本。放下哪一本？回复数字即可。\n{listed}"), listed=listed)


def _offer(books: Sequence[Enrolment], conversation: Conversation) -> None:
    conversation.offer(*(f"开始 《{book.title_name}》" for book in books))


def _day(book: Enrolment) -> str:
    return f" {book.finished_at:%Y-%m-%d}" if book.finished_at else ""

"""Marking what one reads: a bookmark, an excerpt, a note."""

import re

from bot.conversation import Conversation
from bot.filters import at, free_words, means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from ebooks.catalogue import Catalogue
from ebooks.titles import NoSuchTitle
from handlers.layout import lines, shorten
from handlers.reading import nothing_open
from language.numerals import number
from language.sentences import sentences
from language.translation import _
from reader.marked import Here
from reader.marks import Marks
from reader.places import Enrolment
from reader.refusals import CannotMark, NothingToMark, NotInTheText, TooLong, TooManyMarks
from reader.shelf import Shelf
from reader.spots import Spot

router = Router()

BOOKMARK = intent(
    "bookmark", "在这里放一个书签", "放书签", "书签", "放个书签", "放一个书签", "加书签", "加个书签",
    "添加书签", "夹书签", "夹个书签", "存书签", "做书签", "在这里放书签", "在这里放个书签", "这里放个书签",
    "标记这里", "记住这里", "记住这一页", "bookmark", "add bookmark", "bookmark this", "хавчуурга",
    "хавчуурга тавих",
    patterns=[
        r"在?(?:这里|这儿|这一?页)(?:[放夹做加存])(?:上|下)?一?个?书签",
    ],
)  # fmt: skip
EXCERPT = intent(
    "excerpt", "摘抄一句话", "摘抄", "摘抄一句", "摘抄一句话", "摘抄这一段", "摘抄这段", "摘抄上面这句",
    "摘抄上面的话", "我要摘抄", "摘录", "抄下来", "抄一句", "抄下这句", "收藏这句", "收藏这句话", "excerpt",
    "quote", "save quote", "тэмдэглэж авах", "ишлэл",
    patterns=[
        r"(?:摘抄|摘录|抄下|收藏)第?(?P<sentence>[0-9零〇一二两三四五六七八九十]+)句话?",
        r"(?:摘抄|摘录)[ :,「“\"](?P<words>.+)",
        r"(?:excerpt|ишлэл)[ :]+(?!from |of )(?:(?P<sentence>[0-9]{1,2})|(?P<words>.+))",
        r"把(?:刚才)?(?:这|那)一?(?:句话?|段话?)(?:给我)?(?:摘?抄|摘录|收藏)(?:下来?|起来?)?",
    ],
)  # fmt: skip
NOTE = intent(
    "note", "记一条笔记", "记笔记", "笔记", "写笔记", "记一条笔记", "做笔记", "做个笔记", "写一条笔记",
    "加笔记", "记下想法", "写想法", "写感想", "note", "take a note", "add note", "write a note",
    "тэмдэглэл", "тэмдэглэл бичих",
    patterns=[
        r"(?:记?笔记|写笔记)[ :,](?P<words>.+)", r"(?:note|тэмдэглэл)[ :]+(?!that )(?P<words>.+)",
        r"[记写](?:下|一?条|几句|一?点|一下)?(?:我的)?(?:读书)?(?:笔记|感想?|想法|心得)",
        r"把(?:我的?)?(?:感想|想法|心得)[记写](?:下来?)?",
        r"(?:读到)?(?:这里|这段)?我?有(?:[一点些个]*)(?:想法|感想|心得)[ ,]*(?:我?想)?[记写](?:一?下来?)?",
    ],
)  # fmt: skip

NOTING = "noting"
SAID = re.compile(
    r"^\s*(?:摘抄|摘錄|摘录|記?筆記|记?笔记|写笔记|寫筆記|excerpt|note|ишлэл|тэмдэглэл)[\s:：,，]*",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^[「“\"『«](.*)[」”\"』»]$", re.DOTALL)


@router.on(means(BOOKMARK))
async def bookmark(words: Text, shelf: Shelf, marks: Marks, catalogue: Catalogue) -> Reply:
    here = await shelf.current(words.patron)
    if here is None:
        return nothing_open()
    try:
        mark = await marks.bookmark(words.patron, await _here(here, catalogue))
    except CannotMark as refused:
        return _refusal(refused)
    return say(_("🔖 已放好书签：《{title}》{text}……\n回复「我的书签」随时回来。"),
               title=here.title_name, text=shorten(mark.text, 90))  # fmt: skip


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
        return nothing_open()
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

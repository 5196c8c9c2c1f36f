"""A line she remembers: which book it stands in, and reading on from there."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.layout import instalment, lines, shorten
from language.translation import _
from reader.passages import Passage, Passages, TooShort
from reader.refusals import NotReadable
from reader.shelf import Shelf
from reader.spots import Spot

router = Router()

PASSAGE = intent(
    "passage", "找一句话出自哪本书", "找句子", "找一句话", "查出处", "找出处", "哪本书里有这句话",
    "这句话出自哪里", "这句话出自哪本书", "find a passage", "find a quote", "find a sentence",
    "ишлэл хайх", "өгүүлбэр хайх",
    patterns=[
        r"(?:请问|帮我找|找找|查查)?(?:哪|那|什么)一?(?:本|部)?书"  # 哪本书有大字版 asks about books
        r"(?:(?:里面?|中|上)(?:有|出现过?)|(?:里面?|中|上)?(?:说过?|写过?|写着|提到过?|讲过?))"
        r"(?:这么?(?:一)?(?:句|段)话?)?[ :,]*[\"“”「『]?(?P<words>.+?)[\"“”」』]?"
        r"(?:这(?:一)?(?:句|段)话?)?[?]*",
        r"(?:请问)?[\"“”「『]?(?P<words>.+?)[\"“”」』]?(?:这(?:一)?(?:句|段)话?)?(?:是)?"
        r"(?:出自|来自|语出)(?:于)?(?:哪里|哪儿|何处|(?:哪|什么)一?(?:本|部|篇)?书?)[?]*",
        r"(?:请问)?[\"“”「『]?(?P<words>.+?)[\"“”」』]?(?:这(?:一)?(?:句|段)话?)?是(?:哪|什么)一?(?:本|部)书"
        r"(?:里面?|中|上)?(?:的|有的|写的|说的)?(?:话|句子)?[?]*",
        r"(?:找句子|找一句话|查出处|找出处|句子|出处)[ :,]*[\"“「『]?(?P<words>.+?)[\"”」』]?",
        r"(?:which|what) book (?:has|says|contains)[ :,]*[\"“]?(?P<words>.+?)[\"”]?[?]*",
        r"find (?:the )?(?:passage|quote|sentence)[ :,]*[\"“]?(?P<words>.+?)[\"”]?[?]*",
        r"[\"“«]?(?P<words>.+?)[\"”»]? гэж аль номонд (?:байдаг|гардаг|бичсэн)(?: вэ| бэ)?[?]*",
    ],
)  # fmt: skip
FROM_HERE = intent(
    "from_here", "从找到的地方读起",
    patterns=[r"从 (?P<title>[0-9a-z]{10}) (?P<spot>[0-9]+-[0-9]+) 读起"],
)  # fmt: skip

LISTED = 5
QUOTED = 120  # bytes of a sentence in a list


@router.on(means(PASSAGE))
async def find(
    words: Text, meaning: Meaning, conversation: Conversation, passages: Passages, shelf: Shelf
) -> Reply:
    wanted = meaning.slots.get("words", "")
    if not wanted:
        return say(_("记得哪一句？例如「哪本书里有 满纸荒唐言」。"))
    try:
        found = await passages.find(wanted, limit=LISTED)
    except TooShort as few:
        return say(_("再多写几个字吧，至少 {n} 个字才找得准。"), n=few.shortest)
    if not found:
        return say(
            _("馆里能在聊天里读的书中，没有找到「{words}」。可以少写几个字再试，或回复「咨询」请馆员查。"),
            words=shorten(wanted, 120),
        )
    if len(found) == 1 and found[0].exact:
        return await _read_from(words, found[0].instalment.title_id, found[0].spot, conversation, shelf)
    return _which(found, conversation)


def _which(found: tuple[Passage, ...], conversation: Conversation) -> Reply:
    conversation.offer(*(f"从 {one.instalment.title_id} {one.spot} 读起" for one in found))
    head = _("在这些地方：") if found[0].exact else _("没有一字不差的，最像的是：")
    listed = lines(_one_line(one) for one in found)
    return say(_("{head}\n{listed}\n\n回复数字，就从那里读起。"), head=head, listed=listed)


def _one_line(found: Passage) -> str:
    here = found.instalment
    chapter = shorten(here.chapter_name, 60)
    return f"《{shorten(here.title_name, 60)}》{chapter}\n   “{shorten(found.sentence, QUOTED)}”"


@router.on(means(FROM_HERE))
async def read_from_here(words: Text, meaning: Meaning, conversation: Conversation, shelf: Shelf) -> Reply:
    spot = Spot.read(meaning.slots["spot"])
    if spot is None:
        return say(_("没有这个地方。"))
    return await _read_from(words, meaning.slots["title"].upper(), spot, conversation, shelf)


async def _read_from(
    words: Text, title_id: str, spot: Spot, conversation: Conversation, shelf: Shelf
) -> Reply:
    try:
        page = await shelf.turn_to(words.patron, title_id, spot, message=words.key)
    except NotReadable:
        return say(_("这本书刚刚下架了，换一句再找找看。"))
    conversation.topic = page.title_id
    return instalment(page)

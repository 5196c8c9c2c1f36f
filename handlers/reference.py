"""Ask a librarian: the knowledge base first when it is sure, then the queue, then a thread with a person."""

import re

from bot.conversation import Conversation
from bot.filters import at, free_words, means, tapped
from bot.messages import Image, Message, Tap, Text, Video, Voice
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.first_answers import FirstAnswers
from handlers.lent import until
from handlers.phrasings import MY
from handlers.places import Places
from handlers.shown import noted, told
from language.translation import _
from library.patrons import alias
from reference.desk import ReferenceDesk
from reference.models import Question, Receipt
from reference.refusals import AlreadyOpen, NothingOpen, QueueFull
from reference.status import Status

router = Router()
ASKING = "reference:asking"
OFFER = ("解决了", "转人工")  # what the numbers under an answer of the house stand for
SEPARATOR = re.compile(r"[\s:：,，]+")

ASK = intent(
    "ask", "问一个问题", "咨询", "咨询馆员", "咨询问题", "在线咨询", "提问", "我要提问", "提个问题",
    "提一个问题", "问馆员", "问一下馆员", "问问题", "问个问题", "问一个问题", "问您个问题", "问你个问题",
    "问个事", "问一问", "问一下", "问问", "我有问题", "我有个问题", "我有一个问题", "有个问题",
    "有个问题想问", "有问题想问", "有问题要问", "请教一个问题", "请教个问题", "请教一下", "ask",
    "ask a question", "ask the librarian", "ask a librarian", "question", "i have a question", "асуулт",
    "асуулт асуух", "асуух", "асуулт байна", "надад асуулт байна", "номын санчаас асуух",
    patterns=[
        r"(?:咨询|提问|问?馆员|问一下馆员|咨询馆员)(?:一下)?[ :,]+(?P<question>.+)",
        r"(?:ask|question|асуулт):? +(?P<question>.+)",
    ],
)  # fmt: skip
PERSON = intent(
    "person", "转给馆员", "人工", "转人工", "人工服务", "人工客服", "转人工客服", "转人工服务", "找人工",
    "找馆员", "找一下馆员", "叫馆员", "转馆员", "转给馆员", "找真人", "真人", "转真人", "叫个真人来",
    "和真人说话", "客服", "找客服", "联系客服", "找工作人员", "没解决", "没有解决", "还没解决",
    "没解决问题", "没有解决问题", "问题没解决", "问题没有解决", "问题还没解决", "还是不懂", "还是不明白",
    "还是不会", "没听懂", "听不懂", "没看懂", "不是这个意思", "我不是这个意思", "我不是问这个", "答非所问",
    "librarian", "human", "talk to a librarian", "talk to a human", "talk to a person", "real person",
    "номын санч", "номын санчтай ярих", "хүнтэй ярих", "шийдэгдээгүй", "ойлгосонгүй",
)  # fmt: skip
SOLVED = intent(
    "solved", "问题解决了", "解决了", "已解决", "已经解决了", "问题解决了", "问题已解决", "我的问题解决了",
    "解决啦", "搞定了", "明白了", "我明白了", "懂了", "我懂了", "懂了懂了", "知道了", "我知道了", "清楚了",
    "solved", "problem solved", "it is solved", "got it", "шийдэгдсэн", "шийдэгдлээ", "ойлголоо",
    careful=True,
)  # fmt: skip
CANCEL = intent(
    "cancel", "取消提问", "取消", "取消提问", "取消咨询", "取消问题", "取消我的提问", "取消我的问题",
    "取消掉", "撤回提问", "撤销提问", "退出", "退出咨询", "算了", "算了不问了", "不问了", "我不问了",
    "不想问了", "cancel", "cancel my question", "never mind", "цуцлах", "болих", "больё",
    careful=True,
)  # fmt: skip
MINE = intent(
    "mine", "看我的问题", "我的问题", "我的咨询", "我的提问", "我问的问题", "我提的问题",
    "我的问题怎么样了", "我的问题到哪了", "我的提问有回复吗", "我的问题有回复吗", "排到哪了", "排到哪里了",
    "排到我了吗", "排到第几了", "排到几号了", "还要等多久", "还要多久", "要等多久", "还要等多长时间",
    "前面还有几个人", "前面还有多少人", "前面还有多少人排队", "前面几个人", "前面有几个人", "前面有多少人",
    "有人回答吗", "有人回复吗", "有回复吗", "有回复了吗", "回复了吗", "馆员回复了吗", "馆员回答了吗",
    "my question", "my questions", "миний асуулт",
    patterns=[
        rf"{MY}[问提]的(?:那个)?问题(?:有人|馆员)?(?:回答|回复|答复)了?[吗没][?]?",
    ],
)  # fmt: skip


@router.on(at(ASKING), means(CANCEL))
async def leave(_words: Text, conversation: Conversation) -> Reply:
    conversation.end()
    return say(_("好的，不问了。想问时再回复「咨询」。"))


@router.on(at(ASKING), free_words)
async def submit(
    question: Text,
    conversation: Conversation,
    desk: ReferenceDesk,
    answers: FirstAnswers,
    places: Places,
) -> Reply:
    return await ask(question, question.content, conversation, desk, answers, places)


@router.on(means(ASK))
async def begin(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    desk: ReferenceDesk,
    answers: FirstAnswers,
    places: Places,
) -> Reply:
    if "question" not in meaning.slots:
        return _invite(conversation)
    # The slot is folded, for matching; a librarian is to read what the patron wrote.
    _command, question = SEPARATOR.split(words.content.strip(), maxsplit=1)
    return await ask(words, question, conversation, desk, answers, places)


@router.on(tapped("ASK"))
async def begin_by_menu(_tap: Tap, conversation: Conversation) -> Reply:
    return _invite(conversation)


def _invite(conversation: Conversation) -> Reply:
    conversation.goto(ASKING)
    return say(_("请用一句话写下您的问题，馆员会在这里回答您。回复「取消」退出。"))


async def ask(
    message: Message,
    text: str,
    conversation: Conversation,
    desk: ReferenceDesk,
    answers: FirstAnswers,
    places: Places,
) -> Reply:
    """What the house answers by itself where it can, else the librarians' queue."""
    if not text:
        return _invite(conversation)
    first = None if told(text)[1] else await answers.find(message, text)
    if first is None:
        return await _to_the_desk(message, text, conversation, desk, places)
    try:
        who = {"alias": alias(message.patron), "message": message.key}
        whence = await places.whence(message, conversation)
        await desk.offer(message.patron, text, entry=first.entry, said=first.said, whence=whence, **who)
    except AlreadyOpen as refusal:
        conversation.end()
        return await _go_on(refusal.question, message, text, desk)
    conversation.end()
    return _offered(first.words, conversation)


async def _to_the_desk(
    message: Message, text: str, conversation: Conversation, desk: ReferenceDesk, places: Places
) -> Reply:
    who = {"alias": alias(message.patron), "message": message.key}
    try:
        whence, (words, media) = await places.whence(message, conversation), told(text)
        receipt = await desk.ask(message.patron, words, whence=whence, attachment=media, **who)
    except AlreadyOpen as refusal:
        conversation.end()
        return await _go_on(refusal.question, message, text, desk)
    except QueueFull as full:  # the patron stays at this step, and may simply send it again
        return say(_("现在有 {n} 位读者在排队，请稍后再发一次。"), n=full.waiting)
    conversation.end()
    return _queued(receipt)


async def _go_on(open_one: Question, message: Message, text: str, desk: ReferenceDesk) -> Reply:
    """Whoever asks on after an answer of the house is not helped by it, and comes to a librarian."""
    words, media = told(text)
    question = await desk.follow_up(message.patron, words, message=message.key, attachment=media)
    if open_one.status is Status.BOT:
        return _queued(await desk.receipt(question))
    return _added(question)


def _offered(answer: str, conversation: Conversation) -> Reply:
    conversation.offer(*OFFER)
    return say(_("{answer}\n\n这回答解决了吗？\n1. 解决了\n2. 没解决，转给馆员"), answer=answer)


def _queued(receipt: Receipt) -> Reply:
    if receipt.opens_at:
        return say(
            _(
                "已转给馆员。现在是休息时间，馆员{when}开始回答，回答会直接发到这里。您可以继续补充，也可以先去看书。"
            ),
            when=until(receipt.opens_at),
        )
    if not receipt.ahead:
        return say(_("已转给馆员，下一个就是您。回答会直接发到这里，您可以继续补充，也可以先去看书。"))
    return say(
        _("已转给馆员，您前面还有 {n} 位读者。回答会直接发到这里，您可以继续补充，也可以先去看书。"),
        n=receipt.ahead,
    )


@router.on(means(SOLVED))
async def solved(words: Text, conversation: Conversation, desk: ReferenceDesk) -> Reply:
    if conversation.choices == list(OFFER):  # she has said so, and a 没有 from here on means something else
        conversation.offer()
    try:
        await desk.resolved_by_patron(words.patron)
    except NothingOpen:
        return say(_("太好了。还有什么需要，随时告诉我。"))
    return say(_("太好了，这个问题就结束了。还有疑问随时再问。"))


@router.on(means(PERSON))
async def to_a_person(words: Text, conversation: Conversation, desk: ReferenceDesk) -> Reply:
    open_question = await desk.open_question(words.patron)
    if open_question is None:
        return await take_up(words, desk) or await _take_back(words, desk) or _invite(conversation)
    if open_question.status is not Status.BOT:
        return await _standing(open_question, desk)
    return _queued(await desk.hand_over(words.patron))


async def _take_back(words: Text, desk: ReferenceDesk) -> Reply | None:
    """She said too soon that our answer helped."""
    try:
        return _queued(await desk.take_back(words.patron, words.content, message=words.key))
    except (NothingOpen, AlreadyOpen):
        return None


@router.on(means(CANCEL))
async def cancel(words: Text, conversation: Conversation, desk: ReferenceDesk) -> Reply:
    if conversation.step:  # whatever she was asked for
        conversation.end()
        return say(_("好的，就当没说过。"))
    try:
        await desk.cancel(words.patron)
    except NothingOpen:
        return say(_("现在没有要取消的。回复「帮助」看看我能做什么。"))
    return say(_("已取消您的提问。"))


@router.on(means(MINE))
async def mine(words: Text, desk: ReferenceDesk) -> Reply:
    open_question = await desk.open_question(words.patron)
    if open_question is None:
        return say(_("您没有正在处理的问题。回复「咨询」就可以提问。"))
    return await _standing(open_question, desk)


async def _standing(question: Question, desk: ReferenceDesk) -> Reply:
    match question.status:
        case Status.QUEUED:
            return say(
                _("您的问题在排队，前面还有 {n} 位读者：\n「{preview}」"),
                n=await desk.ahead(question),
                preview=question.preview,
            )
        case Status.OPEN:
            return say(_("馆员{name}正在处理您的问题。"), name=question.assignee_name)
        case _:
            return say(_("馆员已经回答过您的问题。还有疑问请直接写给我，没有就回复「解决了」。"))


async def follow_up(words: Text, desk: ReferenceDesk) -> Reply | None:
    """Add to the patron's open question; None when she has none at the desk."""
    return await _add(words, words.content, desk)


async def take_up(words: Text, desk: ReferenceDesk) -> Reply | None:
    """Go on with what a librarian answered lately; None where there is nothing, or no longer."""
    try:
        question = await desk.reopen(words.patron, words.content, message=words.key)
    except (NothingOpen, AlreadyOpen):
        return None
    if question.status is Status.QUEUED:
        return say(_("已接着您上次的问题转给馆员。要找书，请回复「找书」加书名。"))
    return say(
        _("已接着您上次的问题转给馆员{name}。要找书，请回复「找书」加书名。"), name=question.assignee_name
    )


async def _add(message: Message, text: str, desk: ReferenceDesk) -> Reply | None:
    open_question = await desk.open_question(message.patron)
    if open_question is None or open_question.status is Status.BOT:
        return None
    words, media = told(text)
    return _added(await desk.follow_up(message.patron, words, message=message.key, attachment=media))


@router.on()
async def show(
    media: Voice | Image | Video, conversation: Conversation, desk: ReferenceDesk, places: Places
) -> Reply:
    """What we cannot read ourselves is for the librarian, where she is being asked."""
    note = noted(media)
    if conversation.step == ASKING:
        return await _to_the_desk(media, note, conversation, desk, places)
    return await _add(media, note, desk) or _offer_to_pass_on(note, conversation)


def _offer_to_pass_on(note: str, conversation: Conversation) -> Reply:
    """It stays where WeChat keeps it, for three days, and the choice remembers which it was."""
    conversation.offer(f"咨询 {note}", "帮助")
    return say(
        _("我还只会看文字，看不了图片，也听不了语音。\n1. 转给馆员\n2. 不用，看看我能做什么\n"
          "回复数字即可，也可以把要找的书、想问的问题写给我。")
    )  # fmt: skip


def _added(question: Question) -> Reply:
    if question.assignee_name:
        return say(_("已补充给馆员{name}。"), name=question.assignee_name)
    return say(_("已补充到您的问题里，馆员会一起看到。"))

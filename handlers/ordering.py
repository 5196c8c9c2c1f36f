"""Ordering a book that comes by itself: which, when and how much, and changing that."""

import re

from bot.conversation import Conversation
from bot.filters import at, free_words, means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, choice, intent
from ebooks.titles import Title
from handlers.layout import lines, shorten
from handlers.ordered import CODE, NAME, WHICH, coming, meant
from handlers.orders import Order, Orders, TooManyOrders
from handlers.reference import follow_up
from handlers.schedules import HABIT, HABITS, TIMED, WITH_HOUR, habit, is_at_night, told
from language.clock_words import INSTALMENTS_SAID, MINUTES_SAID, Said, read
from language.folding import fold
from language.translation import _, later
from reader.refusals import BookFinished, CannotRead, NeedsLoan, NotReadable, PortionOutOfRange
from reference.desk import ReferenceDesk

router = Router()

SEND = r"(?:请?(?:给|帮|为)我)?(?:定时)?(?:推送|送|发|推)(?:给我|送|来)?我?(?:书|读)?"
READ = r"(?:给我|为我)?(?:读|看|念|讲|来)(?:书)?"
SENT = r"(?:илгээ\w*|явуул\w*|унш\w*)"

DELIVER = intent(
    "deliver", "每天给我送一段书", "订阅", "订阅这本书", "订阅这本", "我要订阅", "订书", "每天送书",
    "定时送书", "开始送书", "给我送书", "订阅送书", "开始订阅", "每日一读", "每天一段", "subscribe",
    "daily delivery", "deliver this book", "send me a book every day", "захиалах", "захиалга өгөх",
    patterns=[
        rf"{TIMED}{HABITS}(?:我?想|我?要)?{SEND}{HABITS}(?:{NAME})?{HABITS}",
        rf"{TIMED}(?=.*(?:每|天天|工作日)){HABITS}{READ}{HABITS}(?:{NAME})?{HABITS}",
        rf"{TIMED}把?{NAME}{HABITS}(?:{SEND})?{HABITS}",
        rf"(?:订阅|预订|订)(?:一下)?(?:送书)?[ :,]*(?:{NAME}|{CODE})?{HABITS}(?:{SEND}{HABITS})?",
        rf"(?:订阅|subscribe(?: to)?|захиалах)[ :,]+(?P<name>[^《》]{{1,40}}?)[ ,]{HABIT}{HABITS}"
        rf"(?:{SEND}{HABITS})?",
        rf"{WITH_HOUR}(?=每|工作|周末|weekend|weekday|every|өдөр|ажлын|амралт){HABIT}{HABITS}",
        rf"{TIMED}(?:please )?(?:send|deliver|read){HABITS}(?:{NAME})?{HABITS}",
        rf"{TIMED}{HABITS}(?:{NAME})?{HABITS}{SENT}",
    ],
)  # fmt: skip
CHANGE = intent(
    "change_order", "换送书的时间或分量", "换时间", "改时间", "换个时间", "改个时间", "调整时间",
    "换送书时间", "改送书时间", "修改订阅", "调整送书", "修改送书时间", "送书时间太早了", "送书时间太晚了",
    "change time", "change the time", "reschedule", "цаг солих", "цагаа солих", "цаг өөрчлөх",
    patterns=[
        r"(?:时间|送书)?[换改调](?:整|个|一?下)?(?:送书)?(?:时间)?(?:到|成|为|在)?[ :,]+"
        rf"{WHICH}{HABIT}{HABITS}(?:送)?",
        rf"(?:以后)?把?(?:时间|送书)?(?:[换改调]|调整|更改)(?:时间)?(?:到|成|为){HABIT}{HABITS}(?:送|发)?",
        rf"{NAME} ?(?:[换改调]|调整)(?:到|成|为){HABIT}{HABITS}(?:送|发)?",
        rf"(?:换|改)时间{WHICH}",
        rf"每次(?:只|就|多)?(?:送|发|读|来|给)?(?:我)?(?:{INSTALMENTS_SAID}|{MINUTES_SAID})(?:吧)?",
        rf"(?:{INSTALMENTS_SAID}|{MINUTES_SAID}) (?:each|every|at a) time",
        rf"удаа бүр(?:т|ийг)? (?:{INSTALMENTS_SAID}|{MINUTES_SAID})(?: илгээ\w*)?",
        rf"(?:change|move|reschedule)(?: it| (?:the )?time)? to {HABIT}{HABITS}",
        rf"цаг(?:аа|ийг)? {HABIT}{HABITS} ?(?:болго\w*|солих)",
    ],
)  # fmt: skip

ASKED = "delivering:hour"
HOURS = (later("早上7:30"), later("中午12:00"), later("晚上8:00"), later("晚上9:30"))
ANSWER = re.compile(rf"(?:那?就?|改|换)?(?:成|到)?{HABIT}{HABITS}(?:{SEND})?(?:吧|好了|可以)?[。.!]*")
VERBLESS = re.compile(rf"{HABIT}{HABITS}")
SLOTS = ("name", "code")


@router.on(means(DELIVER))
async def order(
    words: Text, meaning: Meaning, conversation: Conversation, orders: Orders, desk: ReferenceDesk
) -> Reply:
    """Mere hours may be what a librarian has just asked for."""
    if (
        not conversation.step
        and VERBLESS.fullmatch(fold(words.content))
        and (added := await follow_up(words, desk))
    ):
        return added
    if conversation.step == ASKED and not meaning.slots:
        return await _answered(words, conversation, orders)
    said = _habit_in(words.content, meaning)
    title = await _title(words.patron, said, meaning, conversation, orders)
    return (
        await _place(words.patron, title, said, conversation, orders) if isinstance(title, Title) else title
    )


@router.on(at(ASKED), free_words)
async def order_for_that_hour(words: Text, conversation: Conversation, orders: Orders) -> Reply:
    return await _answered(words, conversation, orders)


async def _answered(words: Text, conversation: Conversation, orders: Orders) -> Reply:
    count, said = choice(words.content), words.content
    if count and count <= len(HOURS):
        said = HOURS[count - 1]
    known = await orders.known(words.patron, conversation.notes["title"])
    if known is None or not ANSWER.fullmatch(fold(said)):
        return say(_("没听懂是几点。请回复数字，或写「晚上9点」这样的时间；不订了就回复「取消」。"))
    said = f"{said} {conversation.notes['said']}"
    if isinstance(known, Order):
        return await _change(known, said, conversation, orders)
    return await _place(words.patron, known, said, conversation, orders)


async def _title(
    patron: str, said: str, meaning: Meaning, conversation: Conversation, orders: Orders
) -> Title | Reply:
    """The title she named, or has at hand."""
    if name := meaning.slots.get("name"):
        found = await orders.titles(name)
        return found[0] if len(found) == 1 else _which_title(name, said, found, conversation)
    code = meaning.slots.get("code") or conversation.topic
    return await orders.at_hand(patron, code) or say(
        _("想每天读哪一本？请写上书名，例如「订阅《朝花夕拾》每天早上7:30」。回复「找书」看看有什么。")
    )


def _which_title(name: str, said: str, titles: tuple[Title, ...], conversation: Conversation) -> Reply:
    if not titles:
        return say(_("没有找到《{name}》。换个书名再试，或回复「找书」看看有什么。"), name=shorten(name, 120))
    conversation.offer(*(f"订阅 {title.id} {said}" for title in titles))
    return say(
        _("订哪一本？回复数字即可。\n{titles}"), titles=lines(shorten(one.name, 120) for one in titles)
    )


async def _place(patron: str, title: Title, said: str, conversation: Conversation, orders: Orders) -> Reply:
    conversation.end()
    try:
        placed = await orders.place(patron, title, read(said))
    except NeedsLoan:
        return _needs_loan(title, conversation)
    except (CannotRead, TooManyOrders) as refused:
        return _refusal(refused, title.name)
    if placed is None:
        conversation.goto(ASKED, title=title.id, said=said)
        return say(
            _("《{title}》想几点送？回复数字，或直接写时间，例如「工作日晚上9点」。\n{hours}"),
            title=shorten(title.name, 120), hours=lines(map(_, HOURS)),
        )  # fmt: skip
    conversation.topic = title.id
    return _placed(placed)


def _needs_loan(title: Title, conversation: Conversation) -> Reply:
    """Now, and not on the first morning, when nothing would come."""
    conversation.topic = title.id
    conversation.offer(f"借 {title.id}")
    return say(
        _("《{title}》要先借到，才能按时送来。回复 1 就借；借到了，再说一遍「每天早上8点送」这样的话。"),
        title=shorten(title.name, 120),
    )


def _placed(order: Order) -> Reply:
    schedule = order.delivery.schedule
    night = _("\n这个点有些晚，既是您选的，就照送。") if is_at_night(schedule) else ""
    return say(
        _("好的，《{title}》{habit}，{first}{night}\n\n"
          "您两天没说话时，微信不让我主动送，我先替您留着，您一开口就补上。\n"
          "「暂停」「换时间」「每次两段」「退订」随时可改。"),
        title=shorten(order.name, 120), habit=habit(schedule), first=coming(order), night=night,
    )  # fmt: skip


def _refusal(refused: CannotRead | TooManyOrders, title: str) -> Reply:
    match refused:
        case NotReadable():
            return say(
                _("《{title}》没有可以在聊天里读的文字，送不了。换一本吧，回复「找书」看看。"),
                title=title,
            )
        case BookFinished():
            return say(_("《{title}》您已经读完了。想再读一遍，先回复「开始《{title}》」。"), title=title)
        case PortionOutOfRange(most=most):
            return say(_("一次送 1 到 {most} 段，请换个数再说一遍。"), most=most)
        case TooManyOrders(most=most):
            return say(_("最多同时送 {most} 本。先「退订」一本，再订新的。"), most=most)
    return say(_("没有订成，请再说一遍。"))


@router.on(means(CHANGE))
async def change(words: Text, meaning: Meaning, conversation: Conversation, orders: Orders) -> Reply:
    said = _habit_in(words.content, meaning)
    chosen = await meant(
        words.patron, meaning, conversation, orders, f"换时间 {{}} {said}".strip(), many=False
    )
    if isinstance(chosen, Reply):
        return chosen
    if read(said) != Said():
        return await _change(chosen[0], said, conversation, orders)
    conversation.goto(ASKED, title=chosen[0].delivery.title_id, said="")
    return say(
        _("《{title}》现在是{habit}。\n想换成什么？回复数字，或写「每周一三五」「每次两段」。\n{hours}"),
        title=shorten(chosen[0].name, 90), habit=habit(chosen[0].delivery.schedule),
        hours=lines(map(_, HOURS)),
    )  # fmt: skip


async def _change(order: Order, said: str, conversation: Conversation, orders: Orders) -> Reply:
    conversation.end()
    try:
        return _placed(await orders.change(order, read(said)))
    except PortionOutOfRange as refused:
        return _refusal(refused, order.name)


def _habit_in(content: str, meaning: Meaning) -> str:
    """What she says about the habit: 一九八四 in a title is no hour."""
    said = fold(content)
    for slot in SLOTS:
        said = said.replace(meaning.slots.get(slot) or "\n", " ")
    return told(said)

"""A book that comes by itself: ordering it, and pausing, changing and ending that."""

import re
from collections.abc import Sequence

from bot.conversation import Conversation
from bot.filters import at, free_words, means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, choice, intent
from ebooks.titles import Title
from handlers.layout import lines, shorten
from handlers.orders import Order, Orders, TooManyOrders
from handlers.portions import Portions
from handlers.reference import follow_up
from handlers.schedules import HABIT, HABITS, TIMED, WITH_HOUR, habit, is_at_night, occasion, told
from language.clock_words import INSTALMENTS_SAID, MINUTES_SAID, NUM, Said, read
from language.day_words import A_DAY_SAID, day
from language.folding import fold
from language.numerals import number
from language.translation import _, later
from reader.refusals import BookFinished, CannotRead, NotReadable, PortionOutOfRange
from reader.shelf import Shelf
from reference.desk import ReferenceDesk

router = Router()

NAME = r"《(?P<name>[^《》]+)》(?:这本书|这本)?"
CODE = r"(?P<code>[0-9a-z]{26}|[0-9a-z]{10})"
WHICH = rf" ?(?:{NAME}|{CODE}|(?P<all>全部|所有|都))?"
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
ORDERS = intent(
    "orders", "看我的送书安排", "我的订阅", "送书", "我的送书", "订阅列表", "看订阅", "送书安排",
    "我订了什么", "我订阅了什么", "我订了哪些书", "我订阅了哪些书", "每天送的书", "每天送什么书",
    "什么时候送书", "送书时间", "几点送书", "下次什么时候送", "我的送书安排", "my subscriptions",
    "my subscription", "my deliveries", "subscriptions", "deliveries", "миний захиалга", "захиалгууд",
)  # fmt: skip
PAUSE = intent(
    "pause", "暂停送书", "暂停", "暂停送书", "先暂停", "停一停", "先别送了", "先不送了", "先不要送",
    "先不要送了", "暂时别送", "暂时不要送", "暂停订阅", "先停几天", "停几天", "过几天再送", "pause",
    "pause delivery", "pause deliveries", "түр зогсоох", "түр зогсоо",
    patterns=[
        rf"(?:先)?暂停(?:送书|订阅)?{WHICH}",
        rf"(?:先)?(?:暂停|停)(?:送书|送|订阅)?{WHICH} ?(?:到|至)? ?"
        rf"(?P<until>{A_DAY_SAID})(?:再送|再说|再恢复)?",
        rf"(?P<until>{A_DAY_SAID})(?:以?前)?(?:再送|先?别送|先?不要?送)(?:了|书)?",
        rf"pause (?:until|till|for) (?P<until>{A_DAY_SAID})",
        rf"(?P<until>{A_DAY_SAID}) хүртэл (?:түр )?зогсоо\w*",
    ],
)  # fmt: skip
RESUME = intent(
    "resume", "恢复送书", "恢复", "恢复送书", "恢复订阅", "继续送", "继续送书", "接着送", "重新送",
    "重新开始送", "可以送了", "又可以送了", "开始送吧", "取消暂停", "结束暂停", "resume", "resume delivery",
    "unpause", "сэргээх", "үргэлжлүүлэн илгээх",
    patterns=[rf"恢复(?:送书|订阅)?{WHICH}"],
)  # fmt: skip
CHANGE = intent(
    "change_order", "换送书的时间或分量", "换时间", "改时间", "换个时间", "改个时间", "调整时间",
    "换送书时间", "改送书时间", "修改订阅", "调整送书", "修改送书时间", "送书时间太早了", "送书时间太晚了",
    "change time", "change the time", "reschedule", "цаг солих", "цагаа солих", "цаг өөрчлөх",
    patterns=[
        r"(?:时间|送书)?[换改调](?:整|个|一?下)?(?:送书)?(?:时间)?(?:到|成|为|在)?[ :,]+"
        rf"{WHICH}{HABIT}{HABITS}(?:送)?",
        rf"(?:把)?(?:时间|送书)?(?:[换改调]|调整|更改)(?:时间)?(?:到|成|为){HABIT}{HABITS}(?:送|发)?",
        rf"{NAME} ?(?:[换改调]|调整)(?:到|成|为){HABIT}{HABITS}(?:送|发)?",
        rf"(?:换|改)时间{WHICH}",
        rf"每次(?:只|就|多)?(?:送|发|读|来|给)?(?:我)?(?:{INSTALMENTS_SAID}|{MINUTES_SAID})(?:吧)?",
        rf"(?:{INSTALMENTS_SAID}|{MINUTES_SAID}) (?:each|every|at a) time",
        rf"удаа бүр(?:т|ийг)? (?:{INSTALMENTS_SAID}|{MINUTES_SAID})(?: илгээ\w*)?",
        rf"(?:change|move|reschedule)(?: it| the time)? to {HABIT}{HABITS}",
        rf"цаг(?:аа|ийг)? {HABIT}{HABITS} (?:болго\w*|солих)",
    ],
)  # fmt: skip
ONE_MORE = intent(
    "one_more", "现在就多送一段", "多发一段", "多送一段", "现在就送", "现在送一段", "现在送", "马上送一段",
    "先送一段", "今天多送一段", "今天多发一段", "加一段", "加送一段", "再送一段", "提前送", "提前送一段",
    "明天的现在送", "send one now", "send the next one now", "send it now", "next one now", "one more now",
    "одоо илгээ", "одоо илгээгээрэй", "нэмж илгээ",
    patterns=[
        rf"(?:今天|现在)?(?:再|多|加)(?:发|送|给)(?:我)?(?P<count>{NUM}) ?[段篇节]{WHICH}",
        rf"(?:今天|现在)?(?:多发|多送)一段 ?{WHICH}",
    ],
)  # fmt: skip
STOP = intent(
    "unsubscribe", "不要再送书了", "退订", "不要送了", "别送了", "不用送了", "不想要送书了", "取消订阅",
    "取消送书", "停止送书", "停止订阅", "不再送了", "不要每天送了", "不要送书了", "退订送书", "我要退订",
    "unsubscribe", "stop sending", "stop deliveries", "stop delivery", "cancel subscription",
    "илгээхийг болих", "битгий илгээ",
    patterns=[rf"(?:退订|取消订阅){WHICH}", r"(?P<sure>确定退订)" + WHICH],
    careful=True,
)  # fmt: skip

ASKED = "delivering:hour"
HOURS = (later("早上7:30"), later("中午12:00"), later("晚上8:00"), later("晚上9:30"))
ANSWER = re.compile(rf"(?:那?就?|改|换)?(?:成|到)?{HABIT}{HABITS}(?:{SEND})?(?:吧|好了|可以)?[。.!]*")
VERBLESS = re.compile(rf"{HABIT}{HABITS}")
SLOTS = ("name", "code")
MOST_AT_ONCE = 20  # instalments


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


def _placed(order: Order) -> Reply:
    schedule = order.delivery.schedule
    night = _("\n这个点有些晚，既是您选的，就照送。") if is_at_night(schedule) else ""
    return say(
        _("好的，《{title}》{habit}，{first}{night}\n\n"
          "您两天没说话时，微信不让我主动送，我先替您留着，您一开口就补上。\n"
          "「暂停」「换时间」「每次两段」「退订」随时可改。"),
        title=shorten(order.name, 120), habit=habit(schedule), first=_next(order), night=night,
    )  # fmt: skip


def _next(order: Order) -> str:
    delivery = order.delivery
    if delivery.next_due is None:
        return _("现在暂停着，回复「恢复」再送。")
    return _("下一次是{day}。").format(day=occasion(delivery.next_due, delivery.schedule))


def _next_of(orders: Sequence[Order]) -> str:
    return _next(orders[0]) if len(orders) == 1 else ""


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


@router.on(means(ORDERS))
async def show_orders(words: Text, orders: Orders) -> Reply:
    mine = await orders.of(words.patron)
    if not mine:
        return _no_orders()
    listed = lines(
        f"《{shorten(one.name, 90)}》{habit(one.delivery.schedule)}\n   {_state(one)}" for one in mine
    )
    return say(
        _("给您送的书：\n{listed}\n\n「暂停」「恢复」「换时间」「多发一段」「退订」都可以直接说。"),
        listed=listed,
    )


def _state(order: Order) -> str:
    delivery = order.delivery
    if not delivery.paused:
        return _next(order)
    if delivery.next_due is None:
        return _("暂停中")
    return _("暂停到{day}").format(day=occasion(delivery.next_due, delivery.schedule))


@router.on(means(PAUSE))
async def pause(words: Text, meaning: Meaning, conversation: Conversation, orders: Orders) -> Reply:
    said = meaning.slots.get("until", "")
    until = day(said, await orders.today(words.patron)) if said else None
    if said and until is None:
        return say(_("这一天已经过了。想暂停到哪天？例如「暂停到下周一」，或只说「暂停」。"))
    chosen = await _meant(words.patron, meaning, conversation, orders, f"暂停 {{}} {said}".strip())
    if isinstance(chosen, Reply):
        return chosen
    paused = [await orders.pause(one, until) for one in chosen]
    if until is None:
        return say(_("好的，{titles}先不送了。想读时回复「恢复」。"), titles=_names(paused))
    return say(
        _("好的，{titles}先停一停。{next}想早些就回复「恢复」。"),
        titles=_names(paused),
        next=_next_of(paused),
    )


@router.on(means(RESUME))
async def resume(words: Text, meaning: Meaning, conversation: Conversation, orders: Orders) -> Reply:
    chosen = await _meant(words.patron, meaning, conversation, orders, "恢复 {}")
    if isinstance(chosen, Reply):
        return chosen
    resumed = [await orders.resume(one) for one in chosen]
    return say(_("好的，{titles}接着送。{next}"), titles=_names(resumed), next=_next_of(resumed))


@router.on(means(CHANGE))
async def change(words: Text, meaning: Meaning, conversation: Conversation, orders: Orders) -> Reply:
    said = _habit_in(words.content, meaning)
    chosen = await _meant(
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


@router.on(means(ONE_MORE))
async def one_more(
    words: Text,
    meaning: Meaning,
    conversation: Conversation,
    orders: Orders,
    shelf: Shelf,
    portions: Portions,
) -> Reply:
    """At once, as the answer; the next morning goes on from there."""
    count = number(meaning.slots.get("count", "")) or 1
    chosen = await _meant(words.patron, meaning, conversation, orders, f"多发{count}段 {{}}", many=False)
    if isinstance(chosen, Reply):
        return chosen
    if chosen[0].delivery.plan:
        return say(_("《{title}》是一天一份的计划，今天的读完明天再送。"), title=chosen[0].name)
    title_id, count = chosen[0].delivery.title_id, min(count, MOST_AT_ONCE)
    try:
        given = await shelf.hand_out(words.patron, title_id, instalments=count, message=words.key)
    except BookFinished as finished:
        return say(_("🎉 《{title}》已经读完了。回复「找书」挑下一本。"), title=finished.title_name)
    except NotReadable:
        return say(_("这本书暂时读不了。回复「退订」就不再送，或「找书」换一本。"))
    conversation.topic = title_id
    return portions.reply(words.patron, given)


@router.on(means(STOP))
async def stop(words: Text, meaning: Meaning, conversation: Conversation, orders: Orders) -> Reply:
    chosen = await _meant(words.patron, meaning, conversation, orders, "退订 {}")
    if isinstance(chosen, Reply):
        return chosen
    if "sure" in meaning.slots:
        for one in chosen:
            await orders.stop(one)
        return say(_("{titles}不再送了。读到的地方还在，回复「书架」随时接着读。"), titles=_names(chosen))
    code = chosen[0].delivery.title_id if len(chosen) == 1 else "全部"
    conversation.offer(f"确定退订 {code}", f"暂停 {code}")
    return say(
        _("不再送{titles}了吗？\n1. 不送了\n2. 只是先停一停\n都不是就不用理我。"), titles=_names(chosen)
    )


async def _meant(
    patron: str,
    meaning: Meaning,
    conversation: Conversation,
    orders: Orders,
    command: str,
    *,
    many: bool = True,
) -> tuple[Order, ...] | Reply:
    """The orders she means; a list to choose from, each with the command, where that is not clear.

    What concerns one of `many` at most concerns the one she has just spoken of.
    """
    mine = await orders.of(patron)
    if not mine:
        return _no_orders()
    name, code = meaning.slots.get("name", ""), meaning.slots.get("code", "").upper()
    if not many and not name:
        code = code or conversation.topic
    if named := tuple(
        one for one in mine if code == one.delivery.title_id or (name and name in fold(one.name))
    ):
        return named if many else named[:1]
    if not name and (len(mine) == 1 or ("all" in meaning.slots and many)):
        return mine
    conversation.offer(
        *(command.format(one.delivery.title_id) for one in mine), *([command.format("全部")] * many)
    )
    listed = lines([f"《{shorten(one.name, 90)}》" for one in mine] + [_("全部")] * many)
    return say(_("是哪一本？回复数字即可。\n{listed}"), listed=listed)


def _no_orders() -> Reply:
    return say(_("现在没有定时送的书。读到喜欢的，回复「每天早上8点送」就给您送上门。"))


def _names(orders: Sequence[Order]) -> str:
    return "".join(f"《{shorten(one.name, 90)}》" for one in orders)


def _habit_in(content: str, meaning: Meaning) -> str:
    """What she says about the habit: 一九八四 in a title is no hour."""
    said = fold(content)
    for slot in SLOTS:
        said = said.replace(meaning.slots.get(slot) or "\n", " ")
    return told(said)

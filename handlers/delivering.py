"""The books that come by themselves: seeing, pausing and ending that, and having one more at once."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from handlers.layout import lines, shorten
from handlers.ordered import WHICH, coming, coming_of, meant, names, nothing_ordered
from handlers.orders import Order, Orders
from handlers.phrasings import FROM_NOW_ON
from handlers.portions import Portions
from handlers.schedules import habit, occasion
from language.clock_words import NUM
from language.day_words import A_DAY_SAID, day
from language.numerals import number
from language.translation import _
from reader.refusals import BookFinished, NotReadable
from reader.shelf import Shelf

router = Router()

ORDERS = intent(
    "orders", "看我的送书安排", "我的订阅", "送书", "我的送书", "订阅列表", "看订阅", "送书安排",
    "我订了什么", "我订阅了什么", "我订了哪些书", "我订阅了哪些书", "每天送的书", "每天送什么书",
    "什么时候送书", "送书时间", "几点送书", "下次什么时候送", "我的送书安排", "my subscriptions",
    "my subscription", "my deliveries", "subscriptions", "deliveries", "миний захиалга", "захиалгууд",
    patterns=[
        r"我?(?:现在)?都?订阅?了(?:哪些|什么|几本)书?[ ,]*(?:几点|什么时候)送",
        r"(?:明天|下次|下一次)的?书?(?:什么时候|几点)(?:送来?|来|到)",
    ],
)  # fmt: skip
PAUSE = intent(
    "pause", "暂停送书", "暂停", "暂停送书", "先暂停", "停一停", "先别送了", "先不送了", "先不要送",
    "先不要送了", "暂时别送", "暂时不要送", "暂停订阅", "先停几天", "停几天", "过几天再送", "pause",
    "pause delivery", "pause deliveries", "түр зогсоох", "түр зогсоо",
    patterns=[
        rf"(?:先)?暂停(?:送书|订阅)?{WHICH}",
        rf"(?:先)?(?:暂停|停)(?:送书|送|订阅)?{WHICH} ?(?:到|至)? ?"
        rf"(?P<until>{A_DAY_SAID})(?:再送|再说|再恢复)?",
        rf"(?P<until>{A_DAY_SAID})(?:[以之]?前)?(?:再送|先?别送|先?不要?送)(?:了|书)?",
        rf"pause (?:until|till|for) (?P<until>{A_DAY_SAID})",
        rf"(?P<until>{A_DAY_SAID}) хүртэл (?:түр )?зогсоо\w*",
        r"[^,《》]{1,14}[ ,]+先(?:别|不要?|暂停|停)(?:送书?|一停|几天|发)?了?",
    ],
)  # fmt: skip
RESUME = intent(
    "resume", "恢复送书", "恢复", "恢复送书", "恢复订阅", "继续送", "继续送书", "接着送", "重新送",
    "重新开始送", "可以送了", "又可以送了", "开始送吧", "取消暂停", "结束暂停", "resume", "resume delivery",
    "unpause", "сэргээх", "үргэлжлүүлэн илгээх",
    patterns=[
        rf"恢复(?:送书|订阅)?{WHICH}",
        r"我?(?:出差)?(?:回来|有空|不忙)了?[ ,]*(?:可以|请)?(?:接着|继续|恢复|重新)送书?了?",
        r"从?(?:今天|明天)(?:起|开始)?(?:可以)?(?:恢复|继续|接着|重新|又可以)送书?了?",
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
        r"(?:今天的?)?(?:不够看?|没看够|还想看|等不到明天了?|等不及了?)[ ,]*"
        r"(?:现在|今天)?(?:就|再|多)*+(?:送|发|来)我?一[段点]",
        r"(?:今天|现在)?(?:能不能|可不可以|可以|能)?(?:再|多|加)(?:给我)?[发送]我?一段",
    ],
)  # fmt: skip
STOP = intent(
    "unsubscribe", "不要再送书了", "退订", "不要送了", "别送了", "不用送了", "不想要送书了", "取消订阅",
    "取消送书", "停止送书", "停止订阅", "不再送了", "不要每天送了", "不要送书了", "退订送书", "我要退订",
    "unsubscribe", "stop sending", "stop deliveries", "stop delivery", "cancel subscription",
    "илгээхийг болих", "битгий илгээ",
    patterns=[
        rf"(?:退订|取消订阅){WHICH}", r"(?P<sure>确定退订)" + WHICH,
        rf"{FROM_NOW_ON}我?(?:不要|别|不用|不想)再?(?:每天)?(?:给我)?(?:送|收到?)(?:每天的?)?书了?",
        r"取消(?:我的)?每天的?(?:送书|订阅)",
    ],
    careful=True,
)  # fmt: skip

MOST_AT_ONCE = 20  # instalments


@router.on(means(ORDERS))
async def show_orders(words: Text, orders: Orders) -> Reply:
    mine = await orders.of(words.patron)
    if not mine:
        return nothing_ordered()
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
        return coming(order)
    if delivery.next_due is None:
        return _("暂停中")
    return _("暂停到{day}").format(day=occasion(delivery.next_due, delivery.schedule))


@router.on(means(PAUSE))
async def pause(words: Text, meaning: Meaning, conversation: Conversation, orders: Orders) -> Reply:
    said = meaning.slots.get("until", "")
    until = day(said, await orders.today(words.patron)) if said else None
    if said and until is None:
        return say(_("这一天已经过了。想暂停到哪天？例如「暂停到下周一」，或只说「暂停」。"))
    chosen = await meant(words.patron, meaning, conversation, orders, f"暂停 {{}} {said}".strip())
    if isinstance(chosen, Reply):
        return chosen
    paused = [await orders.pause(one, until) for one in chosen]
    if until is None:
        return say(_("好的，{titles}先不送了。想读时回复「恢复」。"), titles=names(paused))
    return say(
        _("好的，{titles}先停一停。{next}想早些就回复「恢复」。"),
        titles=names(paused),
        next=coming_of(paused),
    )


@router.on(means(RESUME))
async def resume(words: Text, meaning: Meaning, conversation: Conversation, orders: Orders) -> Reply:
    chosen = await meant(words.patron, meaning, conversation, orders, "恢复 {}")
    if isinstance(chosen, Reply):
        return chosen
    resumed = [await orders.resume(one) for one in chosen]
    return say(_("好的，{titles}接着送。{next}"), titles=names(resumed), next=coming_of(resumed))


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
    chosen = await meant(words.patron, meaning, conversation, orders, f"多发{count}段 {{}}", many=False)
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
    chosen = await meant(words.patron, meaning, conversation, orders, "退订 {}")
    if isinstance(chosen, Reply):
        return chosen
    if "sure" in meaning.slots:
        for one in chosen:
            await orders.stop(one)
        return say(_("{titles}不再送了。读到的地方还在，回复「书架」随时接着读。"), titles=names(chosen))
    code = chosen[0].delivery.title_id if len(chosen) == 1 else "全部"
    conversation.offer(f"确定退订 {code}", f"暂停 {code}")
    return say(
        _("不再送{titles}了吗？\n1. 不送了\n2. 只是先停一停\n都不是就不用理我。"), titles=names(chosen)
    )

"""What she has ordered: which of it she means, and how it is said back."""

from collections.abc import Sequence

from bot.conversation import Conversation
from bot.replies import Reply, say
from bot.understanding import Meaning
from handlers.layout import lines, shorten
from handlers.orders import Order, Orders
from handlers.schedules import occasion
from language.folding import fold
from language.translation import _

NAME = r"《(?P<name>[^《》]+)》(?:这本书|这本)?"
CODE = r"(?P<code>[0-9a-z]{26}|[0-9a-z]{10})"
WHICH = rf" ?(?:{NAME}|{CODE}|(?P<all>全部|所有|都))?"


async def meant(
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
        return nothing_ordered()
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


def nothing_ordered() -> Reply:
    return say(_("现在没有定时送的书。读到喜欢的，回复「每天早上8点送」就给您送上门。"))


def names(orders: Sequence[Order]) -> str:
    return "".join(f"《{shorten(one.name, 90)}》" for one in orders)


def coming(order: Order) -> str:
    delivery = order.delivery
    if delivery.next_due is None:
        return _("现在暂停着，回复「恢复」再送。")
    return _("下一次是{day}。").format(day=occasion(delivery.next_due, delivery.schedule))


def coming_of(orders: Sequence[Order]) -> str:
    return coming(orders[0]) if len(orders) == 1 else ""

"""She was away for days; what waited for her comes when she writes, and says why."""

from datetime import timedelta

from bot.outbox import State
from bot.replies import Say
from library.clock import utc_now


async def parked(house, patron: str, key: str) -> None:
    await house.outbox.put(patron, Say(f"第 {key} 段"), key=key)
    message = await house.outbox.lease()
    assert message.key == key
    await house.outbox.finish(message, State.PARKED, "45015")


async def test_what_waited_for_days_is_introduced_once(house, lin):
    await lin.says("帮助")
    patron = await house.patrons.recognise("main", lin.openid)
    for key in ("1", "2"):
        await parked(house, patron.id, key)
    await house.memory.park(patron.account, lin.openid)
    long_ago = utc_now() - timedelta(days=3)
    await house.database["outbox"].update_many({}, {"$set": {"changed": long_ago}})
    await lin.says("书架")
    first = await house.outbox.lease()
    assert [bubble.text for bubble in first.bubbles] == ["您不在的时候，我替您攒下了这些：", "第 1 段"]
    await house.outbox.finish(first, State.SENT)
    assert [bubble.text for bubble in (await house.outbox.lease()).bubbles] == ["第 2 段"]

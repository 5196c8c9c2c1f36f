"""She was away for days; what waited for her comes when she writes, and says why."""

from datetime import timedelta

from bot.outbox import State
from bot.replies import Say
from handlers.mornings import Mornings
from jobs.delivery import Round
from library.clock import utc_now
from tests.handlers.lin import Lin, shelve


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


async def morning(house, lin: Lin, title_id: str) -> None:
    """A portion falls due, and this account can only answer."""
    patron = await house.patrons.recognise("main", lin.openid)
    await house.deliveries.send_next_now(patron.id, title_id)
    words = Mornings(house.links).letter
    await Round(
        house.deliveries, house.shelf, house.outbox, house.patrons, plans=house.plans, words=words
    ).go()
    while message := await house.outbox.lease():
        await house.outbox.finish(message, State.PARKED, "48001")
        await house.memory.park(patron.account, lin.openid)


async def test_who_can_only_be_answered_finds_the_mornings_portion_with_her_next_words(house, tmp_path):
    lin = Lin(house, may_push=False)
    book = await shelve(house, "边城", tmp_path)
    await lin.says("订阅《边城》每天早上8点")
    await morning(house, lin, book.id)
    first = await lin.says("我的订阅")
    introduction, chapter, *_text = first.split("\n\n")
    assert introduction.endswith("的一段在这里等您 👇")
    assert chapter.startswith("第一章（1/")
    assert "给您送的书：\n1. 《边城》每天早上8:00" in await lin.says("我的订阅"), "her own answer is not lost"


async def test_missed_mornings_do_not_pile_up(house, tmp_path):
    lin = Lin(house, may_push=False)
    book = await shelve(house, "边城", tmp_path)
    await lin.says("订阅《边城》每天早上8点")
    for _day in range(3):
        await morning(house, lin, book.id)
    assert "第一章（1/" in await lin.says("书架")
    assert "第一章（" not in await lin.says("书架")
    assert "第一章（2/" in await lin.says("继续"), "she goes on where she is"


async def test_for_whom_we_may_write_to_it_is_introduced_too(house, lin, tmp_path):
    book = await shelve(house, "边城", tmp_path)
    await lin.says("订阅《边城》每天早上8点")
    await morning(house, lin, book.id)
    await lin.says("书架")
    [bubble] = (await house.outbox.lease()).bubbles
    introduction, chapter, *_text = bubble.text.split("\n\n")
    assert introduction.endswith("的一段在这里等您 👇")
    assert chapter.startswith("第一章（1/")

"""A message that was refused is refused in the same words when WeChat delivers it again."""

from bot.messages import Text
from tests.handlers.lin import Lin, reads, shelve


async def deliver(lin: Lin, message: Text) -> str:
    return reads(await lin.house.dispatcher.feed(message, may_push=True))


async def test_a_finished_book_is_finished_for_every_delivery(house, lin, redis, tmp_path):
    title = await shelve(house, "边城", tmp_path)
    await lin.says(f"书 {title.id}")
    await lin.says("开始")
    said = ""
    while "已经读完" not in said:
        message = lin.message(Text, content="继续")
        said = await deliver(lin, message)
    assert await deliver(lin, message) == said
    await lin.says("上一段")
    assert await deliver(lin, message) == said, "what she did since does not change that answer"


async def test_what_a_forgetful_redis_lets_through_again_is_refused_again(house, lin, redis, tmp_path):
    title = await shelve(house, "边城", tmp_path)
    for words, refusal in (("继续", "还没有打开"), ("上一段", "开头"), ("跳到第9章", "只有 1 章")):
        message = lin.message(Text, content=words)
        said = await deliver(lin, message)
        assert refusal in said
        await redis.flushdb()
        assert await deliver(lin, message) == said
        await lin.says(f"书 {title.id}")
        await lin.says("开始")

"""She is answered in her language."""

import re

import pytest

from bot.understanding import Understanding
from handlers import root
from language.translation import translations
from tests.handlers.lin import Lin, shelve

understanding = Understanding(root.intents())
QUOTED = re.compile("[«“「]([^»”」{]+)[»”」]")


async def test_a_dialogue_in_mongolian_and_back(house, lin, tmp_path):
    title = await shelve(house, "呐喊", tmp_path)
    assert "тусламж" in await lin.says("Сайн байна уу")
    assert "одооноос монголоор" in await lin.says("Монголоор")
    await lin.says(f"开始 《{title.name}》")
    assert "уншсан" in await lin.says("继续")
    assert "Номын нэр" in await lin.says("帮助")
    assert "以后我说中文" in await lin.says("中文")
    assert "已读" in await lin.says("继续")


async def test_her_language_outlives_the_conversation(house, redis, lin):
    await lin.says("English")
    await redis.flushdb()
    assert "not opened a book" in await lin.says("继续")


async def test_cyrillic_is_answered_in_mongolian_unasked(house):
    newcomer = Lin(house, "o-new")
    assert "нээгээгүй" in await newcomer.says("үргэлжлүүлэх")
    assert "还没有打开" in await newcomer.says("继续")


@pytest.mark.parametrize("language", ["mn", "en"])
def test_what_the_words_tell_her_to_reply_is_understood(language):
    told = {"帮助", "继续", "目录", "跳到第", "下载"}
    words = [
        said for source, said in translations(language).items() if any(f"「{one}" in source for one in told)
    ]
    commands = [command for said in words for command in QUOTED.findall(said)]
    assert len(commands) > 8
    assert [one for one in commands if understanding.best(one) is None] == []

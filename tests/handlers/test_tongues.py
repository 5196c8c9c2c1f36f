"""She is answered in her language."""

import re

import pytest

from bot.bubbles import BUBBLE_BYTES
from bot.conversation import Conversation
from bot.messages import Text
from bot.replies import Say
from bot.tongue import OFFERS, LanguageOffer
from language.translation import translations
from tests.bot.utterances import understanding
from tests.handlers.lin import Lin, shelve

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
async def test_her_language_is_offered_once_and_never_again(house, language, redis):
    first, again = {"mn": ("Сайн байна уу", "тусламж"), "en": ("What can you do?", "help")}[language]
    newcomer = Lin(house, f"o-{language}")
    assert (await newcomer.says(first)).endswith(f"\n\n{OFFERS[language]}")
    assert OFFERS[language] not in await newcomer.says(again)
    await redis.flushdb()  # the conversation is forgotten, the patron is not
    assert OFFERS[language] not in await newcomer.says(again)


@pytest.mark.parametrize(("language", "intent"), [("mn", "mongolian"), ("en", "english")])
def test_what_the_offer_tells_her_to_send_is_understood(language, intent):
    [command] = QUOTED.findall(OFFERS[language])
    assert understanding.best(command).intent.name == intent


async def test_whoever_has_chosen_is_offered_nothing(house, lin, redis):
    await lin.says("中文")
    assert OFFERS["en"] not in await lin.says("help")
    await redis.flushdb()
    assert OFFERS["en"] not in await lin.says("help")


async def test_an_offer_that_finds_no_room_waits(house):
    offer, patron = LanguageOffer(house.patrons), await house.patrons.recognise("main", "o-new")
    words, conversation = Lin(house).message(Text, content="continue"), Conversation()
    full = Say("字" * (BUBBLE_BYTES // 3 - 10))
    assert await offer.beside(full, words, conversation, patron.id) == full
    assert await offer.beside(Say("字"), words, conversation, patron.id) == Say(f"字\n\n{OFFERS['en']}")


@pytest.mark.parametrize("language", ["mn", "en"])
def test_what_the_words_tell_her_to_reply_is_understood(language):
    told = {"帮助", "继续", "目录", "跳到第", "下载"}
    words = [
        said for source, said in translations(language).items() if any(f"「{one}" in source for one in told)
    ]
    commands = [command for said in words for command in QUOTED.findall(said)]
    assert len(commands) > 8
    assert [one for one in commands if understanding.best(one) is None] == []

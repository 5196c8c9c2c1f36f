"""What she is told we can do: all of it in one bubble, and more where she asks."""

import re

import pytest

from bot.bubbles import BUBBLE_BYTES
from bot.understanding import Understanding
from handlers import root

understanding = Understanding(root.intents())
QUOTED = re.compile("「([^」]+)」")
TOPICS = ["", " 读书", " 送书", " 笔记", " 打卡", " 隐私"]


@pytest.mark.parametrize("topic", TOPICS)
async def test_it_is_one_bubble_and_promises_nothing_we_do_not_do(lin, topic):
    words = await lin.says(f"帮助{topic}")
    assert len(words.encode()) <= BUBBLE_BYTES
    commands = QUOTED.findall(words)
    assert len(commands) > 1
    assert [one for one in commands if understanding.best(one) is None] == []


async def test_each_topic_is_another_page(lin):
    assert len({await lin.says(f"帮助{topic}") for topic in TOPICS}) == len(TOPICS)

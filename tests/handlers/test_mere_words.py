"""What may be answered without looking at the conversation is the same in all of them."""

import pytest

from bot.conversation import Conversation
from bot.messages import Text
from bot.turns import Turns
from handlers import root
from handlers.reference import ASKING
from tests.bot.utterances import utterances

CONVERSATIONS = [
    Conversation(),
    Conversation(step=ASKING),
    Conversation(step="somewhere else"),
    Conversation(choices=["书 0123456789", "帮助"], more="找书 从9", topic="0123456789"),
]


@pytest.fixture(scope="module")
def turns() -> Turns:
    return Turns(root.intents())


def message(words: str) -> Text:
    return Text(account="main", openid="o", to="gh", key="k", sent_at=1, content=words)


@pytest.mark.parametrize("conversation", CONVERSATIONS)
async def test_in_any_conversation_the_same_route_says_the_same(turns, conversation):
    short = 0
    for one in (*(one.text for one in utterances()), "1", "2", "更多", "more", "第二个"):
        alone = turns.by_itself(message(one))
        route = root.mere_words(alone) if alone else None
        if alone and route:
            turn = turns.turn(message(one), conversation)
            assert root.match(turn) is route, one
            assert await route.call(turn, {}) == await route.call(alone, {})
            short += 1
    assert short > 20, "all who ask for help in plain words"


async def test_asking_for_help_while_a_question_is_awaited_forgets_nothing(lin):
    invited = await lin.says("咨询")
    assert "【找书】" in await lin.says("帮助")
    assert "【找书】" not in await lin.says("你好呀书童"), "these may be a question, so she is asking it"
    await lin.says("取消")
    assert await lin.says("咨询") == invited
    assert "【找书】" in await lin.says("帮助")
    assert "已转给馆员" in await lin.says("几点开门？")

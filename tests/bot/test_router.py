"""Routes are asked in order, and handlers get what their signatures ask for."""

import pytest

from bot.conversation import Conversation
from bot.filters import at, means, tapped
from bot.messages import Follow, Tap, Text
from bot.replies import Reply, say
from bot.router import Router, Turn
from bot.understanding import Meaning, Understanding, intent

HELP = intent("help", "帮助", "帮助")
WHO = {"account": "main", "openid": "o", "to": "gh", "key": "1", "sent_at": 1}


class Clock:
    pass


def text(content: str) -> Text:
    return Text(**WHO, content=content)


def turn(message: object, conversation: Conversation | None = None) -> Turn:
    meaning = Understanding([HELP]).best(message.content) if isinstance(message, Text) else None
    return Turn(message, conversation or Conversation(), (), meaning)


async def test_the_first_route_that_accepts_answers():
    router = Router()

    @router.on(at("asking"))
    async def asking(_: Text) -> Reply:
        return say("asking")

    @router.on(means(HELP))
    async def help_(_: Text) -> Reply:
        return say("help")

    @router.on()
    async def rest(_: Text | Follow) -> Reply:
        return say("rest")

    async def answer(message, conversation=None):
        here = turn(message, conversation)
        return (await router.match(here).call(here, {})).text

    assert await answer(text("帮助")) == "help"
    assert await answer(text("帮助"), Conversation(step="asking")) == "asking"
    assert await answer(text("天气")) == "rest"
    assert await answer(Follow(**WHO)) == "rest"
    assert router.match(turn(Tap(**WHO, menu_key="X"))) is None
    assert router.intents() == [HELP]


async def test_a_handler_gets_what_its_signature_asks_for():
    router = Router()

    @router.on(tapped("X"))
    async def handler(tap: Tap, conversation: Conversation, meaning: Meaning, clock: Clock) -> Reply:
        return say(f"{conversation.step} {meaning} {type(clock).__name__}")

    here = turn(Tap(**WHO, menu_key="X"), Conversation(step="here"))
    assert await router.match(here).call(here, {Clock: Clock()}) == say("here None Clock")


def test_a_service_nobody_registered_stops_the_start():
    router = Router()

    @router.on()
    async def handler(_: Text, clock: Clock) -> Reply:
        return say("")

    router.check({Clock: Clock()})
    with pytest.raises(LookupError, match=r"handler needs clock.*Clock"):
        router.check({})

"""A message as it is to be understood: a voice as its words, a number as the choice behind it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from bot.conversation import Conversation
from bot.messages import Message, Text, Voice
from bot.router import Turn
from bot.understanding import Intent, Understanding, choice

LONGEST_KEPT = 30  # characters
MORE = ("更多", "下一页", "цааш", "more")


class Turns:
    def __init__(self, intents: Iterable[Intent]) -> None:
        self._understanding = _understanding(tuple(intents))

    def turn(self, message: Message, conversation: Conversation) -> Turn:
        message = _spoken(message)
        if not isinstance(message, Text):
            return Turn(message, conversation)
        if not conversation.step and (command := _from_list(message.content, conversation)):
            message = replace(message, content=command)
        return self._understood(message, conversation)

    def by_itself(self, message: Message) -> Turn | None:
        """The turn, where it means the same in every conversation."""
        message = _spoken(message)
        if not isinstance(message, Text):
            return Turn(message, Conversation())
        return None if is_from_list(message) else self._understood(message, Conversation())

    def _understood(self, message: Text, conversation: Conversation) -> Turn:
        meanings = self._understanding.meanings(message.content)
        return Turn(message, conversation, meanings, self._understanding.best(message.content))


def is_from_list(message: Message) -> bool:
    """Whether the words make sense only under a list shown before."""
    return isinstance(message, Text) and (_is_more(message.content) or _number(message.content) is not None)


@lru_cache(maxsize=2)
def _understanding(intents: tuple[Intent, ...]) -> Understanding:
    """Made in a fifth of a second, and the same for every house that a process opens."""
    return Understanding(intents)


def _is_more(content: str) -> bool:
    """Phones begin with a capital."""
    return content.casefold() in MORE


def _number(content: str) -> int | None:
    # What is longer is no number, but may be personal, and is not kept in memory.
    return _short_number(content) if len(content) <= LONGEST_KEPT else choice(content)


_short_number = lru_cache(maxsize=4096)(choice)


def _from_list(content: str, conversation: Conversation) -> str | None:
    """The command that a number of the last list, or 更多 under it, stands for."""
    if _is_more(content):
        return conversation.more
    count = _number(content)
    return conversation.chosen(count) if count is not None else None


def _spoken(message: Message) -> Message:
    """A voice message that was recognised is as good as written."""
    return _as_text(message, message.words) if isinstance(message, Voice) and message.words else message


def _as_text(voice: Voice, words: str) -> Text:
    return Text(
        account=voice.account,
        openid=voice.openid,
        to=voice.to,
        key=voice.key,
        sent_at=voice.sent_at,
        patron=voice.patron,
        content=words,
    )

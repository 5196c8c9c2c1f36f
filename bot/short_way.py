"""The way of a message that only asks for words which are the same whoever asks, and however often."""

import asyncio
import logging

from redis.exceptions import RedisError

from bot.memory import Memory
from bot.messages import Message
from bot.pieces import pieces
from bot.replies import Reply
from bot.router import Router
from bot.tongue import suggested, tongue
from bot.turns import Turns
from bot.window import Windows
from language.translation import speaking

log = logging.getLogger(__name__)


class ShortWay:
    """Such a message is neither locked nor noted: to run it again for a retry does no harm.

    One look into Redis tells whether it may overtake nothing of this patron's and leaves nothing behind.
    """

    def __init__(self, router: Router, turns: Turns, memory: Memory, windows: Windows) -> None:
        self._router, self._turns, self._memory, self._windows = router, turns, memory, windows
        self._opening: set[asyncio.Task[None]] = set()

    async def reply(self, message: Message, *, may_push: bool) -> Reply | None:
        """None where the message has to go the long way."""
        if suggested(message):  # an offer of that language may be due
            return None
        turn = self._turns.by_itself(message)
        route = self._router.mere_words(turn) if turn else None
        if turn is None or route is None:
            return None
        with speaking(tongue(message)):
            answer = pieces((await route.call(turn, {}),))
        if len(answer) != 1:
            return None
        try:
            patron = await self._memory.glance(message)
        except RedisError as trouble:
            log.warning("no memory: %s", type(trouble).__name__)
            return answer[0]
        if patron and may_push:
            self._open_window(patron, message)
        return answer[0] if patron else None

    def _open_window(self, patron: str, message: Message) -> None:
        """Nothing leaves through it on this message's account, so nobody has to wait for it."""
        opening = asyncio.create_task(self._windows.opened(patron, message))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

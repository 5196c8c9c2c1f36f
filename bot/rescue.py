"""Rescue: messages that WeChat was told to forget are brought to their answers, whoever ran them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Container

from redis.exceptions import RedisError

from bot.memory import Adrift, Memory, alias
from bot.messages import Message
from bot.outgoing import Outgoing
from bot.replies import apologise

log = logging.getLogger(__name__)

AT_ONCE = 100
MOST_DEATHS = 3  # of processes over one message; then it is the message


class Rescue:
    """Joins what still runs here, hands over what is answered, and runs again what died with its process.

    `running` are the keys of the messages under way in this process; `join` waits until one has run, here
    and now if nobody runs it.
    """

    def __init__(
        self,
        memory: Memory,
        adrift: Adrift,
        outgoing: Outgoing,
        *,
        running: Container[str],
        join: Callable[[Message], Awaitable[None]],
    ) -> None:
        self._memory, self._adrift, self._outgoing = memory, adrift, outgoing
        self._running, self._join = running, join

    async def all(self) -> int:
        """Bring home what has been adrift for a lease; returns how many were taken. Raises RedisError."""
        taken: list[Message] = []
        while len(taken) < AT_ONCE and (message := await self._adrift.take()):
            taken.append(message)
        await asyncio.gather(*map(self._bring_home, taken))
        return len(taken)

    async def _bring_home(self, message: Message) -> None:
        try:
            seen = await self._memory.look(message)
            if seen.replies is None:
                if await self._kills(message):
                    return await self._put_aside(message)
                await self._join(message)
                await self._adrift.survived(message)
                seen = await self._memory.look(message)
            if seen.replies is not None:
                already = 0 if seen.pushed else 1
                await self._outgoing.send(message, seen.patron, seen.replies, already=already)
        except RedisError as trouble:
            log.warning("message %s stays adrift: %s", message.key, type(trouble).__name__)

    async def _kills(self, message: Message) -> bool:
        """Whether as many processes died over it as may: the first, and all that began it again."""
        if message.key in self._running or await self._memory.is_in_hand(message):
            return False
        return await self._adrift.begin(message) >= MOST_DEATHS

    async def _put_aside(self, message: Message) -> None:
        """Rather one patron hears that we failed than that nobody hears anything any more."""
        log.error("message %s ended %d processes and is put aside", alias(message), MOST_DEATHS)
        await self._outgoing.send(message, "", (apologise(),), already=0)
        await self._adrift.put_aside(message)

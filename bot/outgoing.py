"""The outbox as an answer meets it: what follows on an answer, and what waited for its patron to write."""

import logging
from collections.abc import Sequence

from redis.exceptions import RedisError

from bot.memory import Adrift, Memory
from bot.messages import Message
from bot.outbox import Outbox, OutOfReach
from bot.replies import Card, Reply, Say, kept_meanwhile
from library.patrons import Patrons

log = logging.getLogger(__name__)


class Outgoing:
    """None of it fails a message: what cannot be done now stays where it is, adrift or parked."""

    def __init__(self, outbox: Outbox, memory: Memory, adrift: Adrift, patrons: Patrons) -> None:
        self._outbox, self._memory, self._adrift, self._patrons = outbox, memory, adrift, patrons

    async def send(
        self, message: Message, patron: str, answer: Sequence[Say | Card], *, already: int
    ) -> None:
        """Hand an answer to the outbox, from the piece on that she has not got; safe to repeat.

        `patron` is empty where nobody has recognised her yet.
        """
        try:
            patron = patron or (await self._patrons.recognise(message.account, message.openid)).id
            for count, piece in enumerate(answer[already:], already):
                await self._outbox.put(patron, piece, key=f"late:{message.key}:{count}")
            await self._adrift.drop(message)
        except (OutOfReach, RedisError) as trouble:
            log.warning("the answer to %s stays adrift: %s", message.key, type(trouble).__name__)

    async def unpark(self, message: Message, patron: str) -> bool:
        """Whether anything waited, which is now on its way."""
        waited = 0
        try:
            waited = await self._outbox.unpark(patron, saying=kept_meanwhile())
            await self._memory.unpark(message)
        except (OutOfReach, RedisError) as trouble:
            log.warning("what is parked stays parked: %s", type(trouble).__name__)
        return waited > 0

    async def collect(self, message: Message, patron: str) -> Sequence[Reply]:
        """What waited, for this connection to carry, since the account may not push."""
        collected: list[Reply] = []
        try:
            while more := await self._outbox.collect(patron):
                collected.extend(more)
            await self._memory.unpark(message)
        except (OutOfReach, RedisError) as trouble:
            log.warning("what is parked stays parked: %s", type(trouble).__name__)
        return collected

"""Brings home what was let go, and tells the memory of a patron what is parked for her."""

import asyncio
import logging

from redis.exceptions import RedisError

from bot.dispatcher import Dispatcher
from bot.memory import Memory
from bot.outbox import Change, State
from library.patrons import NoSuchPatron, Patrons
from library.stopping import being_stopped

log = logging.getLogger(__name__)

LOOKS_EVERY = 1.0  # seconds; a message is adrift for its lease before anybody may take it


async def rescue(dispatcher: Dispatcher) -> None:
    """Until cancelled, finish the messages of processes that died; survives Redis' bad moments."""
    while not being_stopped():
        try:
            await dispatcher.rescue()
        except RedisError as trouble:
            log.warning("what is adrift is out of reach: %s", type(trouble).__name__)
        await asyncio.sleep(LOOKS_EVERY)


class Reminders:
    """A patron's next message looks into the outbox only where something is parked for her."""

    def __init__(self, memory: Memory, patrons: Patrons) -> None:
        self._memory, self._patrons = memory, patrons

    async def heard(self, change: Change) -> None:
        if change.state is not State.PARKED:
            return
        try:
            patron = await self._patrons.get(change.patron)
            if patron.openid:
                await self._memory.park(patron.account, patron.openid)
        except NoSuchPatron:
            return
        except RedisError as trouble:
            log.warning("no reminder of message %s: %s", change.key, type(trouble).__name__)

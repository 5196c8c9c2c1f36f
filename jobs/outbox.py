"""The outbox's pump: it carries replies to WeChat, and says how each one ended."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.outbox import Change, Consignment, LeaseLost, Outbox, OutOfReach, State
from bot.replies import Card, Reply, Say
from bot.wakeup import Bell
from bot.wechat.client import Client
from bot.wechat.errors import (
    Busy,
    CannotSend,
    CredentialsWrong,
    NotAllowed,
    NotSent,
    NotWhitelisted,
    OutcomeUnknown,
    RateLimited,
    TokenRejected,
    TooFast,
    Unreachable,
    WindowClosed,
    WindowUsedUp,
)
from jobs.together import being_stopped, together
from library.clock import Clock, utc_now
from library.patrons import NoSuchPatron, Patron, Patrons

log = logging.getLogger(__name__)

LONGEST_CALL = 30  # seconds for one bubble, the wait for a token included; half of the outbox's lease
ATTEMPTS = 30  # with the delays below, about four hours
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=2), timedelta(minutes=10)
WECHAT_CLOCK = ZoneInfo("Asia/Shanghai")

PASSES = (NotSent, Busy, TooFast, TokenRejected, CredentialsWrong, NotWhitelisted)  # or somebody will mend it
ENDS = (
    ((OutcomeUnknown, TimeoutError), State.UNKNOWN),
    ((WindowClosed, WindowUsedUp, NotAllowed), State.PARKED),
    ((Unreachable,), State.BLOCKED),
)

Listener = Callable[[Change], Awaitable[None]]


class Courier:
    """Any number of couriers may run, in any number of processes.

    `clients` has one client for each account that may push; what others would send is parked.
    `listen` hears of every change at least once, so it must not mind hearing the same one again.
    """

    def __init__(
        self,
        outbox: Outbox,
        clients: Mapping[str, Client],
        patrons: Patrons,
        listen: Listener,
        *,
        now: Clock = utc_now,
    ) -> None:
        self._outbox, self._clients, self._patrons = outbox, clients, patrons
        self._listen, self._now = listen, now

    async def deliver_due(self) -> int:
        """Carry all that is due, one after the other; returns how many messages were in hand."""
        count = 0
        while message := await self._outbox.lease():
            await self._carry(message)
            count += 1
        return count

    async def tidy(self) -> None:
        """Deal with what dead couriers left behind."""
        for change in await self._outbox.reap():
            await self._tell(change)
        async for change in self._outbox.untold():
            await self._tell(change)

    async def _carry(self, message: Consignment) -> None:
        try:
            await self._send(message)
        except LeaseLost:
            log.warning("message %s went to another worker", message.key)
        except NoSuchPatron:
            await self._finish(message, State.BLOCKED, "no such patron")
        except (CannotSend, TimeoutError) as trouble:
            await self._give_up_or_try_again(message, trouble)
        else:
            await self._finish(message, State.SENT)

    async def _send(self, message: Consignment) -> None:
        patron = await self._patrons.get(message.patron)
        for bubble in message.bubbles:
            await self._outbox.begin(message)
            async with asyncio.timeout(LONGEST_CALL):
                await self._send_bubble(patron, bubble)
            await self._outbox.bubble_sent(message)

    async def _send_bubble(self, patron: Patron, bubble: Reply) -> None:
        client = self._clients.get(patron.account)
        if patron.openid is None:
            raise NoSuchPatron(patron.id)
        if client is None:
            raise NotAllowed(0, "this account cannot push")
        match bubble:
            case Say(text):
                await client.send_text(patron.openid, text)
            case Card():
                await client.send_card(patron.openid, bubble)

    async def _give_up_or_try_again(self, message: Consignment, trouble: Exception) -> None:
        if isinstance(trouble, RateLimited):
            await self._outbox.postpone(message, next_reset(self._now()), counted=False)
        elif isinstance(trouble, PASSES) and message.attempts + 1 < ATTEMPTS:
            await self._outbox.postpone(message, self._now() + delay(message.attempts))
        else:
            state = next((state for kinds, state in ENDS if isinstance(trouble, kinds)), State.FAILED)
            await self._finish(message, state, f"{type(trouble).__name__} {trouble}".strip())

    async def _finish(self, message: Consignment, state: State, reason: str = "") -> None:
        if change := await self._outbox.finish(message, state, reason):
            await self._tell(change)

    async def _tell(self, change: Change) -> None:
        if change.state is not State.SENT:
            log.warning("message %s is %s: %s", change.key, change.state, change.reason)
        await self._listen(change)
        await self._outbox.told(change)


def delay(attempts: int) -> timedelta:
    """How long to wait after so many earlier attempts: twice as long each time, up to ten minutes."""
    return min(FIRST_DELAY * (1 << min(attempts, 20)), LONGEST_DELAY)


def next_reset(now: datetime) -> datetime:
    """The next midnight in China, when WeChat counts an account's calls anew, and a minute for its clock."""
    tomorrow = now.astimezone(WECHAT_CLOCK) + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=1, second=0, microsecond=0).astimezone(now.tzinfo)


async def pump(courier: Courier, bell: Bell, *, lanes: int = 4) -> None:
    """Deliver until cancelled, `lanes` patrons at a time; survives MongoDB's and Redis' bad moments."""
    await together(*(_lane(courier, bell) for _ in range(lanes)))


async def _lane(courier: Courier, bell: Bell) -> None:
    while not being_stopped():
        try:
            await courier.deliver_due()
            await courier.tidy()
        except OutOfReach as trouble:
            log.warning("the outbox is out of reach: %s", type(trouble).__name__)
        await bell.wait()

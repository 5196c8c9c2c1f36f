"""The outbox's pump: it carries replies to WeChat, and says how each one ended."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.outbox import Change, Consignment, LeaseLost, Outbox, OutOfReach, State
from bot.replies import Card, Picture, Reply, Say
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
from bot.wechat.quotas import next_reset
from bot.window import Windows
from jobs.notices import Notices
from jobs.pictures import Pictures
from jobs.together import to_the_end, together
from library.clock import Clock, utc_now
from library.gathering import Gathering
from library.patrons import NoSuchPatron, Patron, Patrons
from library.stopping import being_stopped

log = logging.getLogger(__name__)

LONGEST_CALL = 30  # seconds for one bubble, the wait for a token included; half of the outbox's lease
TIDIES_EVERY = 1.0  # seconds
HANDS = 32  # messages a lane carries at once; if its process is killed they are `unknown`
GRACE = 3.0  # seconds for what is on its way when we are asked to stop
ATTEMPTS = 30  # with the delays below, about four hours
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=2), timedelta(minutes=10)

PASSES = (NotSent, Busy, TooFast, TokenRejected, CredentialsWrong, NotWhitelisted)  # or somebody will mend it
NO_WINDOW = (WindowClosed, WindowUsedUp)
ENDS = (
    ((OutcomeUnknown, TimeoutError), State.UNKNOWN),
    ((NotAllowed,), State.PARKED),
    ((Unreachable,), State.BLOCKED),
)

Listener = Callable[[Change], Awaitable[None]]


class Courier:
    """Any number of couriers may run, in any number of processes.

    `clients` has one client for each account that may push; what others would send is parked.
    `listen` hears of every change at least once, so it must not mind hearing the same one again.
    """

    def __init__(  # noqa: PLR0913 - all ways out of the house meet here
        self,
        outbox: Outbox,
        clients: Mapping[str, Client],
        patrons: Patrons,
        listen: Listener,
        *,
        windows: Windows,
        notices: Notices,
        pictures: Pictures,
        now: Clock = utc_now,
    ) -> None:
        self._outbox, self._clients, self._patrons = outbox, clients, patrons
        self._windows, self._notices = windows, notices
        self._pictures, self._listen, self._now = pictures, listen, now
        self._recognising = Gathering(patrons.find_all)

    async def deliver_due(self) -> int:
        """Carry all that is due, many patrons' at a time; returns how many messages were in hand."""
        count = 0
        while messages := await self._outbox.lease_many(HANDS):
            await to_the_end(*map(self._carry, messages), grace=GRACE)
            count += len(messages)
        return count

    async def tidy(self) -> None:
        """Deal with what dead couriers left behind."""
        for change in await self._outbox.reap():
            await self._tell(change)
        async for change in self._outbox.untold():
            await self._tell(change)

    async def _carry(self, message: Consignment) -> None:
        try:
            patron = await self._patron(message.patron)
            await self._send(message, patron)
        except LeaseLost:
            log.warning("message %s went to another worker", message.key)
        except NoSuchPatron:
            await self._finish(message, State.BLOCKED, "no such patron")
        except NO_WINDOW as closed:
            await self._windows.close(message.patron)
            await self._announce_or_park(message, patron, closed)
        except (CannotSend, TimeoutError) as trouble:
            await self._give_up_or_try_again(message, trouble)
        else:
            await self._finish(message, State.SENT)

    async def _patron(self, patron_id: str) -> Patron:
        patron = await self._recognising(patron_id)
        if patron is None:
            raise NoSuchPatron(patron_id)
        return patron

    async def _send(self, message: Consignment, patron: Patron) -> None:
        if patron.openid is None:
            raise NoSuchPatron(patron.id)
        client = self._client_of(patron)
        for count, bubble in enumerate(message.bubbles, 1):
            if not await self._windows.open(patron.id):
                raise WindowUsedUp(0, "by our own count")
            media_id = await self._uploaded(client, bubble)
            await self._outbox.begin(message)
            async with asyncio.timeout(LONGEST_CALL):
                await _send_bubble(client, patron.openid, bubble, media_id)
            await self._windows.spent(patron.id)
            if count < len(message.bubbles):  # the last one's arrival is the message's
                await self._outbox.bubble_sent(message)

    async def _uploaded(self, client: Client, bubble: Reply) -> str:
        """Before anything may have reached her: WeChat's name for a picture, "" for what is none."""
        return await self._pictures.upload(client, bubble) if isinstance(bubble, Picture) else ""

    def _client_of(self, patron: Patron) -> Client:
        if patron.account not in self._clients:
            raise NotAllowed(0, "this account cannot push")
        return self._clients[patron.account]

    async def _announce_or_park(self, message: Consignment, patron: Patron, closed: Exception) -> None:
        """She has to write first; where she consented to it, a notice says so."""
        client, state = self._client_of(patron), State.PARKED
        try:
            if not message.passing and await self._notices.may_go(client, patron):
                await self._outbox.begin(message)
                async with asyncio.timeout(LONGEST_CALL):
                    state = await self._notices.announce(client, patron, message)
        except LeaseLost:
            return
        except TimeoutError:
            state = State.UNKNOWN
        except CannotSend as trouble:
            log.warning("no notice of message %s: %s", message.key, trouble)
        await self._finish(message, state, _reason(closed))
        if state is State.PARKED:
            await self._unpark_if_she_wrote(patron)

    async def _unpark_if_she_wrote(self, patron: Patron) -> None:
        """Her message may have come while we parked, too early to be told to look into the outbox."""
        standing = await self._windows.standing(patron.id)
        if standing and standing.left:
            await self._outbox.unpark(patron.id)

    async def _give_up_or_try_again(self, message: Consignment, trouble: Exception) -> None:
        if isinstance(trouble, RateLimited):
            await self._outbox.postpone(message, next_reset(self._now()), counted=False)
        elif isinstance(trouble, PASSES) and message.attempts + 1 < ATTEMPTS:
            await self._outbox.postpone(message, self._now() + delay(message.attempts))
        else:
            state = next((state for kinds, state in ENDS if isinstance(trouble, kinds)), State.FAILED)
            await self._finish(message, state, _reason(trouble))

    async def _finish(self, message: Consignment, state: State, reason: str = "") -> None:
        if message.passing and state is State.PARKED:
            state = State.FAILED
        if change := await self._outbox.finish(message, state, reason):
            await self._tell(change)

    async def _tell(self, change: Change) -> None:
        if change.state is not State.SENT:
            log.warning("message %s is %s: %s", change.key, change.state, change.reason)
        await self._listen(change)
        await self._outbox.told(change)


async def _send_bubble(client: Client, openid: str, bubble: Reply, media_id: str) -> None:
    match bubble:
        case Picture():
            await client.send_image(openid, media_id)
        case Say(text):
            await client.send_text(openid, text)
        case Card():
            await client.send_card(openid, bubble)


def _reason(trouble: Exception) -> str:
    return f"{type(trouble).__name__} {trouble}".strip()


def delay(attempts: int) -> timedelta:
    """How long to wait after so many earlier attempts: twice as long each time, up to ten minutes."""
    return min(FIRST_DELAY * (1 << min(attempts, 20)), LONGEST_DELAY)


async def pump(courier: Courier, bell: Bell, *, lanes: int = 4) -> None:
    """Deliver until cancelled, side by side in lanes; survives MongoDB's and Redis' bad moments."""
    await together(*(_lane(courier, bell) for _ in range(lanes)), _tidy(courier))


async def _lane(courier: Courier, bell: Bell) -> None:
    while not being_stopped():
        try:
            await courier.deliver_due()
        except OutOfReach as trouble:
            log.warning("the outbox is out of reach: %s", type(trouble).__name__)
        await bell.wait()


async def _tidy(courier: Courier) -> None:
    while not being_stopped():
        try:
            await courier.tidy()
        except OutOfReach as trouble:
            log.warning("the outbox is out of reach: %s", type(trouble).__name__)
        await asyncio.sleep(TIDIES_EVERY)

"""Feed messages to the router: each message once, in order, within WeChat's five seconds."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

from redis.exceptions import RedisError

from bot.conversation import Conversation
from bot.memory import Adrift, BusyPatron, Entered, Memory, Parting
from bot.messages import Message, Report, Unfollow
from bot.outbox import Outbox, OutOfReach
from bot.outgoing import Outgoing
from bot.pieces import pieces
from bot.replies import Reply, Silence, apologise, forgetful, out_of_reach
from bot.rescue import Rescue
from bot.router import Router
from bot.short_way import ShortWay
from bot.tongue import LanguageOffer, tongue
from bot.turns import Turns, is_from_list
from bot.window import Windows
from language.translation import SOURCE, speaking
from library.patrons import Patrons

log = logging.getLogger(__name__)

DEADLINE = 4.5  # seconds; WeChat hangs up after 5, and the answer has to travel
HANGS_UP_AFTER = 5.5  # seconds; by then WeChat has closed the connection and sends the message again
LONGEST_RUN = 60.0  # seconds a handler may take before it is stopped


class Dispatcher:
    """Runs each message's handler once, whoever delivers it how often.

    A delivery that waits longer than `deadline` seconds is let go. Its answer then takes one way only:
    through the outbox where the account may push, else with WeChat's retry or the patron's next message.
    """

    def __init__(
        self,
        router: Router,
        services: Mapping[Any, Any],
        *,
        memory: Memory,
        adrift: Adrift,
        patrons: Patrons,
        outbox: Outbox,
        windows: Windows,
    ) -> None:
        router.check(services)
        self._router, self._services, self._turns = router, services, Turns(router.intents())
        self._memory, self._adrift, self._windows = memory, adrift, windows
        self._patrons, self._outgoing = patrons, Outgoing(outbox, memory, adrift, patrons)
        self._language_offer = LanguageOffer(patrons)
        self._short_way = ShortWay(router, self._turns, memory, windows)
        self._running: dict[str, asyncio.Task[Reply]] = {}
        self._late: set[str] = set()  # of those that run here, whose delivery was let go
        self._rescue = Rescue(memory, adrift, self._outgoing, running=self._running, join=self._join)
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.deadline = DEADLINE

    async def feed(self, message: Message, *, may_push: bool) -> Reply:
        """The reply to give on this delivery's connection; Silence when it goes another way or nowhere."""
        if isinstance(message, Report) and not self._router.wants(message):
            return Silence()
        until = asyncio.get_running_loop().time() + self.deadline
        if (words := await self._mere_words(message, may_push)) is not None:
            return words
        task = self._running.get(message.key)
        retried = task is not None
        task = task or self._begin(message, may_push)
        if await _in_time(task, until - asyncio.get_running_loop().time()):
            return await self._collected(message, task.result()) if retried else task.result()
        return await self._let_go(message, task, may_push)

    async def returned(self, message: Message, reply: Reply) -> None:
        """Nobody was on the line any more: the reply waits for a retry, or for the patron's next message."""
        if not isinstance(reply, Silence):
            with suppress(RedisError):
                await self._memory.hold(message, reply)

    async def rescue(self) -> int:
        """Bring home the messages that were let go and whose process died; returns how many were taken."""
        return await self._rescue.all()

    async def _mere_words(self, message: Message, may_push: bool) -> Reply | None:
        """The reply to what may be answered at once, and out of order at no loss."""
        if _of(message) in self._queues:
            return None
        # Whatever breaks here breaks again on the long way, which says so.
        with suppress(Exception):
            return await self._short_way.reply(message, may_push=may_push)
        return None

    def _begin(self, message: Message, may_push: bool, *, late: bool = False) -> "asyncio.Task[Reply]":
        task = self._running[message.key] = asyncio.create_task(self._run(message, may_push, late))
        task.add_done_callback(lambda _: self._ended(message.key))
        return task

    async def _join(self, message: Message) -> None:
        """Wait until it has run, with nobody on the line."""
        await asyncio.wait({self._running.get(message.key) or self._begin(message, True, late=True)})

    def _ended(self, key: str) -> None:
        self._running.pop(key, None)
        self._late.discard(key)

    async def _collected(self, message: Message, reply: Reply) -> Reply:
        """What a retry brings of an answer that another delivery may have brought already."""
        try:
            return Silence() if (await self._memory.collect(message)).pushed else reply
        except RedisError:
            return reply

    async def _let_go(self, message: Message, task: "asyncio.Task[Reply]", may_push: bool) -> Reply:
        # The memory notes it too, but forgets it with a lease: of a dead process, or of one that stood still.
        if not task.done():
            self._late.add(message.key)
        try:
            if may_push:  # before `success` is said, because then nobody else has the message any more
                await self._adrift.keep(message)
            seen = await self._memory.too_late(message)
        except RedisError:
            may_push = False  # we cannot promise anything, so WeChat has to keep trying
        else:
            if seen.replies is not None:
                return (await self._memory.collect(message)).for_retry
        if not may_push:
            # Any answer now would end WeChat's retries, and a retry is what brings this patron her answer.
            await _in_time(task, HANGS_UP_AFTER - self.deadline)
        return Silence()

    async def _run(self, message: Message, may_push: bool, late: bool) -> Reply:
        # Within this process patrons' messages queue up fairly; between processes the lock in Redis decides.
        queue = self._queues.setdefault(_of(message), asyncio.Lock())
        try:
            while True:
                async with queue:
                    late = late or message.key in self._late
                    entered = await self._memory.enter(message, late=late)
                    if isinstance(entered, Entered):
                        return await self._answer(message, entered, may_push)
                if await self._memory.outcome(message):  # else its process died, and we run it
                    return (await self._memory.collect(message)).for_retry
        except BusyPatron:
            log.warning("message %s waited too long for an earlier one", message.key)
            return apologise()
        except RedisError as trouble:
            log.warning("no memory: %s", type(trouble).__name__)
            async with queue:
                return await self._answer_without_memory(message, may_push)

    async def _answer(self, message: Message, entered: Entered, may_push: bool) -> Reply:
        with self._memory.kept_alive(message, entered.token):
            patron = entered.patron or await self._recognise(message, entered.conversation)
            may_have_parked = patron and (entered.parked or not entered.patron)
            opening, unparked = asyncio.create_task(self._open_window(message, patron, may_push)), False
            if may_have_parked and may_push:
                await opening  # before anything is sent through it
                unparked = await self._outgoing.unpark(message, patron)
            with speaking(tongue(message, entered.conversation.language)):
                reply = await self._handle(message, entered.conversation, patron)
            reply = await self._language_offer.beside(reply, message, entered.conversation, patron)
            await opening
        if isinstance(message, Unfollow) and reply == out_of_reach():
            return await self._try_later(message, entered)
        parked = await self._outgoing.collect(message, patron) if may_have_parked and not may_push else ()
        answer = pieces((*entered.held, *parked, reply))
        who = "" if entered.conversation.forgotten else patron
        parting = Parting(who, answer, None, may_push, entered, late=message.key in self._late)
        return await self._leave(message, parting, behind=unparked)

    async def _open_window(self, message: Message, patron: str, may_push: bool) -> None:
        if patron and may_push:
            await self._windows.opened(patron, message)

    async def _leave(self, message: Message, parting: Parting, *, behind: bool) -> Reply:
        """The answer for this connection; none where it goes `behind` what the outbox sends first."""
        answer, may_push = parting.replies, parting.may_push
        if not isinstance(message, Unfollow) and not parting.entered.conversation.forgotten:
            parting = replace(parting, conversation=parting.entered.conversation)
        try:
            # What this connection does not bring must outlive this process.
            if may_push and (behind or len(answer) > 1):
                await self._adrift.keep(message)
            if behind:
                await self._memory.too_late(message)
            pushes = await self._memory.leave(message, parting)
        except RedisError as trouble:
            log.warning("nothing remembered of message %s: %s", message.key, type(trouble).__name__)
            return answer[0] if answer else Silence()
        if may_push and (pushes or len(answer) > 1):
            await self._outgoing.send(message, parting.patron, answer, already=0 if pushes else 1)
        return answer[0] if answer and not pushes else Silence()

    async def _answer_without_memory(self, message: Message, may_push: bool) -> Reply:
        """Deeds are done once for a message's key, so it may run though we cannot note that it did."""
        conversation = Conversation()
        patron = await self._recognise(message, conversation)
        with speaking(tongue(message, conversation.language)):
            reply = await self._handle(message, conversation, patron)
        if is_from_list(message):
            return forgetful()
        answer = pieces((reply, *([forgetful()] if conversation.expects_an_answer else ())))
        if may_push and patron:
            await self._outgoing.send(message, patron, answer, already=1)
        return answer[0] if answer else Silence()

    async def _handle(self, message: Message, conversation: Conversation, patron: str) -> Reply:
        """The handler's reply; whatever breaks, the patron hears from us."""
        try:
            async with asyncio.timeout(LONGEST_RUN):
                turn = self._turns.turn(replace(message, patron=patron), conversation)
                route = self._router.match(turn)
                if route and route.uses_services and not patron:
                    return out_of_reach()
                return await self._router.answer(turn, route, self._services) if route else Silence()
        except OutOfReach as trouble:
            log.warning("message %s needs the database: %s", message.key, type(trouble).__name__)
            return out_of_reach()
        except Exception:  # the house's one broad except
            log.exception("no handler finished message %s", message.key)
            return apologise()

    async def _recognise(self, message: Message, conversation: Conversation) -> str:
        """The patron's id, and the conversation in her language; empty while the database is away."""
        try:
            patron = await self._patrons.recognise(message.account, message.openid)
            conversation.language = "" if patron.language == SOURCE else patron.language
            conversation.language_offered = patron.language_offered
            return patron.id
        except OutOfReach as trouble:
            log.warning("nobody can be recognised: %s", type(trouble).__name__)
            return ""

    async def _try_later(self, message: Message, entered: Entered) -> Reply:
        """Nobody waits for an answer to a goodbye, but what it asks for has to be done."""
        await self._adrift.keep(message)
        await self._memory.abandon(message, entered)
        return Silence()


def _of(message: Message) -> str:
    """Whose it is."""
    return f"{message.account}:{message.openid}"


async def _in_time(task: "asyncio.Task[Reply]", seconds: float) -> bool:
    done, _ = await asyncio.wait({task}, timeout=seconds)
    return bool(done)

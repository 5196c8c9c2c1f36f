"""Feed messages to the router: each message once, in order, within WeChat's five seconds."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

from redis.exceptions import RedisError

from bot.bubbles import bubbles
from bot.conversation import Conversation
from bot.memory import BusyPatron, Entered, Memory, Parting
from bot.messages import Message, Report, Text, Unfollow, Voice
from bot.outbox import Outbox
from bot.replies import Card, Reply, Say, Silence, apologise
from bot.router import Router, Turn
from bot.understanding import Understanding
from language.numerals import number
from library.patrons import Patrons

log = logging.getLogger(__name__)

DEADLINE = 4.5  # seconds; WeChat hangs up after 5, and the answer has to travel
HANGS_UP_AFTER = 5.5  # seconds; by then WeChat has closed the connection and sends the message again
MORE = ("更多", "下一页", "цааш", "more")
LONGEST_RUN = 60.0  # seconds a handler may take before it is stopped


class Dispatcher:
    """Runs each message's handler exactly once, whoever delivers it how often.

    A delivery that waits longer than `deadline` seconds is let go. Its answer then takes one way only:
    through the outbox where the account may push, else with WeChat's retry or the patron's next message.
    """

    def __init__(
        self,
        router: Router,
        services: Mapping[Any, Any],
        *,
        memory: Memory,
        patrons: Patrons,
        outbox: Outbox,
        deadline: float = DEADLINE,
    ) -> None:
        router.check(services)
        self._router, self._services, self._deadline = router, services, deadline
        self._memory, self._patrons, self._outbox = memory, patrons, outbox
        self._understanding = Understanding(router.intents())
        self._running: dict[str, asyncio.Task[Reply]] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def feed(self, message: Message, *, may_push: bool) -> Reply:
        """The reply to give on this delivery's connection; Silence when it goes another way or nowhere."""
        if isinstance(message, Report) and not self._router.wants(message):
            return Silence()
        task = self._running.get(message.key)
        retried = task is not None
        if task is None:
            task = self._running[message.key] = asyncio.create_task(self._run(message, may_push))
            task.add_done_callback(lambda _: self._running.pop(message.key, None))
        if await self._in_time(task, self._deadline):
            return await self._retry_collects(message, task.result()) if retried else task.result()
        return await self._let_go(message, task, may_push)

    @staticmethod
    async def _in_time(task: "asyncio.Task[Reply]", seconds: float) -> bool:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        return bool(done)

    async def _retry_collects(self, message: Message, reply: Reply) -> Reply:
        seen = await self._memory.collect(message)
        return Silence() if seen.pushed else reply

    async def _let_go(self, message: Message, task: "asyncio.Task[Reply]", may_push: bool) -> Reply:
        seen = await self._memory.too_late(message)
        if seen.reply is not None:
            return seen.reply
        if not may_push:
            # Any answer now would end WeChat's retries, and a retry is what brings this patron her answer.
            await self._in_time(task, HANGS_UP_AFTER - self._deadline)
        return Silence()

    async def _run(self, message: Message, may_push: bool) -> Reply:
        patron = f"{message.account}:{message.openid}"
        # Within this process patrons' messages queue up fairly; between processes the lock in Redis decides.
        turn = self._turns.setdefault(patron, asyncio.Lock())
        async with turn:
            try:
                entered = await self._memory.enter(message)
                if isinstance(entered, Entered):
                    return await self._answer(message, entered, may_push)
                if (seen := await self._memory.outcome(message)) is None:
                    return await self._answer_orphan(message, may_push)
                return await self._retry_collects(message, seen.reply or Silence())
            except (RedisError, BusyPatron) as trouble:
                log.warning("message not handled: %s", type(trouble).__name__)
                return apologise()

    async def _answer_orphan(self, message: Message, may_push: bool) -> Reply:
        """The process that ran this message died; this delivery runs it again."""
        entered = await self._memory.enter(message)
        return await self._answer(message, entered, may_push) if isinstance(entered, Entered) else Silence()

    async def _answer(self, message: Message, entered: Entered, may_push: bool) -> Reply:
        async with self._memory.kept_alive(message, entered.token):
            patron, reply = await self._handle(message, entered)
        first, rest = _first_bubble(_with_held(entered.held, reply))
        kept = None if isinstance(message, Unfollow) else entered.conversation
        pushes = await self._memory.leave(message, Parting(patron, first, kept, may_push, entered.token))
        if pushes and not isinstance(first, Silence):
            await self._outbox.put(patron, first, key=f"late:{message.key}")
        if may_push:
            for count, more in enumerate(rest):
                await self._outbox.put(patron, more, key=f"more:{message.key}:{count}")
        else:
            await self._memory.hold(message, rest)
        return first

    async def _handle(self, message: Message, entered: Entered) -> tuple[str, Reply]:
        """The patron's id and the reply; whatever breaks, she hears from us."""
        patron = entered.patron
        try:
            async with asyncio.timeout(LONGEST_RUN):
                patron = patron or (await self._patrons.recognise(message.account, message.openid)).id
                turn = self._turn(replace(message, patron=patron), entered.conversation)
                route = self._router.match(turn)
                return patron, await route.call(turn, self._services) if route else Silence()
        except Exception:  # the house's one broad except
            log.exception("no handler finished message %s", message.key)
            return patron, apologise()

    def _turn(self, message: Message, conversation: Conversation) -> Turn:
        """The message as it is to be understood: a voice as its words, a number as the choice behind it."""
        if isinstance(message, Voice) and message.words:
            message = _as_text(message, message.words)
        if not isinstance(message, Text):
            return Turn(message, conversation)
        if not conversation.step and (command := _from_list(message.content, conversation)):
            message = replace(message, content=command)
        meanings = self._understanding.meanings(message.content)
        return Turn(message, conversation, meanings, self._understanding.best(message.content))


def _from_list(content: str, conversation: Conversation) -> str | None:
    """The command that a number of the last list, or 更多 under it, stands for."""
    if content in MORE:
        return conversation.more
    count = number(content)
    return conversation.chosen(count) if count is not None else None


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


def _with_held(held: tuple[Reply, ...], reply: Reply) -> list[Reply]:
    """Answers the patron never got come first; neighbouring words share a bubble."""
    merged: list[Reply] = []
    for one in (*held, reply):
        if merged and isinstance(one, Say) and isinstance(merged[-1], Say):
            merged[-1] = Say(f"{merged[-1].text}\n\n{one.text}")
        elif not isinstance(one, Silence):
            merged.append(one)
    return merged


def _first_bubble(replies: list[Reply]) -> tuple[Reply, list[Say | Card]]:
    """What the passive reply can carry, and what has to follow it."""
    pieces: list[Say | Card] = []
    for reply in replies:
        if isinstance(reply, Say):
            pieces.extend(Say(text) for text in bubbles(reply.text))
        elif isinstance(reply, Card):
            pieces.append(reply)
    return (pieces[0], pieces[1:]) if pieces else (Silence(), [])

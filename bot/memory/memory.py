"""Each message once, one at a time for each patron, with the conversation loaded inside the lock."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bot.conversation import Conversation
from bot.messages import Message
from bot.replies import Card, Reply, Say, Silence
from bot.wire import from_json, to_json

LEASE = timedelta(seconds=15)  # a process that dies frees its patrons after this
ANSWER_LIFE = timedelta(minutes=10)  # WeChat's three deliveries span 15 s; a queue in between may add minutes
LONGEST_WAIT = timedelta(seconds=30)  # for a patron's earlier message
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.1  # seconds between two looks at a lock or an answer


class BusyPatron(Exception):
    """An earlier message of this patron took longer than we are ready to wait."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that runs or ran already. `reply` is None while it runs; `pushed`: it goes another way."""

    reply: Reply | None = None
    pushed: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """We run this message. `patron` is empty when she is not remembered; `held` are answers she never got."""

    conversation: Conversation
    patron: str
    held: tuple[Reply, ...]
    token: str


@dataclass(frozen=True, slots=True)
class Parting:
    """What to keep when a message has been handled; no `conversation` means to forget the patron."""

    patron: str
    reply: Reply
    conversation: Conversation | None
    may_push: bool
    token: str = field(repr=False)


class Memory:
    """All keys of a patron carry one hash tag, so that a Redis Cluster keeps them together."""

    def __init__(
        self, redis: "Redis", *, life: timedelta = timedelta(days=1), lease: timedelta = LEASE
    ) -> None:
        self._redis, self._life, self._lease = redis, _ms(life), lease
        self._enter, self._leave, self._too_late, self._collect, self._renew = (
            redis.register_script((Path(__file__).parent / f"{name}.lua").read_text())
            for name in ("enter", "leave", "too_late", "collect", "renew")
        )

    async def enter(self, message: Message) -> Entered | Seen:
        """Begin a message, waiting for the patron's earlier ones. Raises BusyPatron."""
        token = secrets.token_hex(8)
        found = await self._try(message, token, noted=False)
        if found[0] == "seen":
            return _seen(found[1])
        async for _ in _pauses():
            if found[0] == "entered":
                _, conversation, patron, *held = found
                kept = tuple(from_json(one) for one in held)
                return Entered(Conversation.from_json(conversation), patron, kept, token)
            found = await self._try(message, token, noted=True)
        await self._redis.delete(_once(message))
        raise BusyPatron

    async def _try(self, message: Message, token: str, *, noted: bool) -> list[str]:
        keys = [_once(message), *(_key(message, name) for name in ("lock", "conversation", "patron", "held"))]
        found: list[str] = await self._enter(keys=keys, args=[token, _ms(self._lease), int(noted)])
        return found

    async def leave(self, message: Message, parting: Parting) -> bool:
        """End a message; True when the caller has to push the answer, because nobody waits for it now."""
        keys = [_once(message), *(_key(message, name) for name in ("lock", "conversation", "patron", "held"))]
        remembered = parting.conversation.to_json() if parting.conversation else ""
        answer = "" if isinstance(parting.reply, Silence) else to_json(parting.reply)
        args: list[Any] = [parting.token, remembered, self._life, parting.patron]
        args += [answer, _ms(ANSWER_LIFE), int(parting.may_push)]
        return bool(await self._leave(keys=keys, args=args) == "push")

    async def too_late(self, message: Message) -> Seen:
        """This delivery's time is up: the answer, if it came in this moment, else an empty Seen."""
        return _seen(await self._too_late(keys=[_once(message)], args=[_ms(self._lease)]))

    async def collect(self, message: Message) -> Seen:
        """The answer for a retry to take along."""
        return _seen(await self._collect(keys=[_once(message), _key(message, "held")]))

    async def hold(self, message: Message, replies: Iterable[Say | Card]) -> None:
        """Keep replies for the patron's next message."""
        if kept := [to_json(reply) for reply in replies]:
            await self._redis.rpush(_key(message, "held"), *kept)
            await self._redis.pexpire(_key(message, "held"), self._life)

    async def outcome(self, message: Message) -> Seen | None:
        """Wait for a message that runs elsewhere; None when its process died and nobody runs it any more."""
        async for _ in _pauses():
            state: str | None = await self._redis.get(_once(message))  # type: ignore[assignment]
            if state is None:
                return None
            if (seen := _seen(state)).reply or seen.pushed:
                return seen
        return Seen()

    @asynccontextmanager
    async def kept_alive(self, message: Message, token: str) -> AsyncIterator[None]:
        """Renew lock and mark for as long as the handler runs."""
        beating = asyncio.create_task(self._beat(message, token))
        try:
            yield
        finally:
            beating.cancel()

    async def _beat(self, message: Message, token: str) -> None:
        this = asyncio.current_task()
        # redis-py may swallow a cancellation before Python 3.12; a beat without its handler must not go on.
        while this and not this.cancelling():
            await asyncio.sleep(self._lease.total_seconds() / 3)
            await self._renew(keys=[_once(message), _key(message, "lock")], args=[token, _ms(self._lease)])


def _once(message: Message) -> str:
    return _key(message, f"once:{message.key}")


def _key(message: Message, name: str) -> str:
    return f"{{{message.account}:{message.openid}}}:{name}"


def _seen(state: str) -> Seen:
    if state.startswith("done:"):
        return Seen(from_json(state[5:]))
    return Seen(pushed=state == "pushed")


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


async def _pauses() -> AsyncIterator[None]:
    """Look at once, then ever more rarely, until the longest wait is over."""
    pause, end = FIRST_PAUSE, asyncio.get_running_loop().time() + LONGEST_WAIT.total_seconds()
    while asyncio.get_running_loop().time() < end:
        yield
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)

"""Each message once, one at a time for each patron, with the conversation loaded inside the lock."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.conversation import Conversation
from bot.memory.beat import Beat
from bot.memory.scripts import script
from bot.messages import Message
from bot.replies import Card, Reply, Say, Silence
from bot.wire import from_json, to_json

LEASE = timedelta(seconds=15)  # a process that dies frees its patrons after this
ANSWER_LIFE = timedelta(minutes=10)  # WeChat's three deliveries span 15 s; a queue in between may add minutes
LONGEST_WAIT = timedelta(seconds=30)  # for a patron's earlier message
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.1  # seconds between two looks at a lock or an answer
KEYS = ("lock", "conversation", "patron", "held", "parked")


class BusyPatron(Exception):
    """An earlier message of this patron took longer than we are ready to wait."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that runs or ran already. `replies` is None while it runs; `pushed`: they go another way."""

    replies: tuple[Say | Card, ...] | None = None
    pushed: bool = False
    patron: str = ""

    @property
    def for_retry(self) -> Reply:
        """What this connection is to bring."""
        return Silence() if self.pushed or not self.replies else self.replies[0]


@dataclass(frozen=True, slots=True)
class Entered:
    """We run this message. `patron` is empty when she is not remembered; `held` are answers she never got."""

    conversation: Conversation
    patron: str = ""
    parked: bool = False
    held: tuple[Say | Card, ...] = ()
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Parting:
    """What to keep when a message has been handled; no `conversation` means to forget the patron.

    `late`: its delivery was let go in this process.
    """

    patron: str
    replies: Sequence[Say | Card]
    conversation: Conversation | None
    may_push: bool
    entered: Entered
    late: bool = False


class Memory:
    """All keys of a patron carry one hash tag, so that a Redis Cluster keeps them together."""

    def __init__(
        self, redis: "Redis", *, life: timedelta = timedelta(days=1), lease: timedelta = LEASE
    ) -> None:
        self._redis, self._life, self._lease = redis, _ms(life), lease
        self._enter, self._leave, self._too_late, self._collect, self._renew, self._glance = (
            script(redis, name) for name in ("enter", "leave", "too_late", "collect", "renew", "glance")
        )

    async def glance(self, message: Message) -> str | None:
        """The patron's id, when nothing of hers runs, waits to be handed out, or is known of this message."""
        found: str | None = await self._glance(keys=_keys(message), args=[self._life])
        return found

    async def enter(self, message: Message, *, late: bool = False) -> Entered | Seen:
        """Begin a message (a `late` one: no delivery waits for it), after the patron's earlier ones.

        Raises BusyPatron.
        """
        token = secrets.token_hex(8)
        mark = "late" if late else "running"
        found = await self._try(message, token, mark, marked=False)
        async for _ in _pauses():
            if found[0] == "seen":
                return _seen(found[1])
            if found[0] == "entered":
                _, conversation, patron, parked, *held = found
                kept = tuple(from_json(one) for one in held)
                return Entered(Conversation.from_json(conversation), patron, bool(parked), kept, token)
            found = await self._try(message, token, mark, marked=True)
        await self._redis.delete(_once(message))
        raise BusyPatron

    async def _try(self, message: Message, token: str, mark: str, *, marked: bool) -> list[str]:
        args: list[Any] = [token, _ms(self._lease), mark, int(marked)]
        found: list[str] = await self._enter(keys=_keys(message), args=args)
        return found

    async def leave(self, message: Message, parting: Parting) -> bool:
        """End a message; True when the caller has to push the answer, because nobody waits for it now."""
        remembered = parting.conversation.to_json() if parting.conversation else ""
        answer = json.dumps([parting.patron, *map(to_json, parting.replies)], ensure_ascii=False)
        args: list[Any] = [parting.entered.token, remembered, self._life, parting.patron]
        args += [answer, _ms(ANSWER_LIFE), int(parting.may_push), int(parting.late)]
        args += [to_json(one) for one in parting.entered.held]
        return bool(await self._leave(keys=_keys(message), args=args) == "push")

    async def abandon(self, message: Message, entered: Entered) -> None:
        """End a message as if it had never come, so that it may run again."""
        if await self._redis.get(_key(message, "lock")) == entered.token:
            await self._redis.delete(_once(message), _key(message, "lock"))

    async def too_late(self, message: Message) -> Seen:
        """This delivery's time is up: the answer, if it came in this moment, else an empty Seen."""
        return _seen(await self._too_late(keys=[_once(message)], args=[_ms(self._lease)]))

    async def collect(self, message: Message) -> Seen:
        """The answer for a retry to take along."""
        return _seen(await self._collect(keys=[_once(message), _key(message, "held")]))

    async def look(self, message: Message) -> Seen:
        return _seen(await self._state(message) or "")

    async def is_in_hand(self, message: Message) -> bool:
        """Whether a living process runs it, or it is over."""
        return await self._state(message) is not None

    async def outcome(self, message: Message) -> Seen | None:
        """Wait for a message that runs elsewhere; None when its process died and nobody runs it any more."""
        async for _ in _pauses():
            state = await self._state(message)
            if state is None:
                return None
            if (seen := _seen(state)).replies is not None:
                return seen
        return Seen()

    async def _state(self, message: Message) -> str | None:
        state: str | None = await self._redis.get(_once(message))  # type: ignore[assignment]
        return state

    async def hold(self, message: Message, reply: Say | Card) -> None:
        """Keep a reply for the patron's next message, ahead of what waits for that already."""
        await self._redis.lpush(_key(message, "held"), to_json(reply))
        await self._redis.pexpire(_key(message, "held"), self._life)

    async def park(self, account: str, openid: str) -> None:
        """Something in the outbox waits for this patron's next message, which shall look there."""
        await self._redis.set(_of(account, openid, "parked"), "1")

    async def unpark(self, message: Message) -> None:
        await self._redis.delete(_key(message, "parked"))

    @contextmanager
    def kept_alive(self, message: Message, token: str) -> Iterator[None]:
        """Renew lock and mark for as long as the handler runs."""
        beat = Beat(self._lease.total_seconds() / 3, lambda: self._renewed(message, token))
        try:
            yield
        finally:
            beat.stop()

    async def _renewed(self, message: Message, token: str) -> None:
        with suppress(RedisError):  # the next beat may get through
            await self._renew(keys=[_once(message), _key(message, "lock")], args=[token, _ms(self._lease)])


def _keys(message: Message) -> list[str]:
    return [_once(message), *(_key(message, name) for name in KEYS)]


def _once(message: Message) -> str:
    return _key(message, f"once:{message.key}")


def _key(message: Message, name: str) -> str:
    return _of(message.account, message.openid, name)


def _of(account: str, openid: str, name: str) -> str:
    return f"{{{account}:{openid}}}:{name}"


def _seen(state: str) -> Seen:
    """`running`, `late`, or how it ended with the patron's id and the replies."""
    outcome, _, answer = state.partition(":")
    if not answer:
        return Seen()
    patron, *replies = json.loads(answer)
    return Seen(tuple(map(from_json, replies)), outcome == "pushed", patron)


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


async def _pauses() -> AsyncIterator[None]:
    """Look at once, then ever more rarely, until the longest wait is over."""
    pause, end = FIRST_PAUSE, asyncio.get_running_loop().time() + LONGEST_WAIT.total_seconds()
    while asyncio.get_running_loop().time() < end:
        yield
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)

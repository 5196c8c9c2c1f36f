"""A client for Redis whose commands share one connection: what is asked in one moment leaves together."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hiredis
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as Broken
from redis.exceptions import NoScriptError, RedisError, ResponseError
from redis.exceptions import TimeoutError as Silent

PATIENCE = 5.0  # seconds for an answer, unless the address or the client says otherwise
NOTHING_YET = object()


@dataclass(slots=True, eq=False)
class Asked:
    """A command on its way; `again` once it has been sent over a connection that broke."""

    packed: bytes
    answer: "asyncio.Future[Any]"
    by: float = 0.0  # the loop's time at which we stop waiting
    again: bool = False


Lost = Callable[[AbstractConnection, list[Asked]], None]


class Line(Redis):
    """For commands that many messages ask for at once, and that do not block.

    redis-py hands each command a connection and a timer of its own, which costs a process more than all the
    rest of a short message. Here they queue on one connection, in order, and hiredis reads the answers.
    redis-py still opens it, so that addresses, passwords and TLS work as everywhere.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: list[Asked] = []
        self._link: Link | None = None
        self._broken: AbstractConnection | None = None
        self._departure: asyncio.Handle | asyncio.Task[None] | None = None
        self._closing = False

    async def execute_command(self, *args: Any, **_options: Any) -> Any:
        """Redis' own answer to one command, which may have a name of two words. Raises RedisError."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._ask(Asked(hiredis.pack_command((*args[0].split(), *args[1:])), answer))
        return await answer

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        self._closing = True
        await super().aclose(close_connection_pool)

    def _ask(self, *asked: Asked) -> None:
        self._asked.extend(asked)
        if self._departure is None:  # the others of this moment come along
            self._departure = asyncio.get_running_loop().call_soon(self._leave)

    def _leave(self) -> None:
        if self._link is None:
            self._departure = asyncio.get_running_loop().create_task(self._connect())
            return
        self._departure = None
        asked, self._asked = self._asked, []
        self._link.carry(asked)

    async def _connect(self) -> None:
        try:
            await self._give_back()
            connection = await self.connection_pool.get_connection()  # type: ignore[no-untyped-call]
            self._link = Link(connection, self._lost)
        except (RedisError, OSError) as trouble:
            asked, self._asked, self._departure = self._asked, [], None
            _refuse(asked, Broken(str(trouble)))
        else:
            self._leave()

    async def _give_back(self) -> None:
        if self._broken is not None:
            broken, self._broken = self._broken, None
            await broken.disconnect(nowait=True)
            await self.connection_pool.release(broken)

    def _lost(self, connection: AbstractConnection, unanswered: list[Asked]) -> None:
        """The server went away, or closed an idle line: what was asked may be asked once more."""
        self._link, self._broken = None, connection
        over = [one for one in unanswered if one.again or self._closing]
        _refuse(over, Broken("the connection to Redis is gone"))
        if once_more := [one for one in unanswered if one not in over]:
            for one in once_more:
                one.again = True
            self._ask(*once_more)


class Link(asyncio.Protocol):
    """One connection while it lasts; answers come in the order of the commands."""

    def __init__(self, connection: AbstractConnection, lost: Lost) -> None:
        self._connection, self._lost = connection, lost
        self._patience = connection.socket_timeout or PATIENCE
        self._loop, self._waiting = asyncio.get_running_loop(), deque[Asked]()
        self._watch: asyncio.TimerHandle | None = None
        self._over = False
        self._reader = hiredis.Reader(
            encoding="utf-8", replyError=_error, notEnoughData=NOTHING_YET, errors="replace"
        )
        # redis-py has greeted the server; from here on the answers are ours to read.
        self._transport: Any = connection._writer.transport  # type: ignore[union-attr]
        self._before: asyncio.BaseProtocol = self._transport.get_protocol()
        self._transport.set_protocol(self)

    def carry(self, asked: list[Asked]) -> None:
        by = self._loop.time() + self._patience
        for one in asked:
            one.by = by
        self._waiting.extend(asked)
        if self._transport.is_closing():  # what is written now goes nowhere, and nobody may tell us so
            self._end()
            return
        self._transport.write(b"".join([one.packed for one in asked]))
        if self._watch is None:
            self._watch = self._loop.call_at(by, self._look_at_the_clock)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (found := self._reader.gets()) is not NOTHING_YET:
            if isinstance(found, hiredis.PushNotification):
                continue
            answer = self._waiting.popleft().answer
            if answer.done():  # whoever asked has gone
                continue
            if isinstance(found, RedisError):
                answer.set_exception(found)
            else:
                answer.set_result(found)

    def connection_lost(self, trouble: Exception | None) -> None:
        self._before.connection_lost(trouble)  # redis-py waits for this when it closes
        self._end()

    def _look_at_the_clock(self) -> None:
        """Answers are in order, so only the first that is missing has to be watched."""
        self._watch = None
        if not self._waiting:
            return
        if self._waiting[0].by > self._loop.time():
            self._watch = self._loop.call_at(self._waiting[0].by, self._look_at_the_clock)
            return
        silent, self._waiting = self._waiting, deque()
        _refuse(silent, Silent(f"no word from Redis in {self._patience} s"))
        self._transport.abort()

    def _end(self) -> None:
        if self._over:
            return
        self._over = True
        if self._watch is not None:
            self._watch.cancel()
        unanswered, self._waiting = list(self._waiting), deque()
        self._lost(self._connection, unanswered)


def _refuse(asked: "list[Asked] | deque[Asked]", trouble: RedisError) -> None:
    for one in asked:
        if not one.answer.done():
            one.answer.set_exception(trouble)


def _error(words: str) -> RedisError:
    return (NoScriptError if words.startswith("NOSCRIPT") else ResponseError)(words)

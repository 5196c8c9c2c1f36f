"""What happens at the desk, told to every open desk on every machine through one Redis stream."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout

from library.stopping import being_stopped

log = logging.getLogger(__name__)

STREAM = "desk:events"
KEPT = 10_000
BLOCK = 2_000  # milliseconds; below any socket timeout in use
BEHIND = 1_000  # a listener with more than this unread is told to reload


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEvent:
    """`version` is the question's: a screen with a newer one ignores the event. `id` orders events.

    `places` and `owners` are the branches and librarians that have the question, and those that had it before
    this step, whose screens show it yet; `places` is empty where nobody said.
    """

    id: str = ""
    what: str
    question: str = ""
    version: int = 0
    status: str = ""
    assignee: str = ""
    places: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


LISTS = ("places", "owners")
BEGINNING = "0-0"
PULSE = "pulse"  # nothing happened for a while
PULSE_EVERY = 30  # seconds
RELOAD = "reload"  # the gap is too long to replay


class LiveEvents:
    """One reader per process, however many desks are open in it; it starts with the first listener."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._listeners: set[asyncio.Queue[DeskEvent]] = set()
        self._reader: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def publish(self, event: DeskEvent) -> None:
        """Tell everybody. It is in MongoDB already, so a Redis that is away costs liveliness only."""
        told: dict[Any, Any] = {**asdict(event), **{name: json.dumps(getattr(event, name)) for name in LISTS}}
        del told["id"]
        try:
            await self._redis.xadd(STREAM, told, maxlen=KEPT, approximate=True)
        except RedisError:
            log.warning("an event of the desk was not told", exc_info=True)

    async def listen(self, after: str = "") -> AsyncGenerator[DeskEvent, None]:
        """Events from now on, before them those after the id `after`; RELOAD where some of them are gone.

        A PULSE every half minute of silence lets the listener look whether it should still be here.
        """
        inbox: asyncio.Queue[DeskEvent] = asyncio.Queue(maxsize=BEHIND)
        await self._join(inbox)
        try:
            last = after
            async for event in self._replay(after):
                last = event.id
                yield event
            while True:
                event = await _next(inbox)
                if event.what in {RELOAD, PULSE} or _order(event.id) > _order(last):
                    yield event
        finally:
            self._leave(inbox)

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    async def latest(self) -> str:
        """The id of the newest event, for a page that will listen from there; "" while Redis is away."""
        try:
            return await self._newest()
        except RedisError:
            return ""

    async def _newest(self) -> str:
        newest = await self._redis.xrevrange(STREAM, count=1)
        return str(newest[0][0]) if newest else BEGINNING

    async def _replay(self, after: str) -> AsyncIterator[DeskEvent]:
        if not after:
            return
        oldest = _events(await self._redis.xrange(STREAM, count=1))
        if after != BEGINNING and oldest and _order(oldest[0].id) > _order(after):
            yield DeskEvent(id=await self._newest(), what=RELOAD)
            return
        for event in _events(await self._redis.xrange(STREAM, min="({}-{}".format(*_order(after)))):
            yield event

    async def _join(self, inbox: asyncio.Queue[DeskEvent]) -> None:
        async with self._starting:
            if self._reader is None or self._reader.done():
                start = await self._newest()  # before any replay, so that nothing falls between the two
                self._reader = asyncio.create_task(self._read(start), name="desk events")
            self._listeners.add(inbox)

    def _leave(self, inbox: asyncio.Queue[DeskEvent]) -> None:
        self._listeners.discard(inbox)
        if not self._listeners and self._reader is not None:
            self._reader.cancel()
            self._reader = None

    async def _read(self, last: str) -> None:
        while not being_stopped():
            try:
                found = await self._redis.xread({STREAM: last}, block=BLOCK)
            except RedisTimeout:
                continue
            except RedisError:
                await asyncio.sleep(1)
                continue
            for event in _of_stream(found):
                last = event.id
                self._hand_out(event)

    def _hand_out(self, event: DeskEvent) -> None:
        for inbox in self._listeners:
            if inbox.full():
                _empty(inbox)
                inbox.put_nowait(DeskEvent(id=event.id, what=RELOAD))
            else:
                inbox.put_nowait(event)


def _of_stream(found: Any) -> list[DeskEvent]:
    """What XREAD gave: nothing, a list of streams (RESP2) or a mapping of them (RESP3)."""
    if not found:
        return []
    if isinstance(found, dict):
        return [event for batch in found[STREAM] for event in _events(batch)]
    return _events(found[0][1])


def _events(found: Any) -> list[DeskEvent]:
    return [
        DeskEvent(
            id=event_id,
            what=told["what"],
            question=told["question"],
            version=int(told["version"]),
            status=told["status"],
            assignee=told["assignee"],
            **{name: tuple(json.loads(told.get(name, "[]"))) for name in LISTS},
        )
        for event_id, told in found or []
    ]


def _order(event_id: str) -> tuple[int, int]:
    """A stream id as something that compares; what is no id comes before all."""
    milliseconds, _, sequence = event_id.partition("-")
    if not (milliseconds.isdecimal() and sequence.isdecimal()):
        return 0, 0
    return int(milliseconds), int(sequence)


async def _next(inbox: asyncio.Queue[DeskEvent]) -> DeskEvent:
    try:
        return await asyncio.wait_for(inbox.get(), PULSE_EVERY)
    except TimeoutError:
        return DeskEvent(what=PULSE)


def _empty(inbox: asyncio.Queue[DeskEvent]) -> None:
    while not inbox.empty():
        inbox.get_nowait()

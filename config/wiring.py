"""Every object of the house: built in its rooms, and only there; opened and closed here."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.request import getproxies

import httpx
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.memory import Line
from bot.wechat.client import Client
from bot.wechat.connections import Connections
from config.indexes import prepare
from config.local_servers import reachable
from config.mongodb import DATABASE, PATIENCE, Database, connect
from config.rooms.channel import Channel, client_of, furnish_channel
from config.rooms.chat import Chat, furnish_chat
from config.rooms.ebooks import Stacks, furnish_ebooks
from config.rooms.ground import Ground
from config.rooms.lending import LendingDesk, furnish_lending
from config.rooms.library import Library, furnish_library
from config.rooms.reader import ReadingRoom, furnish_reader
from config.rooms.reference import ReferenceRoom, furnish_reference
from config.settings import Settings
from language import segmenting
from library.clock import Clock, utc_now

QUICK = 1.0  # seconds for what we remember of a patron; without it she still gets an answer in time


@dataclass(frozen=True, kw_only=True)
class House(Library, LendingDesk, ReadingRoom, Stacks, ReferenceRoom, Channel, Chat):
    """What the faces and the jobs need, by name; `settings` hold the addresses in use."""

    settings: Settings
    now: Clock
    database: Database
    redis: Redis
    http: httpx.AsyncClient


@asynccontextmanager
async def open_house(settings: Settings, *, now: Clock = utc_now) -> AsyncIterator[House]:
    """The whole house, with servers of its own where the settings name none; closed again at the end.

    `now` is the time by which people live here: their mornings, windows and tickets.

    Raises LookupError when a handler asks for what is not built here, CannotStart without a server.
    """
    async with AsyncExitStack() as stack:
        settings = stack.enter_context(reachable(settings))
        mongodb = connect(settings.mongodb_uri)
        stack.callback(mongodb.close)
        redis = Redis.from_url(settings.redis_url, decode_responses=True)
        stack.push_async_callback(redis.aclose)
        http = await stack.enter_async_context(_line_out())
        quick = _quick(settings.redis_url)
        stack.push_async_callback(quick.aclose)
        if settings.dictionary:
            segmenting.learn(settings.dictionary)
        database = mongodb.get_default_database(DATABASE)
        house = _furnish(
            Ground(settings=settings, database=database, redis=redis, quick=quick, http=http, now=now)
        )
        stack.push_async_callback(house.assistant.aclose)
        await prepare(house.database)
        await house.second_factor.seal_anew()
        segmenting.warm_up()  # takes about a second, which no patron should wait
        await stack.enter_async_context(_meanwhile(house.passages.keep_up()))
        await stack.enter_async_context(_meanwhile(house.search.keep_up()))
        yield house


def _furnish(ground: Ground) -> House:
    """One room after the other: a later one may use what is in those before it."""
    library, channel = furnish_library(ground), furnish_channel(ground)
    lending = furnish_lending(ground, library.patrons)
    reading = furnish_reader(ground, admits=lending.readers.may_read)
    stacks = furnish_ebooks(ground, lending.licensing, lending.lending, reading.shelf)
    reference = furnish_reference(ground, library)
    chat = furnish_chat(ground, library, lending, reading, stacks, reference, channel)
    rooms = (library, lending, reading, stacks, reference, channel, chat)
    return House(
        settings=ground.settings,
        now=ground.now,
        database=ground.database,
        redis=ground.redis,
        http=ground.http,
        **{name: thing for room in rooms for name, thing in vars(room).items()},
    )


@asynccontextmanager
async def open_client(settings: Settings, account: str) -> AsyncIterator[Client]:
    """The line to WeChat alone."""
    async with AsyncExitStack() as stack:
        settings = stack.enter_context(reachable(settings))
        redis = await stack.enter_async_context(Redis.from_url(settings.redis_url, decode_responses=True))
        http = await stack.enter_async_context(_line_out())
        yield client_of(settings, account, redis, http)


@asynccontextmanager
async def _meanwhile(deed: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(deed)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _line_out() -> httpx.AsyncClient:
    """Our own connections carry many calls at once; where a proxy is set, httpx knows how to use it."""
    transport = None if getproxies() else Connections()
    return httpx.AsyncClient(timeout=PATIENCE.total_seconds(), transport=transport)


def _quick(redis_url: str) -> Redis:
    """A client that gives up soon: one more try where a connection turns out broken, and no pauses."""
    again = Retry(NoBackoff(), 1)
    return Line.from_url(
        redis_url, decode_responses=True, socket_timeout=QUICK, socket_connect_timeout=QUICK, retry=again
    )

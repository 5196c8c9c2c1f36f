"""The worker: it empties the queue, watches the clock and carries the outbox, until it is cancelled."""

import asyncio
import logging
from collections.abc import Sequence

from redis.asyncio import Redis
from redis.exceptions import RedisError
from taskiq import TaskiqScheduler
from taskiq.abc.broker import AsyncBroker
from taskiq.api import run_receiver_task, run_scheduler_task

from config.wiring import House
from jobs.answers import Answers
from jobs.broker import make_broker, make_scheduler
from jobs.chores import Chore, chores
from jobs.outbox import Courier, pump
from jobs.together import being_stopped, together

log = logging.getLogger(__name__)

PAUSE = 1  # second before we look again for a Redis that was away


async def work(house: House) -> None:
    """Any number of these may run, in any number of processes."""
    answers = Answers(house.desk, house.outbox)
    courier = Courier(house.outbox, house.clients, house.patrons, answers.heard)
    await together(
        pump(courier, house.bell),
        keep_attending(house.settings.redis_url, house.redis, chores(house.desk, answers)),
    )


async def keep_attending(redis_url: str, redis: Redis, to_do: Sequence[Chore]) -> None:
    """Begin anew whenever Redis went away or forgot our queue."""
    while not being_stopped():
        broker = make_broker(redis_url, to_do)
        try:
            await attend(broker, make_scheduler(broker, redis))
        except* RedisError as trouble:
            log.warning("the queue is out of reach: %s", trouble.exceptions[0])
            await asyncio.sleep(PAUSE)


async def attend(broker: AsyncBroker, scheduler: TaskiqScheduler) -> None:
    """Run what the queue holds and what the clock asks for."""
    await broker.startup()
    log.info("at work")
    try:
        await together(run_receiver_task(broker, sync_workers=1), run_scheduler_task(scheduler))
    finally:
        await broker.shutdown()

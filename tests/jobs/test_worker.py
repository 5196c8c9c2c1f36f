"""The worker: what is asked for is done, by one worker, also when none was there at the time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from taskiq import ScheduledTask
from taskiq.exceptions import ScheduledTaskCancelledError

from jobs.broker import OnceForAll, make_broker, make_scheduler
from jobs.chores import Chore
from jobs.worker import attend
from tests.waiting import PATIENCE, until


@pytest.fixture
def redis_url(redis) -> str:
    at = redis.connection_pool.connection_kwargs
    return f"redis://{at['host']}:{at['port']}/{at['db']}"


async def test_what_was_asked_for_before_a_worker_came_is_done(redis, redis_url) -> None:
    done = asyncio.Event()

    async def sweep() -> None:
        done.set()

    def broker():
        return make_broker(redis_url, [Chore(name="sweep", cron="0 0 29 2 *", do=sweep)])

    asking = broker()
    await asking.startup()
    await asking.find_task("sweep").kiq()
    await asking.shutdown()
    assert not done.is_set()

    working = broker()
    worker = asyncio.create_task(attend(working, make_scheduler(working, redis)))
    async with asyncio.timeout(10):
        await done.wait()
    await stopped(worker)


async def test_a_worker_whose_redis_forgot_everything_begins_anew(redis, redis_url) -> None:
    done = asyncio.Event()

    async def sweep() -> None:
        done.set()

    chores = [Chore(name="sweep", cron="0 0 29 2 *", do=sweep)]
    working = make_broker(redis_url, chores)
    worker = asyncio.create_task(attend(working, make_scheduler(working, redis)))
    await until(lambda: redis.exists("jobs"), 20)
    await redis.flushdb()

    async def swept() -> bool:
        return done.is_set()

    await until(lambda: redis.exists("jobs"), 60)  # it has noticed, and made its group again
    asking = make_broker(redis_url, chores)
    await asking.startup()
    await asking.find_task("sweep").kiq()
    await asking.shutdown()
    await until(swept, 60)
    await stopped(worker)


# A receiver cancelled between two steps of taskiq's own start leaves a coroutine that never ran.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:coroutine 'Receiver:RuntimeWarning")
async def test_a_worker_stops_at_once_whatever_it_was_about_to_do(redis, redis_url) -> None:
    for steps in range(0, 150, 3):
        broker = make_broker(redis_url, [])
        worker = asyncio.create_task(attend(broker, make_scheduler(broker, redis)))
        for _ in range(steps):
            await asyncio.sleep(0)
        await stopped(worker)


async def test_of_many_clocks_one_speaks_each_minute(redis, redis_url) -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    broker = make_broker(redis_url, [])
    first, second = (OnceForAll(broker, redis, now=lambda: now) for _ in range(2))
    sweep = ScheduledTask(task_name="sweep", labels={}, args=[], kwargs={}, cron="* * * * *")
    await first.pre_send(sweep)
    with pytest.raises(ScheduledTaskCancelledError):
        await second.pre_send(sweep)
    now += timedelta(minutes=1)
    await second.pre_send(sweep)


async def stopped(worker: asyncio.Task[None]) -> None:
    worker.cancel()
    await asyncio.wait({worker}, timeout=PATIENCE)
    assert worker.cancelled()

"""The queue between whoever wants something done and whoever does it: a Redis stream."""

from collections.abc import Iterable

from redis.asyncio import Redis
from taskiq import ScheduledTask, TaskiqScheduler
from taskiq.exceptions import ScheduledTaskCancelledError
from taskiq.schedule_sources import LabelScheduleSource
from taskiq_redis import RedisStreamBroker

from jobs.chores import Chore
from library.clock import Clock, utc_now

STREAM = "jobs"
LONGEST_STREAM = 10_000
LONGEST_CHORE_MS = 600_000
"""A chore not acknowledged after ten minutes died with its worker, and another worker takes it over."""


def make_broker(redis_url: str, chores: Iterable[Chore]) -> RedisStreamBroker:
    """A broker that knows these chores; what is asked for while no worker runs waits for the next one."""
    broker = RedisStreamBroker(
        redis_url,
        queue_name=STREAM,
        consumer_group_name="workers",
        consumer_id="0",
        maxlen=LONGEST_STREAM,
        idle_timeout=LONGEST_CHORE_MS,
        unacknowledged_lock_timeout=30,
        # With a timeout redis-py sends through wait_for, which in Python 3.11 loses cancellations,
        # and a worker that was asked to stop would not.
        socket_timeout=None,
        socket_connect_timeout=5,
        socket_keepalive=True,
    )
    for chore in chores:
        broker.register_task(chore.do, task_name=chore.name, schedule=[{"cron": chore.cron}])
    return broker


def make_scheduler(broker: RedisStreamBroker, redis: Redis, *, now: Clock = utc_now) -> TaskiqScheduler:
    return TaskiqScheduler(broker, [OnceForAll(broker, redis, now=now)])


class OnceForAll(LabelScheduleSource):
    """Every worker has a clock, and at each minute the first of them to speak sends the chore."""

    def __init__(self, broker: RedisStreamBroker, redis: Redis, *, now: Clock) -> None:
        super().__init__(broker)
        self._redis, self._now = redis, now

    async def pre_send(self, task: ScheduledTask) -> None:
        """Raises ScheduledTaskCancelledError if another worker's scheduler was first."""
        minute = f"jobs:sent:{task.task_name}:{self._now():%Y%m%d%H%M}"
        if not await self._redis.set(minute, "", nx=True, ex=3600):
            raise ScheduledTaskCancelledError

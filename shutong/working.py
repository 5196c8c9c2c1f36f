"""`shutong work`: the outbox, the queue and the clock."""

from config.settings import Settings
from config.wiring import open_house
from jobs import worker
from shutong.stopping import run_until_stopped


def work(told: Settings) -> None:
    run_until_stopped(_work(told))


async def _work(settings: Settings) -> None:
    async with open_house(settings) as house:
        await worker.work(house)
